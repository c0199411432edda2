"""Rows of payments as values."""

from prilavok.base.money import Money
from prilavok.trade.payments.models import Payment
from prilavok.trade.payments.values import PaymentId, PaymentView


def as_view(row: Payment) -> PaymentView:
    """The value of a row."""
    return PaymentView(
        payment_id=PaymentId(row.pk),
        order_id=row.order_id,
        amount=Money(row.amount, row.currency),
        method=row.method,
        state=row.state,
        settled_at=row.settled_at,
    )
