"""What payments shows, always for many."""

from collections.abc import Sequence

from prilavok.trade.payments.as_values import as_view
from prilavok.trade.payments.models import Payment
from prilavok.trade.payments.values import PaymentView


def payments_of(*, order_ids: Sequence[int]) -> dict[int, PaymentView]:
    """The payment of each order."""
    rows = Payment.objects.filter(order_id__in=list(order_ids))
    return {row.order_id: as_view(row) for row in rows}
