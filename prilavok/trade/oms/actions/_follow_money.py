"""The money after an order has changed: an open payment follows the total, what was paid too much is proposed back."""

from typing import Final

from django.utils.translation import gettext as _

from prilavok.base.access import Actor
from prilavok.base.money import Money
from prilavok.base.money import total as sum_of
from prilavok.goods.stock import api as stock
from prilavok.trade.oms.actions._change_order import keep, note, total_money
from prilavok.trade.oms.models import Order, OrderHistory
from prilavok.trade.oms.values import Fact
from prilavok.trade.payments import api as payments
from prilavok.trade.payments.values import RefundState

# Goods that are paid for wait for their owner, not for a clock.
PAID_HOLD_S: Final = 365 * 24 * 3600


def follow_total(order: Order) -> None:
    """After a new version: change the open payment's amount, or propose what was paid too much."""
    if Fact.PAID not in order.facts:
        payments.change_amount(order_id=order.pk, amount=total_money(order))
        return
    too_much = paid_for(order) - total_money(order)
    if too_much.amount > 0:
        reason = _("Fewer goods than were paid for, version %(version)s") % {"version": order.version}
        payments.propose_refund(
            order_id=order.pk, amount=too_much, reason=reason, key=f"order:{order.pk}:version:{order.version}"
        )


def paid_for(order: Order) -> Money:
    """What the customer has paid, less what is proposed back or was given back."""
    payment = payments.payments_of(order_ids=[order.pk])[order.pk]
    refunds = payments.refunds_of(order_ids=[order.pk]).get(order.pk, ())
    back = [one.amount for one in refunds if one.state != RefundState.DECLINED]
    return payment.amount - sum_of(back, order.currency)


def let_go(order: Order, reason: str) -> None:
    """The order ends: nothing more is to be paid, or all that was paid is proposed back."""
    if Fact.PAID not in order.facts:
        payments.cancel_payment(order_id=order.pk)
        return
    rest = paid_for(order)
    if rest.amount > 0:
        payments.propose_refund(order_id=order.pk, amount=rest, reason=reason, key=f"order:{order.pk}:end")


def take_erp_word(order: Order, actor: Actor, amount: Money | None) -> str:
    """The ERP says that its till has taken the money: a fact is added. Returns why it is not believed, or nothing."""
    expected = total_money(order)
    if amount is not None and amount != expected:
        return _("The ERP says %(paid)s is paid, but the order costs %(total)s.") % {
            "paid": amount.amount,
            "total": expected.amount,
        }
    payments.record_erp_till(order_id=order.pk, amount=expected, source=actor.name)
    order.hold_until = None
    keep(order, add=[Fact.PAID])
    note(order, OrderHistory.Kind.NOTE, _("Paid at the till of the accounting system"), actor_name=actor.name)
    stock.prolong(order_id=order.pk, hold_for_s=PAID_HOLD_S, is_paid=True)
    return ""
