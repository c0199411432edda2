"""Pure decisions of receipts."""

from decimal import Decimal

from prilavok.base.money import Money


def signed(total: Money, *, kind: str, is_cancelled: bool) -> Money:
    """What a receipt adds to what its buyer spent."""
    if is_cancelled:
        return Money(Decimal(0), total.currency)
    return Money(-total.amount, total.currency) if kind == "return" else total
