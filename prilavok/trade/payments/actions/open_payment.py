"""Open a payment: one row, no network; the unique order keeps it single."""

from django.db import IntegrityError

from prilavok.base.money import Money
from prilavok.base.unit import require_unit
from prilavok.trade.payments.errors import PaymentOpenAlready
from prilavok.trade.payments.models import Payment
from prilavok.trade.payments.values import PaymentId


def open_payment(*, order_id: int, amount: Money, method: str) -> PaymentId:
    """Open the payment of an order."""
    require_unit()
    try:
        row = Payment.objects.create(order_id=order_id, amount=amount.amount, currency=amount.currency, method=method)
    except IntegrityError as clash:
        raise PaymentOpenAlready from clash
    return PaymentId(row.pk)
