"""The order was corrected: its open payment follows."""

from prilavok.base.money import Money
from prilavok.trade.payments import rules
from prilavok.trade.payments.actions._locks import locked
from prilavok.trade.payments.errors import PaymentNotOpen


def change_amount(*, order_id: int, amount: Money) -> None:
    """Set the amount of an open payment."""
    payment = locked(order_id)
    if not rules.may_change(payment.state) or payment.currency != amount.currency:
        raise PaymentNotOpen
    if payment.amount != amount.amount:
        payment.amount = amount.amount
        payment.save(update_fields=["amount"])
