"""Reservations that nothing covers any more: a figure of the ERP was lower than what had been promised.

Nobody can complete such an order where it waits. What lies goes to the holds in their turn (`advances/turns.py`); those
behind them are what a person has to decide about, or an expected arrival is assigned to them. Whoever waits for an
arrival that is not in doubt is left out, and places whose figures are in doubt as well.
"""

from collections.abc import Sequence
from typing import Final

from prilavok.base.bulk import fetch, numbers
from prilavok.goods.stock.advances.turns import turn_of
from prilavok.goods.stock.values import LocationId, Uncovered, VariantId

SHORT: Final = """
WITH held AS (
    SELECT h.order_id, h.number, h.location_id, h.created_at, l.variant_id, l.quantity,
        {turn} AS turn, h.id,
        sum(l.quantity) OVER (PARTITION BY l.variant_id, h.location_id ORDER BY {turn}, h.id) - l.quantity AS earlier
    FROM stock_hold h JOIN stock_holdline l ON l.hold_id = h.id WHERE h.state = 'held'
), short AS (
    SELECT held.*, b.safety, b.changed_at AS stood_since,
        least(greatest(b.on_hand - b.unsynced - held.earlier, 0), held.quantity) AS covered
    FROM held JOIN stock_balance b ON b.variant_id = held.variant_id AND b.location_id = held.location_id
        AND b.doubt = '' AND b.reserved > b.on_hand - b.unsynced
    JOIN stock_location p ON p.id = held.location_id AND p.doubt IN ('', 'untold')
    WHERE held.order_id IS NOT NULL AND (%(places)s::bigint[] IS NULL OR held.location_id = ANY (%(places)s::bigint[]))
), ahead AS (
    SELECT w.hold_id, w.variant_id, sum(w.quantity) AS quantity FROM stock_advance w
    WHERE w.state = 'waiting' AND w.doubt = '' GROUP BY w.hold_id, w.variant_id
)
SELECT {columns} FROM short LEFT JOIN ahead ON ahead.hold_id = short.id AND ahead.variant_id = short.variant_id
WHERE short.covered + coalesce(ahead.quantity, 0) < short.quantity
"""
ROWS: Final = SHORT.format(
    turn=turn_of("h"),
    columns="short.order_id, short.location_id, short.variant_id, short.quantity, short.covered, short.created_at",
)
LISTED: Final = f"{ROWS} ORDER BY short.created_at, short.order_id, short.variant_id LIMIT %(most)s"
COUNTED: Final = SHORT.format(turn=turn_of("h"), columns="count(DISTINCT short.order_id)")


def uncovered(*, location_ids: Sequence[int] | None = None, limit: int = 500) -> list[Uncovered]:
    """Lines that nobody can complete, the oldest order first; in these places, or everywhere. One query."""
    told = {"places": None if location_ids is None else numbers(location_ids), "most": limit}
    return [
        Uncovered(
            order_id=order_id,
            location_id=LocationId(location_id),
            variant_id=VariantId(variant_id),
            quantity=quantity,
            covered=covered,
            since=since,
        )
        for order_id, location_id, variant_id, quantity, covered, since in fetch(LISTED, told)
    ]


def uncovered_count(*, location_ids: Sequence[int] | None = None) -> int:
    """How many orders have such lines. One query."""
    ((count,),) = fetch(COUNTED, {"places": None if location_ids is None else numbers(location_ids)})
    return int(count)
