"""Some goods of the order are brought from another store: the task rests until they have come."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from prilavok.goods.pim.values import VariantId
from prilavok.trade.fulfilment.actions._locks import locked
from prilavok.trade.fulfilment.as_values import lines_as_json, lines_of
from prilavok.trade.fulfilment.errors import TaskNotOpen
from prilavok.trade.fulfilment.models import Task

RESTING = (Task.State.AWAITING, Task.State.NEW, Task.State.PICKING)


def await_goods(*, order_id: int, awaits: datetime, found: Mapping[VariantId, Decimal] | None = None) -> None:
    """Let the task rest until the moment given; what was found so far is kept."""
    task = locked(order_id)
    if task.state not in RESTING:
        raise TaskNotOpen
    task.state, task.awaited_at = Task.State.AWAITING, awaits
    if found is not None:
        kept = [
            replace(line, picked=min(found.get(line.variant_id, Decimal(0)), line.quantity)) for line in lines_of(task)
        ]
        task.lines = lines_as_json(kept)
    task.save(update_fields=["state", "awaited_at", "lines"])


def goods_came(*, order_id: int) -> bool:
    """Nothing more is awaited: the task is open again; False when it did not rest."""
    task = locked(order_id)
    if task.state != Task.State.AWAITING:
        return False
    task.state = Task.State.NEW if task.started_at is None else Task.State.PICKING
    task.awaited_at = None
    task.save(update_fields=["state", "awaited_at"])
    return True
