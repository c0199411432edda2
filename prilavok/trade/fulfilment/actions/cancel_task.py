"""The order will not be picked up: off the list, the cell is free again."""

from prilavok.trade.fulfilment.actions._locks import locked
from prilavok.trade.fulfilment.errors import TaskNotOpen
from prilavok.trade.fulfilment.models import Task


def cancel(*, order_id: int) -> None:
    """Cancel the task; again is harmless."""
    task = locked(order_id)
    if task.state == Task.State.ISSUED:
        raise TaskNotOpen
    if task.state != Task.State.CANCELLED:
        task.state = Task.State.CANCELLED
        task.save(update_fields=["state"])
