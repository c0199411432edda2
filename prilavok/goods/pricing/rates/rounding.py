"""How prices made of prices in currencies are rounded: the chain's rule, and those of single price types."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from prilavok.base.bulk import one_at_a_time
from prilavok.base.unit import require_unit
from prilavok.goods.pricing.errors import PriceTypeUnknown
from prilavok.goods.pricing.models import PriceType, Rounding, RoundingChange
from prilavok.goods.pricing.rates.foreign import own_roundings, rounding
from prilavok.goods.pricing.rates.repricing import currencies, reprice
from prilavok.goods.pricing.values import RoundingRule


@dataclass(frozen=True, kw_only=True)
class RoundingChangeView:
    """A change of a rule; the title is empty for the chain's."""

    title: str
    before: str
    after: str
    source: str
    at: datetime


def set_rounding(rule: RoundingRule, *, source: str = "") -> bool:
    """Change the chain's rule and re-price all; True when it changed."""
    require_unit()
    one_at_a_time("pricing.set")
    before = rounding()
    if before == rule:
        return False
    Rounding.objects.update_or_create(pk=1, defaults={"step": rule.step, "mode": rule.mode, "ending": rule.ending})
    _note(None, before, rule, source)
    for currency in currencies():
        reprice(currency)
    return True


def set_type_rounding(*, price_type_id: int, rule: RoundingRule | None, source: str) -> bool:
    """Give a price type a rule of its own, or none; its prices are re-priced. True when it changed. Raises
    PriceTypeUnknown."""
    require_unit()
    one_at_a_time("pricing.set")
    row = PriceType.objects.select_for_update().filter(pk=price_type_id).first()
    if row is None:
        raise PriceTypeUnknown
    before = own_roundings().get(price_type_id)
    if before == rule:
        return False
    row.step, row.mode = (rule.step, rule.mode) if rule else (None, "nearest")
    row.ending = rule.ending if rule else Decimal(0)
    row.save(update_fields=["step", "mode", "ending"])
    _note(price_type_id, before, rule, source)
    for currency in currencies():
        reprice(currency, price_type_id=price_type_id)
    return True


def rounding_changes(limit: int = 30) -> list[RoundingChangeView]:
    """How rules of rounding changed, newest first."""
    titles = dict(PriceType.objects.values_list("pk", "title"))
    return [
        RoundingChangeView(
            title=titles.get(row.price_type_id or 0, ""),
            before=row.before,
            after=row.after,
            source=row.source,
            at=row.at,
        )
        for row in RoundingChange.objects.order_by("-pk")[:limit]
    ]


def _note(price_type_id: int | None, before: RoundingRule | None, after: RoundingRule | None, source: str) -> None:
    RoundingChange.objects.create(
        price_type_id=price_type_id, before=_said(before), after=_said(after), source=source[:200]
    )


def _said(rule: RoundingRule | None) -> str:
    """A rule as "10 up 9.99"; empty for none."""
    return f"{rule.step.normalize():f} {rule.mode} {rule.ending.normalize():f}" if rule else ""
