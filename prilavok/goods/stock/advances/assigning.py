"""Expected arrivals are assigned to orders whose goods an exchange has taken away, in their turn.

An assignment is what ordering ahead makes as well: pieces of an arrival's row, under its lock, beside the hold of the
order. So the same things follow: another day, a document called off, goods that come. Only all that an order lacks of a
good is assigned, at the place where it waits, and only when the figures have stood for a while: an exchange that
corrects itself within minutes tells nobody anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import F
from django.utils.timezone import localdate

from prilavok.base.bulk import fetch, numbers
from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.goods.stock.actions._balances import announce
from prilavok.goods.stock.advances import rules
from prilavok.goods.stock.advances.following import FREED, LESS
from prilavok.goods.stock.advances.turns import queue_rule, turn_of
from prilavok.goods.stock.advances.values import Ahead, Coming
from prilavok.goods.stock.events import AdvanceMoved
from prilavok.goods.stock.models import Advance, Arrival
from prilavok.goods.stock.uncovered import SHORT
from prilavok.goods.stock.values import LocationId, VariantId

NOTHING: Final = Decimal(0)
MOST: Final = 500
COLUMNS: Final = """
short.order_id, short.id, short.location_id, short.variant_id,
short.quantity - short.covered - coalesce(ahead.quantity, 0), short.safety
"""
LACKING: Final = (
    SHORT.format(turn=turn_of("h"), columns=COLUMNS)
    + """
    AND short.stood_since <= statement_timestamp() - %(settle)s * interval '1 minute' AND EXISTS (
        SELECT FROM stock_arrival a WHERE a.variant_id = short.variant_id AND a.location_id = short.location_id
            AND a.state = 'expected' AND a.expected_on >= %(today)s AND a.quantity > a.promised)
ORDER BY short.turn, short.id, short.variant_id LIMIT %(most)s
"""
)
EXPECTED: Final = """
SELECT a.id, a.variant_id, a.location_id, a.expected_on, a.quantity - a.promised FROM stock_arrival a
WHERE a.state = 'expected' AND a.expected_on >= %(today)s AND a.quantity > a.promised
    AND a.variant_id = ANY (%(variants)s::bigint[]) AND a.location_id = ANY (%(places)s::bigint[])
"""
# Those that may be given and those that are given back, in the order of all who promise.
LOCKED: Final = """
SELECT a.id FROM stock_arrival a
WHERE (a.state = 'expected' AND a.variant_id = ANY (%(variants)s::bigint[])
        AND a.location_id = ANY (%(places)s::bigint[]))
    OR a.id IN (SELECT w.arrival_id FROM stock_advance w
                WHERE w.state = 'waiting' AND w.doubt <> '' AND w.variant_id = ANY (%(variants)s::bigint[]))
ORDER BY a.id FOR UPDATE OF a
"""
PROMISED: Final = """
UPDATE stock_arrival a SET promised = a.promised + t.quantity
FROM unnest(%s::bigint[], %s::numeric[]) AS t (id, quantity) WHERE a.id = t.id
"""


@dataclass(frozen=True)
class Lacking:
    """An order in the queue that lacks so much of a good where it waits."""

    order_id: int
    hold_id: int
    location_id: LocationId
    variant_id: VariantId
    quantity: Decimal
    safety: Decimal


# So much of which arrivals, and when each is expected.
Given = list[tuple[Lacking, Mapping[int, tuple[Decimal, date]]]]


def assign_arrivals() -> int:
    """Give expected arrivals to those who lack goods; how many orders were given any. Joins the unit."""
    require_unit()
    rule = queue_rule()
    if not rule.is_assigning or not _is_any_open():
        return 0
    asked = {"places": None, "most": MOST, "settle": rule.settle_minutes, "today": localdate()}
    lacking = [Lacking(*row) for row in fetch(LACKING, asked)]
    if not lacking:
        return 0
    arrivals = _arrivals(lacking)
    # Asked again behind the lock: what was assigned meanwhile is lacking no more.
    given = _given([Lacking(*row) for row in fetch(LACKING, asked)], arrivals)
    _write(given)
    for order_id in sorted({one.order_id for one, _ in given}):
        publish(AdvanceMoved(order_id=order_id, act="assigned"))
    return len({one.order_id for one, _ in given})


def _is_any_open() -> bool:
    """Whether anything expected is promised to nobody; asked first, for a look through all holds costs more."""
    rows = Arrival.objects.filter(state=Arrival.State.EXPECTED, expected_on__gte=localdate(), location__isnull=False)
    return rows.filter(quantity__gt=F("promised")).exists()


def _arrivals(lacking: Sequence[Lacking]) -> tuple[Coming, ...]:
    """What is expected where they wait and promised to nobody, less what rules keep back there."""
    asked = {
        "variants": numbers({one.variant_id for one in lacking}),
        "places": numbers({one.location_id for one in lacking}),
        "today": localdate(),
    }
    fetch(LOCKED, asked)
    known = [rules.coming(*row) for row in fetch(EXPECTED, asked)]
    kept_back = {(int(one.variant_id), int(one.location_id)): one.safety for one in lacking}
    return rules.after_debts(known, kept_back)


def _given(lacking: Sequence[Lacking], arrivals: Sequence[Coming]) -> Given:
    """Who gets how much of which arrival: in their turn, the soonest first, all that a good lacks or nothing."""
    days = {one.arrival_id: one.expected_on for one in arrivals}
    had = set(
        Advance.objects.filter(order_id__in={one.order_id for one in lacking}).values_list("order_id", "arrival_id")
    )
    left = list(arrivals)
    given: Given = []
    for one in lacking:
        open_to = [row for row in left if (one.order_id, row.arrival_id) not in had]
        want = Ahead(location_id=one.location_id, variant_id=one.variant_id, quantity=one.quantity, until=date.max)
        taken, short = rules.allotted([want], open_to)
        if short:
            continue
        left = rules.less(left, taken)
        had |= {(one.order_id, arrival_id) for arrival_id in taken}
        given.append((one, {key: (quantity, days[key]) for key, quantity in taken.items()}))
    return given


def _write(given: Given) -> None:
    if not given:
        return
    _end_doubted([one for one, _ in given])
    rows = [
        Advance(
            order_id=one.order_id,
            variant_id=one.variant_id,
            place_id=one.location_id,
            arrival_id=arrival_id,
            hold_id=one.hold_id,
            quantity=quantity,
            expected_on=day,
        )
        for one, taken in given
        for arrival_id, (quantity, day) in taken.items()
    ]
    Advance.objects.bulk_create(rows)
    total: dict[int, Decimal] = {}
    for row in rows:
        total[row.arrival_id] = total.get(row.arrival_id, NOTHING) + row.quantity
    fetch(PROMISED, [numbers(total), numbers(total.values())])
    announce({row.variant_id for row in rows}, ())


def _end_doubted(given: Sequence[Lacking]) -> None:
    """What was expected for them and is in doubt is waited for no more: another arrival is."""
    goods = {(one.order_id, int(one.variant_id)) for one in given}
    doubted = [
        row
        for row in Advance.objects.select_for_update()
        .filter(order_id__in={order_id for order_id, _ in goods}, state=Advance.State.WAITING)
        .exclude(doubt="")
        .order_by("pk")
        if (row.order_id, row.variant_id) in goods
    ]
    if doubted:
        fetch(FREED, [numbers(row.arrival_id for row in doubted), numbers(row.quantity for row in doubted)])
        fetch(LESS, [numbers(row.pk for row in doubted), numbers(NOTHING for _ in doubted)])
