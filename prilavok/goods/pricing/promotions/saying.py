"""The engine's answer in money and words, in the active language."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from prilavok.base.money import RUB, Money
from prilavok.design.formats import money, quantity
from prilavok.goods.pim.values import VariantId
from prilavok.goods.pricing.coupons.values import CouponId, Entered
from prilavok.goods.pricing.engine.index import Index, Rule
from prilavok.goods.pricing.engine.receipt import parts_of
from prilavok.goods.pricing.engine.terms import FreeDelivery, Gift
from prilavok.goods.pricing.engine.values import LineOut, Miss, Outcome, Taken
from prilavok.goods.pricing.quotes import (
    AppliedPromotion,
    MissedPromotion,
    Quote,
    QuoteCoupon,
    QuoteLine,
    QuotePart,
    Step,
)

MILLI: Final = Decimal(1000)
REASONS: Final = {
    "reduced": gettext_noop("does not hold for goods that are reduced already"),
    "spent_total": gettext_noop("its uses are over"),
    "spent_person": gettext_noop("you have used it already"),
    "floor": gettext_noop("the price is the lowest possible already"),
    "no_gift": gettext_noop("the gift has run out"),
    "no_set": gettext_noop("the goods do not make a set yet"),
}


def said(
    outcome: Outcome,
    base_steps: Sequence[Sequence[Step]],
    index: Index,
    *,
    coupons: Mapping[CouponId, Entered],
) -> Quote:
    """The quote. `base_steps` say of each line from which list its price is."""
    lines = tuple(_line(line, tuple(steps)) for line, steps in zip(outcome.lines, base_steps, strict=True))
    applied = _applied(outcome)
    rules = {rule.promotion_id: rule for rule in index.rules}
    missed = tuple(_missed(miss, rules.get(miss.promotion_id)) for miss in outcome.misses)
    return Quote(
        lines=lines,
        total=_money(outcome.total),
        base_total=_money(sum(line.base_total for line in outcome.lines)),
        applied=applied,
        missed=missed,
        coupons=tuple(_coupon(one, applied, missed) for one in coupons.values()),
        free_delivery=tuple(title for _pk, _revision, title in outcome.free_delivery),
    )


def _line(line: LineOut, base: tuple[Step, ...]) -> QuoteLine:
    parts = tuple(
        QuotePart(quantity=part.quantity, unit_price=_money(part.unit), total=_money(part.total))
        for part in parts_of(line.quantity, line.total)
    )
    unit = line.taken[-1].unit if line.taken else line.base_unit
    return QuoteLine(
        variant_id=VariantId(line.key),
        quantity=line.quantity,
        unit_price=_money(unit),
        total=_money(line.total),
        steps=(*base, *(_step(one) for one in line.taken)),
        base_total=_money(line.base_total),
        shelf_price=_money(line.shelf_unit),
        is_gift=line.is_gift,
        parts=parts,
    )


def _step(one: Taken) -> Step:
    return Step(
        title=one.title,
        amount=_money(one.unit),
        taken=_money(one.amount),
        source=f"promotion:{one.promotion_id}:{one.revision}",
        legend=one.legend,
    )


def _applied(outcome: Outcome) -> tuple[AppliedPromotion, ...]:
    sums: dict[tuple[int, int, str], int] = {}
    for line in outcome.lines:
        for one in line.taken:
            key = (one.promotion_id, one.revision, one.title)
            sums[key] = sums.get(key, 0) + one.amount
    for key in outcome.free_delivery:
        sums.setdefault(key, 0)
    return tuple(
        AppliedPromotion(promotion_id=pk, revision=revision, title=title, amount=_money(amount))
        for (pk, revision, title), amount in sums.items()
    )


def _missed(miss: Miss, rule: Rule | None) -> MissedPromotion:
    return MissedPromotion(
        promotion_id=miss.promotion_id,
        title=miss.title,
        reason=miss.reason,
        text=_why(miss, rule),
        short=_money(miss.short) if miss.reason == "sum" else None,
        variant_ids=tuple(VariantId(key) for key in miss.keys),
    )


def _why(miss: Miss, rule: Rule | None) -> str:
    if miss.reason == "sum":
        return _short(money(_money(miss.short)), rule)
    if miss.reason == "pieces":
        return _("%(short)s more pieces are wanted") % {"short": quantity(miss.short / MILLI)}
    if miss.reason == "beaten":
        return _("cannot be combined with «%(by)s»") % {"by": miss.by}
    return _(REASONS[miss.reason])


def _short(sum_: str, rule: Rule | None) -> str:
    effect = rule.terms.effect if rule else None
    if isinstance(effect, Gift):
        return _("%(sum)s more to the gift") % {"sum": sum_}
    if isinstance(effect, FreeDelivery):
        return _("%(sum)s more to free delivery") % {"sum": sum_}
    return _("%(sum)s more to the discount") % {"sum": sum_}


def _coupon(one: Entered, applied: Sequence[AppliedPromotion], missed: Sequence[MissedPromotion]) -> QuoteCoupon:
    found = next((it for it in applied if it.promotion_id == one.promotion_id), None)
    reason = next((it.text for it in missed if it.promotion_id == one.promotion_id), "")
    return QuoteCoupon(
        coupon_id=one.coupon_id,
        shown=one.shown,
        title=one.title,
        is_applied=found is not None,
        taken=found.amount if found else _money(0),
        text="" if found else reason or _("does not fit these goods, this place or this day"),
    )


@lru_cache(maxsize=2048)  # of a line, the same sum is said several times
def _money(kopecks: int) -> Money:
    return Money(Decimal(kopecks) / 100, RUB)
