"""The order leaves the store with its customer."""

from prilavok.base.access import Actor
from prilavok.base.clock import database_now
from prilavok.trade.fulfilment.actions._locks import locked
from prilavok.trade.fulfilment.actions.check_code import require_code
from prilavok.trade.fulfilment.errors import TaskNotReady
from prilavok.trade.fulfilment.models import Task


def hand_over(*, order_id: int, code: str | None, actor: Actor) -> None:
    """Hand over; without a code only who may comes here (oms asks)."""
    task = locked(order_id)
    if task.state != Task.State.READY:
        raise TaskNotReady
    if code is not None:
        require_code(task, code)
    task.state = Task.State.ISSUED
    task.issued_at = database_now()
    task.save(update_fields=["state", "issued_at"])
