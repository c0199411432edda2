"""Say once of each hold that its end is near: as near as the term of its place says, by the database's clock."""

from prilavok.base.bulk import fetch, numbers
from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.goods.stock.events import HoldEnding
from prilavok.goods.stock.terms.deciding import minutes_of

PLACES = """
SELECT DISTINCT location_id FROM stock_hold WHERE state = 'held' AND order_id IS NOT NULL AND expires_at IS NOT NULL
    AND reminded_at IS NULL
"""
ENDING = """
WITH due AS (
    SELECT h.id FROM stock_hold h
    JOIN unnest(%s::bigint[], %s::bigint[]) AS t (location_id, minutes) ON t.location_id = h.location_id
    WHERE h.state = 'held' AND h.reminded_at IS NULL AND h.order_id IS NOT NULL AND h.expires_at > statement_timestamp()
        AND h.expires_at <= statement_timestamp() + t.minutes * interval '1 minute'
    ORDER BY h.expires_at LIMIT %s FOR UPDATE OF h SKIP LOCKED
)
UPDATE stock_hold h SET reminded_at = statement_timestamp() FROM due WHERE h.id = due.id RETURNING h.order_id
"""
BATCH = 200


def remind_ending() -> list[int]:
    """Announce the holds that end soon, a batch at most; returns their orders. Joins the unit."""
    require_unit()
    places = [row[0] for row in fetch(PLACES)]
    terms = {place: minutes for place, minutes in minutes_of("reminder", places).items() if minutes} if places else {}
    orders = [row[0] for row in fetch(ENDING, [numbers(terms), numbers(terms.values()), BATCH])] if terms else []
    for order_id in orders:
        publish(HoldEnding(order_id=order_id))
    return orders
