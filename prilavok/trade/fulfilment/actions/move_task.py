"""The order waits in another store now: it leaves this pick list and stands on that one, as new."""

from dataclasses import replace

from prilavok.trade.fulfilment.actions._locks import locked
from prilavok.trade.fulfilment.as_values import lines_as_json, lines_of
from prilavok.trade.fulfilment.errors import TaskNotOpen
from prilavok.trade.fulfilment.models import Task

CLOSED = (Task.State.ISSUED, Task.State.CANCELLED)


def move_task(*, order_id: int, location_id: int) -> None:
    """Put the task on the other store's list; its cell is free, its pick-up code stays the customer's."""
    task = locked(order_id)
    if task.state in CLOSED:
        raise TaskNotOpen
    task.location_id, task.state, task.cell = location_id, Task.State.NEW, None
    task.picker, task.picker_id, task.started_at, task.ready_at, task.awaited_at = "", None, None, None, None
    task.lines = lines_as_json([replace(line, picked=None) for line in lines_of(task)])
    task.save()
