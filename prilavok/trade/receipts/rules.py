"""Pure decisions of receipts."""

from decimal import Decimal

from prilavok.base.money import Money
from prilavok.trade.receipts.values import Outcome


def outcome(*, known: tuple[int, str] | None, told: tuple[int, str]) -> Outcome:
    """What to do with a receipt: `known` and `told` are pairs of revision and digest of the contents."""
    if known is None:
        return Outcome.CREATED
    if told[0] < known[0]:
        return Outcome.UNCHANGED if told[1] == known[1] else Outcome.STALE
    if told[1] == known[1]:
        return Outcome.UNCHANGED
    return Outcome.CHANGED if told[0] > known[0] else Outcome.DIFFERS


def signed(total: Money, *, kind: str, is_cancelled: bool) -> Money:
    """What a receipt adds to what its buyer spent."""
    if is_cancelled:
        return Money(Decimal(0), total.currency)
    return Money(-total.amount, total.currency) if kind == "return" else total
