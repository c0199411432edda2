"""Make a bundle, or change one: what it is made of, by what rule it is priced. Of one on sale the change holds at once;
orders that were placed keep what was agreed."""

from collections.abc import Mapping
from typing import Any, Final

from django.db.models.functions import Now

from prilavok.base.access import Actor
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.bundles import rules
from prilavok.goods.bundles.actions._selling import settle
from prilavok.goods.bundles.errors import (
    BundleUnknown,
    CompositionTooLarge,
    CompositionTooSmall,
    PartIsBundle,
    PartUnknown,
    PriceWrong,
    QuantityWrong,
)
from prilavok.goods.bundles.models import Bundle, BundlePart
from prilavok.goods.bundles.queries import view_of
from prilavok.goods.bundles.values import BundleDraft, BundleId, BundleView, Part
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import OwnProduct, ProductId, VariantCard, VariantId

UNIT: Final = "компл"  # as accounting systems call it
Cards = Mapping[VariantId, VariantCard]


def keep_bundle(*, draft: BundleDraft, actor: Actor, bundle_id: BundleId | None = None) -> BundleId:
    """Write it whole; a new one is a draft."""
    require_unit()
    parts = rules.merged(draft.parts)
    cards = pim.variants(variant_ids=[part.variant_id for part in parts])
    _refuse_impossible(draft, parts, cards)
    row = _locked(bundle_id) if bundle_id is not None else None
    before = _told(view_of(row)) if row else None
    product_id, variant_id = pim.keep_own_product(
        OwnProduct(
            product_id=ProductId(row.product_id) if row else None,
            title=draft.title,
            description=draft.description,
            category_ids=(draft.category_id,) if draft.category_id is not None else (),
            unit=UNIT,
            is_hidden=row is None or row.state != Bundle.State.PUBLISHED,
        )
    )
    row = row or Bundle(variant_id=variant_id, product_id=product_id)
    row.price_by, row.value = draft.by, draft.value
    row.changed_at = Now()  # the database's clock
    row.save()
    row.parts.all().delete()
    BundlePart.objects.bulk_create(
        BundlePart(
            bundle=row,
            variant_id=part.variant_id,
            product_id=cards[part.variant_id].product_id,
            quantity=part.quantity,
            position=position,
        )
        for position, part in enumerate(parts)
    )
    settle(row)
    after = {**_told(view_of(row)), "title": draft.title.strip()}
    accounts.audit(actor, "bundle.kept", f"bundle:{row.pk}", before=before, after=after)
    return BundleId(row.pk)


def _locked(bundle_id: BundleId) -> Bundle:
    row = Bundle.objects.select_for_update().filter(pk=bundle_id).first()
    if row is None:
        raise BundleUnknown
    return row


def _refuse_impossible(draft: BundleDraft, parts: tuple[Part, ...], cards: Cards) -> None:
    if any(part.variant_id not in cards for part in parts):
        raise PartUnknown
    wrong = next((part for part in parts if not rules.is_count(part.quantity)), None)
    if wrong is not None:
        raise QuantityWrong(title=cards[wrong.variant_id].title, most=rules.MOST_OF_ONE)
    if sum(part.quantity for part in parts) < 2:
        raise CompositionTooSmall
    if len(parts) > rules.MOST_PARTS:
        raise CompositionTooLarge(most=rules.MOST_PARTS)
    bundle = Bundle.objects.filter(variant_id__in=[part.variant_id for part in parts]).first()
    if bundle is not None:
        raise PartIsBundle(title=cards[VariantId(bundle.variant_id)].title)
    if not rules.is_value(draft.by, draft.value):
        raise PriceWrong


def _told(view: BundleView) -> dict[str, Any]:
    return {
        "parts": [[part.variant_id, str(part.quantity)] for part in view.parts],
        "price": [view.by.value, str(view.value)],
    }
