"""A worker takes an order to pick."""

from prilavok.base.access import Actor
from prilavok.base.clock import database_now
from prilavok.trade.fulfilment.actions._locks import locked, require_open
from prilavok.trade.fulfilment.models import Task


def start(*, order_id: int, actor: Actor) -> None:
    """Start picking; again is harmless, the last worker to take it is its picker."""
    task = locked(order_id)
    require_open(task)
    task.state = Task.State.PICKING
    task.picker, task.picker_id = actor.name[:200], actor.person_id
    task.started_at = task.started_at or database_now()
    task.save(update_fields=["state", "picker", "picker_id", "started_at"])
