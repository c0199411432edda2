"""The row lock that every change of a payment starts with."""

from prilavok.base.unit import require_unit
from prilavok.trade.payments.errors import PaymentUnknown
from prilavok.trade.payments.models import Payment


def locked(order_id: int) -> Payment:
    """The order's payment, locked until the unit ends. Raises PaymentUnknown."""
    require_unit()
    payment = Payment.objects.select_for_update().filter(order_id=order_id).first()
    if payment is None:
        raise PaymentUnknown
    return payment
