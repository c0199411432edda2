"""The row lock that every change of a task starts with, and the list of a store, locked for its cells."""

from django.db import connection

from prilavok.base.unit import require_unit
from prilavok.trade.fulfilment import rules
from prilavok.trade.fulfilment.errors import GoodsOnTheWay, TaskNotOpen, TaskUnknown
from prilavok.trade.fulfilment.models import Task

CELLS = 0x63656C6C


def locked(order_id: int) -> Task:
    """The order's task, locked until the unit ends. Raises TaskUnknown."""
    require_unit()
    task = Task.objects.select_for_update().filter(order_id=order_id).first()
    if task is None:
        raise TaskUnknown
    return task


def require_open(task: Task) -> None:
    """Raise unless the task may be picked now: GoodsOnTheWay, TaskNotOpen."""
    if task.state == Task.State.AWAITING:
        raise GoodsOnTheWay
    if task.state not in rules.OPEN:
        raise TaskNotOpen


def lock_cells(location_id: int) -> None:
    """Two workers of one store choose a cell one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [CELLS, location_id % 2**31])
