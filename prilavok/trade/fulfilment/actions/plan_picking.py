"""Put an order on the pick list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from prilavok.base.bulk import fetch_often, records
from prilavok.base.ids import new_code
from prilavok.base.unit import require_unit
from prilavok.trade.fulfilment.as_values import lines_as_json
from prilavok.trade.fulfilment.models import Task
from prilavok.trade.fulfilment.values import PickLine

CODE_DIGITS: Final = 5
PLAN: Final = """
INSERT INTO fulfilment_task (order_id, number, location_id, lines, code, state, awaited_at, wrong_codes, picker)
VALUES (%s, %s, %s, %s::jsonb, %s, %s, %s, 0, '')
"""


def plan(
    *, order_id: int, number: str, location_id: int, lines: Sequence[PickLine], awaits: datetime | None = None
) -> str:
    """Plan the picking; returns the pick-up code."""
    require_unit()
    code = new_code(CODE_DIGITS)
    told = records(lines_as_json(lines))
    state = Task.State.NEW if awaits is None else Task.State.AWAITING
    fetch_often(PLAN, [order_id, number, location_id, told, code, state.value, awaits])
    return code
