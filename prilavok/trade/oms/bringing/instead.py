"""The store does not find something: other stores that have it send it, and the customer is told once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from prilavok.base.access import Actor
from prilavok.base.events import publish
from prilavok.base.once import digest, once
from prilavok.base.unit import part
from prilavok.design.formats import quantity
from prilavok.goods.pim.values import VariantId
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.errors import NotEnough as StockShort
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.transfers.values import ForOrder
from prilavok.goods.stock.values import LocationId, Want
from prilavok.trade.fulfilment import api as fulfilment
from prilavok.trade.oms.actions._change_order import current_lines, keep, note
from prilavok.trade.oms.actions._locks import locked
from prilavok.trade.oms.as_values import worded
from prilavok.trade.oms.bringing.awaiting import NOTHING
from prilavok.trade.oms.bringing.planning import Plan, plan_for
from prilavok.trade.oms.errors import MoveNotAllowed, NothingMissing, NowhereFound
from prilavok.trade.oms.events import OrderPromised
from prilavok.trade.oms.models import Order, OrderHistory, Scheme
from prilavok.trade.oms.queries.orders import orders
from prilavok.trade.oms.reach import allow
from prilavok.trade.oms.values import OrderId, OrderLine, OrderView, Step

BEFORE_READY = (Step.PLACED, Step.PICKING)


def where_else(*, order_id: int, found: Mapping[VariantId, Decimal]) -> Plan | None:
    """How what the store did not find could be brought from others; None when it cannot be."""
    view = orders(order_ids=[order_id]).get(OrderId(order_id))
    return _plan(view.location_id, _missing(view.lines, found)) if view else None


def bring_missing(*, order_id: int, found: Mapping[VariantId, Decimal], actor: Actor, key: str) -> OrderView:
    """Let other stores send what was not found; the rest of the order waits in its store. The same key does it once.

    What the store did not find stays off sale there until somebody decides. Raises NowhereFound, NothingMissing,
    MoveNotAllowed, Forbidden. Joins the unit.
    """
    order = locked(order_id, actor)
    allow(actor, order, "store.pick")
    told = {str(one): str(count) for one, count in sorted(found.items())}
    first = once(scope="oms.bring_missing", key=key, fingerprint=digest(order_id, told))
    if not first.is_replay:
        if order.status.step not in BEFORE_READY:
            raise MoveNotAllowed(status=worded(order.status, "title"), to=_("awaiting goods"))
        missing = _missing(current_lines(order), found)
        if not missing:
            raise NothingMissing
        plan = _plan(order.location_id, missing)
        if plan is None:
            raise NowhereFound
        bring(order, plan, missing=missing, found=found, actor=actor)
    return orders(order_ids=[order_id])[OrderId(order_id)]


def bring_again(order: Order, lacking: Sequence[Want], actor: Actor) -> bool:
    """A sender has not sent what was promised: others do, if they can. The order is locked."""
    plan = _plan(order.location_id, lacking, _failed(order.pk))
    if plan is None:
        return False
    try:
        with part():
            bring(order, plan, missing=(), found=None, actor=actor)
    except NowhereFound:
        return False
    return True


def bring(
    order: Order,
    plan: Plan,
    *,
    missing: Sequence[Want],
    found: Mapping[VariantId, Decimal] | None,
    actor: Actor,
) -> None:
    """Write the promise, tell it, let the pick list rest, and last take the goods at the senders."""
    hold_s = Scheme.objects.values_list("hold_new_s", flat=True).get(pk=1)
    promised_at = max(plan.promised_at, order.promised_at) if order.promised_at else plan.promised_at
    is_news = order.promised_at is None or promised_at.date() != order.promised_at.date()
    order.promised_at = promised_at
    if order.hold_until is not None:
        order.hold_until = max(order.hold_until, promised_at + timedelta(seconds=hold_s))
    keep(order)
    note(order, OrderHistory.Kind.NOTE, sentence(plan), actor_name=actor.name)
    if is_news:
        publish(OrderPromised(order_id=order.pk, number=order.number, promised_at=promised_at))
    fulfilment.await_goods(order_id=order.pk, awaits=promised_at, found=found)
    whom = ForOrder(
        order_id=order.pk, number=order.number, location_id=order.location_id, hold_for_s=hold_s, actor=actor
    )
    try:
        transfers.bring_instead(order=whom, missing=missing, brings=plan.brings)
    except StockShort as short:
        raise NowhereFound from short


def sentence(plan: Plan) -> str:
    """Who brings how much, in words for the history."""
    cards = stock.locations(location_ids=[one.source_id for one in plan.brings])
    parts = [
        _("%(store)s sends %(count)s")
        % {"store": cards[one.source_id].title, "count": quantity(sum((want.quantity for want in one.wants), NOTHING))}
        for one in plan.brings
    ]
    return _("Brought from other stores: %(parts)s") % {"parts": "; ".join(parts)}


def _plan(location_id: int, missing: Sequence[Want], not_from: Collection[int] = ()) -> Plan | None:
    card = stock.locations(location_ids=[location_id]).get(LocationId(location_id))
    return plan_for(card, missing, without=True, not_from=not_from) if card and missing else None


def _failed(order_id: int) -> set[int]:
    """Senders that have called a transfer of this order off, or sent less than was asked: they are not asked again."""
    known = transfers.of_orders(order_ids=[order_id]).get(order_id, ())
    return {
        one.source_id
        for one in known
        if one.state in ("cancelled", "returned")
        or any(line.sent is not None and line.sent < line.wanted for line in one.lines)
    }


def _missing(lines: Sequence[OrderLine], found: Mapping[VariantId, Decimal]) -> tuple[Want, ...]:
    return tuple(
        Want(variant_id=line.variant_id, quantity=line.quantity - found.get(line.variant_id, NOTHING))
        for line in lines
        if line.quantity > found.get(line.variant_id, NOTHING)
    )
