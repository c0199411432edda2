"""Pure arithmetic of changes of many prices: what a price becomes, and when one person is not enough."""

from decimal import Decimal

from prilavok.base.money import to_kopecks
from prilavok.goods.pricing.repricing.values import Beyond, Limits, Operation, Totals
from prilavok.goods.pricing.rules import rounded
from prilavok.goods.pricing.values import RoundingRule

HUNDRED = Decimal(100)


def changed(
    base: Decimal, *, operation: Operation, value: Decimal | None, rounding: RoundingRule | None
) -> Decimal | None:
    """What a price becomes; None when nothing would be left of it."""
    told = value or Decimal(0)
    exact = {
        Operation.PERCENT: base * (HUNDRED + told) / HUNDRED,
        Operation.AMOUNT: base + told,
        Operation.SET: told,
        Operation.TABLE: told,
        Operation.ROUND: base,
    }[operation]
    if exact <= 0:
        return None
    return rounded(exact, rounding) if rounding else to_kopecks(exact)


def beyond(totals: Totals, limits: Limits) -> list[Beyond]:
    """The limits that are passed; another person has to agree then."""
    passed = []
    if totals.rise_percent > limits.rise_percent:
        passed.append(Beyond(what="rise", figure=_percent(totals.rise_percent), allowed=_percent(limits.rise_percent)))
    if totals.fall_percent > limits.fall_percent:
        passed.append(Beyond(what="fall", figure=_percent(totals.fall_percent), allowed=_percent(limits.fall_percent)))
    if totals.count > limits.goods_count:
        passed.append(Beyond(what="count", figure=str(totals.count), allowed=str(limits.goods_count)))
    if totals.below_cost and not limits.below_cost:
        passed.append(Beyond(what="cost", figure=str(totals.below_cost), allowed="0"))
    return passed


def _percent(value: Decimal) -> str:
    return f"{round(value, 1).normalize():f}"
