"""What of a package's balances can be taken back: those no other snapshot has touched since.

Of each balance the snapshots that still stand are looked at: those not undone. When the last of them are the package's
own, their differences are taken off again; what people did meanwhile (reservations, issues, returns) stays done.
"""

from typing import Any

from prilavok.base.bulk import fetch
from prilavok.goods.stock.values import LocationId, StockUndo, UndoTotals, VariantId

# `run` has one line a balance: `id` is the package's first snapshot of those that stand, `delta` the sum of them all,
# `said` the figure that would have changed nothing before them, `other` the last snapshot of somebody else.
RUN = """
WITH page AS MATERIALIZED (
    SELECT DISTINCT variant_id FROM stock_movement
    WHERE kind = 'snapshot' AND source = %(source)s AND variant_id > %(after)s ORDER BY variant_id LIMIT %(limit)s
), own AS MATERIALIZED (
    SELECT m.variant_id, m.location_id, min(m.id) AS first FROM page p JOIN stock_movement m
        ON m.variant_id = p.variant_id AND m.kind = 'snapshot' AND m.source = %(source)s
    GROUP BY m.variant_id, m.location_id
), lines AS MATERIALIZED (
    SELECT m.id, m.variant_id, m.location_id, m.source, m.said, m.on_hand_delta, m.annuls_from,
        min(m.annuls_from) OVER (
        PARTITION BY m.variant_id, m.location_id ORDER BY m.id DESC
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS annulled_from
    FROM own o JOIN stock_movement m
        ON m.variant_id = o.variant_id AND m.location_id = o.location_id AND m.id >= o.first
    WHERE m.kind IN ('snapshot', 'undo')
), standing AS MATERIALIZED (
    SELECT *, max(id) FILTER (WHERE source = %(source)s) OVER place AS mine,
        max(id) FILTER (WHERE source <> %(source)s) OVER place AS other
    FROM lines WHERE annuls_from IS NULL AND (annulled_from IS NULL OR annulled_from > id)
    WINDOW place AS (PARTITION BY variant_id, location_id)
), run AS MATERIALIZED (
    SELECT DISTINCT ON (variant_id, location_id) id, variant_id, location_id, other,
        coalesce(mine > other, true) AS is_last,
        sum(on_hand_delta) OVER (PARTITION BY variant_id, location_id) AS delta, said - on_hand_delta AS said
    FROM standing WHERE source = %(source)s AND (id > coalesce(other, 0) OR mine < other)
    ORDER BY variant_id, location_id, id
)
"""
TOTALS = f"""
{RUN}
SELECT count(*) FILTER (WHERE r.is_last), count(*) FILTER (WHERE NOT r.is_last),
    array_agg(DISTINCT s.source) FILTER (WHERE s.source IS NOT NULL)
FROM run r LEFT JOIN standing s ON s.id = r.other AND NOT r.is_last
"""  # noqa: S608 - constants only
ROWS = f"""
{RUN}
SELECT r.variant_id, r.location_id, b.on_hand, b.on_hand - r.delta, b.reserved, coalesce(s.source, '')
FROM run r JOIN stock_balance b ON b.variant_id = r.variant_id AND b.location_id = r.location_id
LEFT JOIN standing s ON s.id = r.other AND NOT r.is_last
ORDER BY r.variant_id, r.location_id
"""  # noqa: S608 - constants only


def asked(source: str, after: int, limit: int | None) -> dict[str, Any]:
    """Parameters of the statements above."""
    return {"source": source[:200], "after": after, "limit": limit}


def undoable(*, source: str) -> UndoTotals:
    """How many balances could be taken back, how many not. One query."""
    ((can, cannot, later),) = fetch(TOTALS, asked(source, 0, None))
    return UndoTotals(can=can, cannot=cannot, later=tuple(later or ()))


def undo_rows(*, source: str, after: int = 0, limit: int = 100) -> list[StockUndo]:
    """What taking back would do to the balances of so many variants, in the order of their ids. One query."""
    return [
        StockUndo(
            variant_id=VariantId(row[0]),
            location_id=LocationId(row[1]),
            now=row[2],
            back=row[3],
            reserved=row[4],
            later=row[5],
        )
        for row in fetch(ROWS, asked(source, after, limit))
    ]
