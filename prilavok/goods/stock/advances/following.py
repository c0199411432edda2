"""What becomes of goods ordered ahead: they come, are wanted no more, or are expected otherwise than was told."""

from collections.abc import Sequence
from typing import Final

from django.utils.timezone import localdate

from prilavok.base.bulk import fetch, numbers
from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.goods.stock.advances.turns import turn_of
from prilavok.goods.stock.advances.values import AdvanceView
from prilavok.goods.stock.events import AdvanceMoved
from prilavok.goods.stock.models import Advance, Arrival
from prilavok.goods.stock.values import LocationId, VariantId

PIECE: Final = 200
# What lies at the place covers the hold and all whose turn is before: the goods of this order are there.
CAME = """
WITH come AS (
    SELECT w.id FROM stock_advance w JOIN stock_hold own ON own.id = w.hold_id
    JOIN stock_balance b ON b.variant_id = w.variant_id AND b.location_id = w.place_id AND b.doubt = ''
    WHERE w.state = 'waiting' {narrowed} AND b.on_hand - b.unsynced - b.safety >= (
        SELECT sum(l.quantity) FROM stock_hold h JOIN stock_holdline l ON l.hold_id = h.id
        WHERE h.state = 'held' AND h.location_id = w.place_id AND l.variant_id = w.variant_id
            AND (({turn}), h.id) <= (({own_turn}), own.id))
    ORDER BY w.id LIMIT %(most)s FOR UPDATE OF w SKIP LOCKED
)
UPDATE stock_advance w SET state = 'came', closed_at = statement_timestamp() FROM come WHERE w.id = come.id
RETURNING w.order_id
"""
NARROWED = "AND w.variant_id = ANY(%(variants)s::bigint[])"
# What is still held for the order where it waits; more of one good at one place is taken of its later arrivals first.
KEPT = """
SELECT w.id, w.arrival_id, w.quantity, greatest(least(w.quantity, coalesce(l.quantity, 0) - coalesce(sum(w.quantity)
        OVER (PARTITION BY w.hold_id, w.variant_id ORDER BY w.expected_on, w.id
              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)), 0)
FROM stock_advance w
LEFT JOIN stock_hold h ON h.id = w.hold_id AND h.state = 'held'
LEFT JOIN stock_holdline l ON l.hold_id = h.id AND l.variant_id = w.variant_id
WHERE w.order_id = %s AND w.state = 'waiting'
"""
FREED = """
UPDATE stock_arrival a SET promised = a.promised - f.quantity FROM (
    SELECT arrival_id, sum(quantity) AS quantity FROM unnest(%s::bigint[], %s::numeric[]) AS t (arrival_id, quantity)
    GROUP BY arrival_id) f
WHERE a.id = f.arrival_id
"""
LESS = """
UPDATE stock_advance w SET quantity = t.quantity, state = CASE WHEN t.quantity = 0 THEN 'ended' ELSE w.state END,
    closed_at = CASE WHEN t.quantity = 0 THEN statement_timestamp() END
FROM unnest(%s::bigint[], %s::numeric[]) AS t (id, quantity) WHERE w.id = t.id
"""
# How the arrival stands now: called off, over without these goods, fewer than promised (the last to order lose).
STANDING = """
SELECT w.id, w.order_id, w.expected_on, w.doubt, a.expected_on, CASE
    WHEN a.state IN ('cancelled', 'closed') THEN 'cancelled'
    WHEN a.state = 'expected' AND a.quantity < (
        SELECT sum(o.quantity) FROM stock_advance o
        WHERE o.arrival_id = a.id AND o.state = 'waiting' AND o.id <= w.id) THEN 'too_few'
    ELSE '' END
FROM stock_advance w JOIN stock_arrival a ON a.id = w.arrival_id
WHERE w.state = 'waiting' AND a.id = ANY(%s::bigint[])
"""
LATE = """
SELECT DISTINCT a.id FROM stock_advance w JOIN stock_arrival a ON a.id = w.arrival_id
WHERE w.state = 'waiting' AND (a.expected_on <> w.expected_on OR (w.doubt = '' AND a.state IN ('cancelled', 'closed')))
LIMIT %s
"""
LEFT_BEHIND = """
SELECT DISTINCT w.order_id FROM stock_advance w
WHERE w.state = 'waiting' AND NOT EXISTS (SELECT FROM stock_hold h WHERE h.id = w.hold_id AND h.state = 'held')
LIMIT %s
"""


def see_what_came(variant_ids: Sequence[int] | None = None) -> int:
    """Tell the orders whose goods lie there now (None: of all that is awaited); how many. Joins the unit."""
    require_unit()
    if variant_ids is not None and not Advance.objects.filter(variant_id__in=variant_ids, state="waiting").exists():
        return 0
    narrowed = "" if variant_ids is None else NARROWED
    asked = {"variants": numbers(variant_ids or ()), "most": PIECE}
    statement = CAME.format(narrowed=narrowed, turn=turn_of("h"), own_turn=turn_of("own"))
    order_ids = sorted({row[0] for row in fetch(statement, asked)})
    for order_id in order_ids:
        publish(AdvanceMoved(order_id=order_id, act="came"))
    return len(order_ids)


def fit(order_id: int) -> None:
    """The order holds less than it did: what it no longer waits for may be promised to others. Joins the unit.

    Called when holds are written and before balances are locked; arrivals are locked first, as by promises.
    """
    require_unit()
    waiting = Advance.objects.filter(order_id=order_id, state=Advance.State.WAITING)
    arrival_ids = list(waiting.values_list("arrival_id", flat=True))
    if not arrival_ids:
        return
    list(Arrival.objects.select_for_update().filter(pk__in=arrival_ids).order_by("pk").values_list("pk"))
    list(waiting.select_for_update().order_by("pk").values_list("pk"))
    rows = [row for row in fetch(KEPT, [order_id]) if row[3] < row[2]]
    if rows:
        fetch(FREED, [numbers(row[1] for row in rows), numbers(row[2] - row[3] for row in rows)])
        fetch(LESS, [numbers(row[0] for row in rows), numbers(row[3] for row in rows)])


def follow_arrivals(arrival_ids: Sequence[int]) -> None:
    """Arrivals were told anew: whoever waits for them and was told otherwise is told. Joins the unit."""
    require_unit()
    for pk, order_id, was_on, was_doubt, now_on, doubt in fetch(STANDING, [numbers(arrival_ids)]):
        if (was_on, was_doubt) == (now_on, doubt):
            continue
        Advance.objects.filter(pk=pk).update(expected_on=now_on, doubt=doubt)
        publish(AdvanceMoved(order_id=order_id, act="doubted" if doubt and doubt != was_doubt else "shifted"))


def follow_all() -> None:
    """Look at all that is awaited: what was told of arrivals, and holds that ended by another way. Joins the unit."""
    arrivals = [row[0] for row in fetch(LATE, [PIECE])]
    if arrivals:
        follow_arrivals(arrivals)
    for (order_id,) in fetch(LEFT_BEHIND, [PIECE]):
        fit(order_id)


def of_orders(*, order_ids: Sequence[int]) -> dict[int, tuple[AdvanceView, ...]]:
    """What each order waits for or has waited for, soonest first; an order that never did is absent. One query."""
    rows = Advance.objects.filter(order_id__in=list(order_ids)).exclude(state=Advance.State.ENDED)
    found: dict[int, tuple[AdvanceView, ...]] = {}
    for row in rows.select_related("arrival").order_by("expected_on", "pk"):
        view = AdvanceView(
            order_id=row.order_id,
            variant_id=VariantId(row.variant_id),
            location_id=LocationId(row.place_id),
            quantity=row.quantity,
            expected_on=row.expected_on,
            document=row.arrival.document,
            state=row.state,
            doubt=row.doubt or ("late" if row.state == "waiting" and row.expected_on < localdate() else ""),
        )
        found[row.order_id] = (*found.get(row.order_id, ()), view)
    return found


def broken_promises() -> list[int]:
    """Arrivals whose promised part is not the sum of what was ordered of them: none, or there is a defect."""
    return [
        row[0]
        for row in fetch(
            "SELECT a.id FROM stock_arrival a LEFT JOIN stock_advance w ON w.arrival_id = a.id GROUP BY a.id "
            "HAVING a.promised <> coalesce(sum(w.quantity), 0) ORDER BY a.id LIMIT 100"
        )
    ]
