"""The order was corrected from elsewhere: the pick list follows."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from prilavok.goods.pim.values import VariantId
from prilavok.trade.fulfilment.actions._locks import locked
from prilavok.trade.fulfilment.errors import TaskNotOpen
from prilavok.trade.fulfilment.models import Task
from prilavok.trade.fulfilment.queries import lines_as_json, lines_of

CLOSED = (Task.State.ISSUED, Task.State.CANCELLED)


def change_lines(*, order_id: int, quantities: Mapping[VariantId, Decimal]) -> None:
    """Set new quantities; of a good already picked no more stays than is wanted now."""
    task = locked(order_id)
    if task.state in CLOSED:
        raise TaskNotOpen
    lines = []
    for line in lines_of(task):
        wanted = quantities.get(line.variant_id)
        if wanted:
            lines.append(replace(line, quantity=wanted, picked=None if line.picked is None else wanted))
    task.lines = lines_as_json(lines)
    task.save(update_fields=["lines"])
