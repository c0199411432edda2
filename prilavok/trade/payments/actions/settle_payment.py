"""Take the money: once per key, the whole amount, to the kopeck.

The row lock makes rivals queue; the second finds the payment settled and, with the same key, gets the same answer. The
unique key in the table is the law behind the courtesy of the `if`.
"""

from prilavok.base.access import Actor
from prilavok.base.clock import database_now
from prilavok.base.events import publish
from prilavok.base.money import Money
from prilavok.trade.payments import rules
from prilavok.trade.payments.actions._locks import locked
from prilavok.trade.payments.as_values import as_view
from prilavok.trade.payments.errors import AmountDiffers, MethodUnknown, PaymentNotOpen
from prilavok.trade.payments.events import PaymentSettled
from prilavok.trade.payments.models import Payment
from prilavok.trade.payments.values import PaymentMethod, PaymentView


def settle_in_store(*, order_id: int, method: str, amount: Money, actor: Actor, key: str) -> PaymentView:
    """Settle at the counter."""
    if not rules.is_counter_method(method):
        raise MethodUnknown
    payment = locked(order_id)
    payment.settled_by, payment.settled_by_id = actor.name[:200], actor.person_id
    return _settle(payment, method=method, amount=amount, key=f"store:{key}")


def record_erp_till(*, order_id: int, amount: Money, source: str) -> PaymentView:
    """Settle by the word of the ERP, whose till has taken the money and given the receipt."""
    payment = locked(order_id)
    payment.settled_by = source[:200]
    return _settle(payment, method=PaymentMethod.ERP_TILL, amount=amount, key=f"erp:{order_id}")


def _settle(payment: Payment, *, method: str, amount: Money, key: str) -> PaymentView:
    if payment.state == Payment.State.SETTLED and payment.settle_key == key:
        payment.refresh_from_db()
        return as_view(payment)
    if payment.state != Payment.State.OPEN:
        raise PaymentNotOpen
    expected = Money(payment.amount, payment.currency)
    if amount != expected:
        raise AmountDiffers(expected=expected.amount, given=amount.amount)
    payment.state, payment.method, payment.settle_key = Payment.State.SETTLED, method, key
    payment.settled_at = database_now()
    payment.save()
    publish(
        PaymentSettled(
            order_id=payment.order_id,
            payment_id=payment.pk,
            amount=payment.amount,
            currency=payment.currency,
            method=payment.method,
        )
    )
    return as_view(payment)
