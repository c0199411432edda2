"""What payments shows, always for many."""

from collections.abc import Sequence

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


def payments_of(*, order_ids: Sequence[int]) -> dict[int, PaymentView]:
    """The payment of each order."""
    rows = Payment.objects.filter(order_id__in=list(order_ids))
    return {row.order_id: as_view(row) for row in rows}
