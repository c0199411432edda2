"""Nothing will be paid: the order was cancelled or nobody came."""

from prilavok.trade.payments.actions._locks import locked
from prilavok.trade.payments.errors import PaymentNotOpen
from prilavok.trade.payments.models import Payment


def cancel_payment(*, order_id: int) -> None:
    """Cancel the open payment; again is harmless."""
    payment = locked(order_id)
    if payment.state == Payment.State.SETTLED:
        raise PaymentNotOpen
    if payment.state == Payment.State.OPEN:
        payment.state = Payment.State.CANCELLED
        payment.save(update_fields=["state"])
