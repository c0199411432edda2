"""How the chain treats baskets: settings that people keep, all off until they say otherwise."""

from dataclasses import asdict
from typing import Final

from django.utils.translation import gettext as _

from prilavok.base.access import Actor
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts import api as accounts
from prilavok.trade.oms.baskets.values import BasketTerms
from prilavok.trade.oms.errors import SettingWrong
from prilavok.trade.oms.models import BasketSettings

# The least and the most of each; a hold of an hour would be a way to empty a shop without buying.
BOUNDS: Final = {"hold_minutes": (2, 60), "remind_after_h": (1, 168), "link_days": (1, 60)}


def basket_terms() -> BasketTerms:
    """What holds now. One query."""
    row = BasketSettings.objects.filter(pk=1).values("hold_minutes", "remind_after_h", "link_days").first()
    return BasketTerms(**row) if row else BasketTerms()


def edit_basket_terms(*, terms: BasketTerms, actor: Actor) -> None:
    """Keep other settings; they hold from the next checkout on. Joins the unit. Raises SettingWrong, Forbidden."""
    require_unit()
    actor.require("scheme.edit")
    told = asdict(terms)
    for name, (least, most) in BOUNDS.items():
        if told[name] is not None and not least <= told[name] <= most:
            raise SettingWrong(title=title_of(name), least=least, most=most)
    before = asdict(basket_terms())
    if before != told:
        BasketSettings.objects.update_or_create(pk=1, defaults=told)
        accounts.audit(actor, "basket.terms_edited", "basket_terms:1", before=before, after=told)


def title_of(name: str) -> str:
    """What a setting is called."""
    return {
        "hold_minutes": _("Goods are held at the checkout, minutes"),
        "remind_after_h": _("Remind of a left basket after, hours"),
        "link_days": _("A restoring link works, days"),
    }[name]
