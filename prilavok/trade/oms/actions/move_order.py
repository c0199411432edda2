"""Move an order along the scheme: every status of the scheme stands for a step, and the step does its work."""

from prilavok.base.access import Actor
from prilavok.trade.oms.actions._change_order import current_lines
from prilavok.trade.oms.actions._locks import locked
from prilavok.trade.oms.actions.cancel_order import close
from prilavok.trade.oms.actions.pick_order import finish_picking, start_picking
from prilavok.trade.oms.as_values import worded
from prilavok.trade.oms.errors import MoveNeedsStep, MoveNotAllowed, ReasonMissing, StatusUnknown
from prilavok.trade.oms.models import Move, Order, Status
from prilavok.trade.oms.queries.orders import orders
from prilavok.trade.oms.reach import allow
from prilavok.trade.oms.values import OrderId, OrderView, Step


def move(*, order_id: int, to: str, actor: Actor, reason: str) -> OrderView:
    """Move the order, if the scheme and the actor's rights allow it; being there already is harmless."""
    order = locked(order_id, actor)
    target = Status.objects.filter(code=to).first()
    if target is None:
        raise StatusUnknown(code=to)
    if order.status.code != to:
        _require_move(order, target, actor)
        _do(order, target, actor, reason)
    return orders(order_ids=[order_id])[OrderId(order_id)]


def _require_move(order: Order, target: Status, actor: Actor) -> None:
    row = Move.objects.filter(from_status=order.status, to_status=target).first()
    if row is None or not (row.permission or actor.kind == "system"):
        raise MoveNotAllowed(status=worded(order.status, "title"), to=worded(target, "title"))
    allow(actor, order, row.permission)


def _do(order: Order, target: Status, actor: Actor, reason: str) -> None:
    match target.step:
        case Step.PICKING:
            start_picking(order, actor)
        case Step.PICKED:
            finish_picking(order, {line.variant_id: line.quantity for line in current_lines(order)}, actor)
        case Step.CANCELLED | Step.EXPIRED:
            if not reason.strip():
                raise ReasonMissing
            close(order, step=Step(target.step), reason=" ".join(reason.split())[:400], actor=actor)
        case _:
            raise MoveNeedsStep(to=target.title)
