"""Promise goods of expected arrivals to an order: the arrivals are locked, what is left of them decides.

Looking first and writing after promised an arrival twice in the laboratory, as it sold pieces twice: two buyers saw the
same rest. The rows are locked in the order of their ids, always before any balance, and the update asks again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.timezone import localdate

from prilavok.base.bulk import fetch, fetch_often, numbers
from prilavok.base.unit import require_unit
from prilavok.goods.stock.actions._balances import Shift, announce, open_balances
from prilavok.goods.stock.advances import rules
from prilavok.goods.stock.advances.values import Ahead, Coming
from prilavok.goods.stock.errors import NotEnough
from prilavok.goods.stock.models import Advance
from prilavok.goods.stock.values import Short, VariantId

NOTHING = Decimal(0)
# Pieces of a document with a day and a place, less what was promised of it; late ones promise nothing any more. Beside
# it what the place owes besides what was ordered ahead: what comes pays that first, and what a rule keeps back.
OPEN = """
SELECT a.id, a.variant_id, a.location_id, a.expected_on, a.quantity - a.promised, coalesce((
    SELECT b.reserved + b.safety + b.unsynced - b.on_hand - coalesce((
        SELECT sum(w.quantity) FROM stock_advance w
        WHERE w.variant_id = b.variant_id AND w.place_id = b.location_id AND w.state = 'waiting'), 0)
    FROM stock_balance b WHERE b.variant_id = a.variant_id AND b.location_id = a.location_id), 0)
FROM stock_arrival a JOIN stock_location p ON p.id = a.location_id AND p.is_active AND NOT p.is_removed
WHERE a.state = 'expected' AND a.variant_id = ANY(%(variants)s::bigint[]) AND a.expected_on >= %(today)s::date
    AND a.quantity > a.promised
ORDER BY a.id
"""
PROMISE = """
UPDATE stock_arrival a SET promised = a.promised + t.quantity
FROM unnest(%s::bigint[], %s::numeric[]) AS t (id, quantity)
WHERE a.id = t.id AND a.state = 'expected' AND a.promised + t.quantity <= a.quantity
RETURNING a.id, a.variant_id, a.location_id, a.expected_on
"""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """So much of one arrival that was promised."""

    arrival_id: int
    variant_id: int
    location_id: int
    expected_on: date
    quantity: Decimal


def coming(variant_ids: Sequence[int]) -> dict[VariantId, tuple[Coming, ...]]:
    """What may still be ordered ahead, soonest first; goods with nothing left to promise are absent. One query."""
    found: dict[VariantId, tuple[Coming, ...]] = {}
    for one in _left(fetch_often(OPEN, _asked(variant_ids))):
        found[one.variant_id] = (*found.get(one.variant_id, ()), one)
    return found


def promise(wanted: Sequence[Ahead]) -> tuple[Taken, ...]:
    """Take so much of arrivals, whole or not at all; the balances that are to owe it are there. Joins the unit.

    Raises NotEnough with what no arrival covers in time.
    """
    require_unit()
    arrivals = _left(fetch(f"{OPEN} FOR UPDATE OF a", _asked([one.variant_id for one in wanted])))
    taken, short = rules.allotted(wanted, arrivals)
    if short:
        lacking = {one.variant_id: one.quantity for one in short}
        raise NotEnough(
            tuple(
                Short(variant_id=one.variant_id, wanted=one.quantity, available=one.quantity - lacking[one.variant_id])
                for one in wanted
                if one.variant_id in lacking
            )
        )
    rows = fetch(PROMISE, [numbers(taken), numbers(taken.values())])
    if len(rows) != len(taken):
        raise RuntimeError("an arrival was promised beyond what is expected: nothing may be written")
    announce((row[1] for row in rows), ())
    open_balances([(row[1], row[2]) for row in rows])
    return tuple(
        Taken(arrival_id=row[0], variant_id=row[1], location_id=row[2], expected_on=row[3], quantity=taken[row[0]])
        for row in sorted(rows)
    )


def owing(shifts: Iterable[Shift], taken: Iterable[Taken]) -> list[Shift]:
    """The movements with what of them need not be free, because it was taken of arrivals."""
    left: dict[tuple[int, int], Decimal] = {}
    for one in taken:
        place = (one.variant_id, one.location_id)
        left[place] = left.get(place, NOTHING) + one.quantity
    found = []
    for shift in shifts:
        place = (shift.variant_id, shift.location_id)
        ahead = min(left.get(place, NOTHING), max(shift.hold, NOTHING))
        left[place] = left.get(place, NOTHING) - ahead
        found.append(_with(shift, ahead))
    return found


def remember(*, order_id: int, taken: Sequence[Taken], holds: Mapping[int, int]) -> None:
    """Write what the order waits for, each beside the hold at its place (`holds` by location)."""
    Advance.objects.bulk_create(
        Advance(
            order_id=order_id,
            variant_id=one.variant_id,
            place_id=one.location_id,
            arrival_id=one.arrival_id,
            hold_id=holds[one.location_id],
            quantity=one.quantity,
            expected_on=one.expected_on,
        )
        for one in taken
    )


def _with(shift: Shift, ahead: Decimal) -> Shift:
    return Shift(
        order_id=shift.order_id,
        variant_id=shift.variant_id,
        location_id=shift.location_id,
        hand=shift.hand,
        hold=shift.hold,
        ahead=ahead,
        source=shift.source,
    )


def _asked(variant_ids: Sequence[int]) -> dict[str, object]:
    return {"variants": numbers(variant_ids), "today": localdate()}


def _left(rows: Sequence[tuple[int, int, int, date, Decimal, Decimal]]) -> tuple[Coming, ...]:
    known = [rules.coming(*row[:5]) for row in rows]
    return rules.after_debts(known, {(row[1], row[2]): max(row[5], NOTHING) for row in rows})
