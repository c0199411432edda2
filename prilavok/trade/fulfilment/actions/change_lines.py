"""The order was corrected from elsewhere: the pick list follows."""

from collections.abc import Sequence
from dataclasses import replace

from prilavok.trade.fulfilment.actions._locks import locked
from prilavok.trade.fulfilment.as_values import lines_as_json, lines_of
from prilavok.trade.fulfilment.errors import TaskNotOpen
from prilavok.trade.fulfilment.models import Task
from prilavok.trade.fulfilment.values import PickLine

CLOSED = (Task.State.ISSUED, Task.State.CANCELLED)


def change_lines(*, order_id: int, lines: Sequence[PickLine]) -> None:
    """Set the lines; known goods keep their barcodes, and of an order already gathered all that is left is picked."""
    task = locked(order_id)
    if task.state in CLOSED:
        raise TaskNotOpen
    known = {line.variant_id: line for line in lines_of(task)}
    after = []
    for line in lines:
        before = known.get(line.variant_id, line)
        picked = line.quantity if task.state == Task.State.READY else None
        after.append(replace(before, quantity=line.quantity, picked=picked))
    task.lines = lines_as_json(after)
    task.save(update_fields=["lines"])
