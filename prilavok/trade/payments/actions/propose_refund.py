"""Money that was taken for what is no longer bought: proposed to a person, never moved silently."""

from prilavok.base.access import Actor
from prilavok.base.clock import database_now
from prilavok.base.events import publish
from prilavok.base.money import Money
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts import api as accounts
from prilavok.trade.payments import rules
from prilavok.trade.payments.actions._locks import locked
from prilavok.trade.payments.as_values import as_refund
from prilavok.trade.payments.errors import MethodUnknown, PaymentNotSettled, RefundDecided, RefundTooBig, RefundUnknown
from prilavok.trade.payments.events import MoneyGivenBack
from prilavok.trade.payments.models import Payment, Refund
from prilavok.trade.payments.values import RefundState, RefundView


def propose_refund(*, order_id: int, amount: Money, reason: str, key: str) -> RefundView:
    """Propose to give an amount of a settled payment back; the same key again is the same proposal."""
    payment = locked(order_id)
    known = Refund.objects.filter(key=key).first()
    if known is not None:
        return as_refund(known)
    if payment.state != Payment.State.SETTLED:
        raise PaymentNotSettled
    counted = Refund.objects.filter(payment=payment).exclude(state=Refund.State.DECLINED)
    given = sum((one.amount for one in counted), amount.amount)
    if amount.amount <= 0 or given > payment.amount:
        raise RefundTooBig(paid=payment.amount)
    made = Refund.objects.create(
        order_id=order_id,
        payment=payment,
        key=key,
        amount=amount.amount,
        currency=amount.currency,
        reason=reason[:300],
    )
    made.refresh_from_db()
    return as_refund(made)


def decide_refund(*, refund_id: int, order_id: int, method: str, actor: Actor) -> RefundView:
    """The money was given back by this method, or (an empty one) will not be."""
    require_unit()
    row = Refund.objects.select_for_update().filter(pk=refund_id, order_id=order_id).first()
    if row is None:
        raise RefundUnknown
    if row.state != RefundState.PROPOSED:
        raise RefundDecided
    if method and not rules.is_counter_method(method):
        raise MethodUnknown
    row.state = RefundState.PAID_BACK if method else RefundState.DECLINED
    row.method, row.decided_by, row.decided_by_id = method, actor.name[:200], actor.person_id
    row.decided_at = database_now()
    row.save()
    after = {"state": row.state, "method": method, "amount": str(row.amount)}
    if method:
        publish(
            MoneyGivenBack(
                order_id=order_id, refund_id=row.pk, amount=row.amount, currency=row.currency, method=row.method
            )
        )
    accounts.audit(actor, "refund.decided", f"order:{order_id}", before={"state": RefundState.PROPOSED}, after=after)
    return as_refund(row)
