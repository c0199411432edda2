"""Put an order on the pick list."""

from collections.abc import Sequence
from datetime import datetime

from prilavok.base.ids import new_code
from prilavok.base.unit import require_unit
from prilavok.trade.fulfilment.as_values import lines_as_json
from prilavok.trade.fulfilment.models import Task
from prilavok.trade.fulfilment.values import PickLine

CODE_DIGITS = 5


def plan(
    *, order_id: int, number: str, location_id: int, lines: Sequence[PickLine], awaits: datetime | None = None
) -> str:
    """Plan the picking; returns the pick-up code."""
    require_unit()
    code = new_code(CODE_DIGITS)
    Task.objects.create(
        order_id=order_id,
        number=number,
        location_id=location_id,
        lines=lines_as_json(lines),
        code=code,
        state=Task.State.NEW if awaits is None else Task.State.AWAITING,
        awaited_at=awaits,
    )
    return code
