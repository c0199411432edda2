"""What payments shows, always for many."""

from collections.abc import Sequence

from prilavok.trade.payments.as_values import as_refund, as_view
from prilavok.trade.payments.models import Payment, Refund
from prilavok.trade.payments.values import PaymentView, RefundView


def payments_of(*, order_ids: Sequence[int]) -> dict[int, PaymentView]:
    """The payment of each order."""
    rows = Payment.objects.filter(order_id__in=list(order_ids))
    return {row.order_id: as_view(row) for row in rows}


def refunds_of(*, order_ids: Sequence[int]) -> dict[int, tuple[RefundView, ...]]:
    """The refunds of each order, oldest first."""
    found: dict[int, tuple[RefundView, ...]] = {}
    for row in Refund.objects.filter(order_id__in=list(order_ids)).order_by("id"):
        found[row.order_id] = (*found.get(row.order_id, ()), as_refund(row))
    return found
