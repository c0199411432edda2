"""What keeps a bundle from being sold, in words for the office."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from prilavok.base.money import Money
from prilavok.goods.bundles.values import BundleId, BundleView, PriceBy, Trouble
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantCard, VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.values import PriceTag


def troubles_of(views: Sequence[BundleView]) -> dict[BundleId, list[Trouble]]:
    """By bundle; an empty list is a bundle without any. Three queries at most."""
    ids = sorted({part.variant_id for view in views for part in view.parts})
    cards, tags = pim.variants(variant_ids=ids), pricing.prices(variant_ids=ids)
    return {view.bundle_id: _of_one(view, cards, tags) for view in views}


def _of_one(view: BundleView, cards: dict[VariantId, VariantCard], tags: dict[VariantId, PriceTag]) -> list[Trouble]:
    found = []
    for part in view.parts:
        card = cards.get(part.variant_id)
        title = card.title if card else f"№ {part.variant_id}"
        if card is None or not card.is_active:
            text = _("«%(title)s» is no longer sold. Put something else in its place.") % {"title": title}
            found.append(Trouble(text=text, variant_id=part.variant_id))
        elif part.variant_id not in tags:
            text = _("«%(title)s» has no price.") % {"title": title}
            found.append(Trouble(text=text, variant_id=part.variant_id))
    if found:
        return found
    worth = sum((tags[part.variant_id].price.amount * part.quantity for part in view.parts), start=view.value * 0)
    if view.by == PriceBy.AMOUNT and view.value >= worth:
        return [Trouble(text=_("The discount is more than the parts cost. Make it smaller."))]
    if view.by == PriceBy.OWN and view.value > worth:
        text = _("It is dearer than its parts by themselves: they cost %(worth)s.") % {"worth": Money(worth)}
        return [Trouble(text=text, stops=False)]
    return []
