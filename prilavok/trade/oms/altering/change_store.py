"""The order waits in another store: held there before it is let go here, in one statement, or nothing changes.

The prices stay: they were agreed upon. What the new store lacks refuses the whole; the old reservation was never given
up. Gathering begins anew, with the same pick-up code, so that a message already sent is still right.
"""

from datetime import timedelta

from django.utils.translation import gettext as _

from prilavok.base.access import Actor
from prilavok.base.clock import database_now
from prilavok.base.events import publish
from prilavok.goods.assortment import api as assortment
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.errors import NotEnough as StockShort
from prilavok.goods.stock.values import LocationId, Want
from prilavok.trade.fulfilment import api as fulfilment
from prilavok.trade.oms.actions._change_order import audit, current_lines, enter, keep, note, status_of_step, tell_pages
from prilavok.trade.oms.actions._locks import locked
from prilavok.trade.oms.actions.place_order import lacking, require_open_store
from prilavok.trade.oms.altering.acts import allow_act
from prilavok.trade.oms.errors import NotSold
from prilavok.trade.oms.events import OrderRelocated
from prilavok.trade.oms.models import Order, OrderHistory, Scheme
from prilavok.trade.oms.queries.orders import orders
from prilavok.trade.oms.values import BuyerAct, Fact, OrderId, OrderLine, OrderView, Step


def change_store(*, order_id: int, location_id: int, actor: Actor) -> OrderView:
    """Let the order wait in that store; being there already is harmless. Joins the unit.

    Raises NotEnough, NotSold, StoreClosed, ActNotAllowed, OrderPaid, OrderIssued, OrderUnknown.
    """
    order = locked(order_id, actor)
    if order.location_id != location_id:
        allow_act(order, BuyerAct.STORE, actor, permission="orders.change")
        _move(order, location_id, actor)
    return orders(order_ids=[order_id])[OrderId(order_id)]


def _move(order: Order, location_id: int, actor: Actor) -> None:
    there = require_open_store(location_id)
    lines = current_lines(order)
    _require_sold(order, lines, location_id)
    was = order.location_id
    here = stock.locations(location_ids=[was]).get(LocationId(was))
    seconds: int = Scheme.objects.values_list("hold_new_s", flat=True).get(pk=1)
    fulfilment.move_task(order_id=order.pk, location_id=location_id)
    tell_pages(order)  # the store it leaves
    order.location_id, order.promised_at = location_id, None
    order.hold_until = database_now() + timedelta(seconds=seconds)
    if order.status.step in (Step.PICKING, Step.PICKED):
        enter(order, status_of_step(Step.PLACED), actor, reason=_("Another store"), drop=[Fact.PICKED])
    else:
        keep(order)
    tell_pages(order, "placed")
    words = {"was": here.title if here else "", "now": there.title}
    note(order, OrderHistory.Kind.RELOCATED, _("Store changed: %(was)s → %(now)s") % words, actor_name=actor.name)
    publish(
        OrderRelocated(
            order_id=order.pk,
            number=order.number,
            from_location_id=was,
            to_location_id=location_id,
            actor_name=actor.name,
            revision=order.revision,
        )
    )
    audit(order, actor, "order.store_changed", before={"location_id": was}, after={"location_id": location_id})
    wants = [Want(variant_id=line.variant_id, quantity=line.quantity) for line in lines]
    try:
        stock.rehouse_hold(order_id=order.pk, location_id=location_id, wants=wants, hold_for_s=seconds)
    except StockShort as shortage:
        raise lacking(shortage, lines) from shortage


def _require_sold(order: Order, lines: tuple[OrderLine, ...], location_id: int) -> None:
    """Raise NotSold when that store leaves any of the goods out over the order's channel."""
    standings = assortment.sold(
        variant_ids=[line.variant_id for line in lines], channel=order.channel, store_id=location_id
    )
    unsold = [line for line in lines if not standings[line.variant_id].is_sold]
    if unsold:
        raise NotSold(
            variant_ids=tuple(line.variant_id for line in unsold),
            titles=", ".join(line.title for line in unsold),
            why=standings[unsold[0].variant_id].reason,
        )
