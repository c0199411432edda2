"""End an order that will not be picked up: by a person with a reason, or because its time is over."""

from django.utils.translation import gettext as _

from prilavok.base.access import SYSTEM, Actor
from prilavok.base.crashpoints import at
from prilavok.goods.pricing import api as pricing
from prilavok.goods.stock import api as stock
from prilavok.trade.fulfilment import api as fulfilment
from prilavok.trade.oms.actions._change_order import enter, note, status_of_step
from prilavok.trade.oms.actions._follow_money import let_go
from prilavok.trade.oms.actions._locks import locked
from prilavok.trade.oms.altering.acts import CUSTOMERS, allow_act
from prilavok.trade.oms.errors import OrderIssued, ReasonMissing
from prilavok.trade.oms.models import Order, OrderHistory
from prilavok.trade.oms.queries.orders import orders
from prilavok.trade.oms.reach import allow
from prilavok.trade.oms.values import BuyerAct, Fact, OrderId, OrderView, Step

OVER = (Step.CANCELLED, Step.EXPIRED)


def cancel(*, order_id: int, reason: str, actor: Actor) -> OrderView:
    """Cancel; again is harmless."""
    order = locked(order_id, actor)
    _allow_cancel(order, actor)
    if order.status.step not in OVER:
        if not reason.strip():
            raise ReasonMissing
        close(order, step=Step.CANCELLED, reason=" ".join(reason.split())[:400], actor=actor)
    return orders(order_ids=[order_id])[OrderId(order_id)]


def expire(*, order_id: int) -> None:
    """The hold's time is over and its goods are on sale again: the order ends too, unless something else ended it."""
    order = locked(order_id, SYSTEM)
    if Fact.PAID in order.facts and Fact.ISSUED not in order.facts and Fact.CANCELLED not in order.facts:
        note(
            order, OrderHistory.Kind.CONFLICT, _("The goods were held too long, but they are paid for."), actor_name=""
        )
    elif Fact.ISSUED not in order.facts and Fact.CANCELLED not in order.facts:
        close(order, step=Step.EXPIRED, reason="", actor=SYSTEM)


def close(order: Order, *, step: Step, reason: str, actor: Actor) -> None:
    """Close the payment or propose the money back, take the order off the pick list, put the goods on sale again."""
    if Fact.ISSUED in order.facts:
        raise OrderIssued
    let_go(order, reason or status_of_step(step).title)
    at("oms.cancel:after_payment")
    fulfilment.cancel(order_id=order.pk)
    at("oms.cancel:after_task")
    order.cancel_reason, order.hold_until = reason, None
    enter(order, status_of_step(step), actor, reason=reason, add=[Fact.CANCELLED], drop=[Fact.RESERVED])
    at("oms.cancel:after_enter")
    pricing.release(order_id=order.pk)
    at("oms.cancel:after_uses")
    stock.release(order_id=order.pk, reason=reason or step.value)
    at("oms.cancel:after_stock")


def _allow_cancel(order: Order, actor: Actor) -> None:
    """A customer may cancel the own unpaid order as long as its status allows it; staff needs the permission."""
    if actor.kind not in CUSTOMERS:
        allow(actor, order, "orders.cancel")
    elif order.status.step not in OVER:
        allow_act(order, BuyerAct.CANCEL, actor, permission="orders.cancel")
