"""The store's work on an order: start picking, finish picking, with fewer pieces if that is all there is."""

from collections.abc import Mapping
from decimal import Decimal

from prilavok.base.access import Actor
from prilavok.base.crashpoints import at
from prilavok.goods.pim.values import VariantId
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import Want
from prilavok.trade.fulfilment import api as fulfilment
from prilavok.trade.oms import rules
from prilavok.trade.oms.actions._change_order import correct, current_lines, enter, prolong, status_of_step
from prilavok.trade.oms.actions._follow_money import PAID_HOLD_S, follow_total
from prilavok.trade.oms.actions._locks import locked
from prilavok.trade.oms.as_values import worded
from prilavok.trade.oms.errors import MoveNotAllowed
from prilavok.trade.oms.models import Order
from prilavok.trade.oms.queries.orders import orders
from prilavok.trade.oms.reach import allow
from prilavok.trade.oms.values import Fact, OrderId, OrderView, Step

BEFORE_READY = (Step.PLACED, Step.PICKING)


def start_picking(order: Order, actor: Actor) -> None:
    """Enter the status of picking; the order is locked and the right to do so is checked."""
    fulfilment.start(order_id=order.pk, actor=actor)
    at("oms.pick:after_start")
    enter(order, status_of_step(Step.PICKING), actor)


def mark_picked(*, order_id: int, picked: Mapping[VariantId, Decimal], actor: Actor) -> OrderView:
    """Enter the status of readiness with what was found."""
    order = locked(order_id, actor)
    allow(actor, order, "store.pick")
    finish_picking(order, picked, actor)
    return orders(order_ids=[order_id])[OrderId(order_id)]


def finish_picking(order: Order, picked: Mapping[VariantId, Decimal], actor: Actor) -> None:
    """Shorten the order to what was found, if it was less, and tell the customer that it waits."""
    ready = status_of_step(Step.PICKED)
    if order.status.step not in BEFORE_READY:
        raise MoveNotAllowed(status=worded(order.status, "title"), to=worded(ready, "title"))
    if order.status.step == Step.PLACED:
        start_picking(order, actor)
    fulfilment.finish(order_id=order.pk, picked=picked, actor=actor)
    at("oms.pick:after_finish")
    before = current_lines(order)
    after = rules.shortened(before, picked)
    is_short = after != before
    if is_short:
        correct(order, after, source="picking", actor=actor)
        follow_total(order)
        at("oms.pick:after_correct")
    # What is paid for has no term to show: `prolong` would set one.
    seconds = PAID_HOLD_S if Fact.PAID in order.facts else prolong(order)
    enter(order, ready, actor, add=[Fact.PICKED])
    at("oms.pick:after_enter")
    if is_short or order.promised_at is not None:  # what was brought may be less than what is picked now
        wants = [Want(variant_id=line.variant_id, quantity=line.quantity) for line in after]
        stock.change_hold(order_id=order.pk, wants=wants)
    stock.prolong(order_id=order.pk, hold_for_s=seconds)
    at("oms.pick:after_hold")
