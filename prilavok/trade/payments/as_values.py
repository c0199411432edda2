"""Rows of payments as values."""

from prilavok.base.money import Money
from prilavok.trade.payments.models import Payment, Refund
from prilavok.trade.payments.values import PaymentId, PaymentView, RefundId, RefundView


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


def as_refund(row: Refund) -> RefundView:
    """A refund as a value."""
    return RefundView(
        refund_id=RefundId(row.pk),
        order_id=row.order_id,
        payment_id=PaymentId(row.payment_id),
        amount=Money(row.amount, row.currency),
        reason=row.reason,
        state=row.state,
        method=row.method,
        proposed_at=row.proposed_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )
