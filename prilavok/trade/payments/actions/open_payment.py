"""Open a payment: one row, no network; the unique order keeps it single."""

from typing import Final

from django.db import IntegrityError

from prilavok.base.bulk import fetch_often
from prilavok.base.money import Money
from prilavok.base.unit import require_unit
from prilavok.trade.payments.errors import PaymentOpenAlready
from prilavok.trade.payments.values import PaymentId

OPEN: Final = """
INSERT INTO payments_payment (order_id, amount, currency, method, state, settled_by)
VALUES (%s, %s, %s, %s, 'open', '') RETURNING id
"""


def open_payment(*, order_id: int, amount: Money, method: str) -> PaymentId:
    """Open the payment of an order."""
    require_unit()
    try:
        ((payment_id,),) = fetch_often(OPEN, [order_id, amount.amount, amount.currency, method])
    except IntegrityError as clash:
        raise PaymentOpenAlready from clash
    return PaymentId(payment_id)
