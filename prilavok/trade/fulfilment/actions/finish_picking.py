"""Everything that could be found is found: the order goes to a cell of the shelf and waits for its customer."""

from collections.abc import Mapping
from decimal import Decimal

from prilavok.base.access import Actor
from prilavok.base.clock import database_now
from prilavok.goods.pim.values import VariantId
from prilavok.trade.fulfilment import rules
from prilavok.trade.fulfilment.actions._locks import lock_cells, locked, require_open
from prilavok.trade.fulfilment.as_values import lines_as_json, lines_of
from prilavok.trade.fulfilment.models import Task


def finish(*, order_id: int, picked: Mapping[VariantId, Decimal], actor: Actor) -> int:
    """Finish picking; returns the number of the cell."""
    task = locked(order_id)
    require_open(task)
    lines = rules.picked_lines(lines_of(task), picked)
    lock_cells(task.location_id)
    waiting = Task.objects.filter(location_id=task.location_id, state=Task.State.READY, cell__isnull=False)
    task.cell = rules.first_free([cell for cell in waiting.values_list("cell", flat=True) if cell])
    task.lines = lines_as_json(lines)
    task.state = Task.State.READY
    task.ready_at = database_now()
    task.started_at = task.started_at or task.ready_at
    task.picker, task.picker_id = actor.name[:200], actor.person_id
    task.save()
    return task.cell
