"""Balances as an outside system sees them, tens of thousands in one statement.

The figures are compared first; rows that differ are locked in the order of reservations, and only then the holds are
read again and the difference is written. A reservation or an issue that commits in between is therefore counted, and a
snapshot never waits for a buyer in the wrong order. Rows that say the same write nothing.
"""

from collections.abc import Sequence

from prilavok.base.bulk import fetch, numbers, one_at_a_time
from prilavok.base.unit import require_unit
from prilavok.goods.stock.actions._balances import announce
from prilavok.goods.stock.values import LocationId, SnapshotRow, StockDifference, UpsertCounts, VariantId

MEANINGS = ("physical", "free")

# on_hand = said + (free: held and known) - issued and unknown + transferred and unknown;
# `rules.on_hand_after_snapshot` says the same. What the ERP reserves for an order in its store while the goods are on
# their way there was taken off its free figure as well.
TARGET = """
WITH said AS MATERIALIZED (
    SELECT DISTINCT ON (variant_id, location_id) variant_id, location_id, quantity
    FROM unnest(%(variants)s::bigint[], %(locations)s::bigint[], %(quantities)s::numeric[]) WITH ORDINALITY
        AS s (variant_id, location_id, quantity, number)
    ORDER BY variant_id, location_id, number DESC
), ours AS MATERIALIZED (
    SELECT l.variant_id, h.location_id,
        sum(l.known) FILTER (WHERE %(is_free)s) AS known_held,
        sum(l.quantity - l.returned) FILTER (WHERE h.state = 'issued') AS unknown_issued
    FROM stock_hold h JOIN stock_holdline l ON l.hold_id = h.id
    WHERE h.state = 'held' OR (h.state = 'issued' AND NOT h.is_issue_known)
    GROUP BY l.variant_id, h.location_id
), coming AS MATERIALIZED (
    SELECT l.variant_id, t.target_id AS location_id, sum(l.known) AS known_held
    FROM stock_transferline l JOIN stock_transfer t ON t.id = l.transfer_id
    WHERE %(is_free)s AND l.known > 0 AND t.state IN ('draft', 'sent') GROUP BY l.variant_id, t.target_id
), untold AS MATERIALIZED (
    SELECT variant_id, location_id, sum(delta) AS moved
    FROM stock_transfermove WHERE NOT is_known GROUP BY variant_id, location_id
), target AS MATERIALIZED (
    SELECT s.variant_id, s.location_id, s.quantity AS said,
        coalesce(o.known_held, 0) + coalesce(c.known_held, 0) AS known_held, o.unknown_issued,
        u.moved AS unknown_moved, s.quantity + coalesce(o.known_held, 0) + coalesce(c.known_held, 0)
            - coalesce(o.unknown_issued, 0) + coalesce(u.moved, 0) AS on_hand
    FROM said s LEFT JOIN ours o ON o.variant_id = s.variant_id AND o.location_id = s.location_id
    LEFT JOIN coming c ON c.variant_id = s.variant_id AND c.location_id = s.location_id
    LEFT JOIN untold u ON u.variant_id = s.variant_id AND u.location_id = s.location_id
)
"""

LOCK = f"""
{TARGET}, differing AS (
    SELECT b.variant_id FROM stock_balance b
    JOIN target t ON t.variant_id = b.variant_id AND t.location_id = b.location_id
    WHERE b.on_hand <> t.on_hand ORDER BY b.variant_id, b.location_id FOR UPDATE OF b
), missing AS (
    SELECT t.variant_id FROM target t
    LEFT JOIN stock_balance b ON b.variant_id = t.variant_id AND b.location_id = t.location_id
    WHERE b.variant_id IS NULL AND t.on_hand <> 0
)
SELECT (SELECT count(*) FROM target), (SELECT count(*) FROM differing), (SELECT count(*) FROM missing)
"""  # noqa: S608 - constants only

WRITE = f"""
{TARGET}, changed AS (
    UPDATE stock_balance b
    SET on_hand = t.on_hand, available = greatest(t.on_hand - b.reserved, 0), changed_at = statement_timestamp()
    FROM target t JOIN stock_balance o ON o.variant_id = t.variant_id AND o.location_id = t.location_id
    WHERE b.variant_id = t.variant_id AND b.location_id = t.location_id AND o.on_hand <> t.on_hand
    RETURNING b.variant_id, b.location_id, o.on_hand AS before, b.on_hand, b.reserved
), created AS (
    INSERT INTO stock_balance (variant_id, location_id, on_hand, reserved, available)
    SELECT t.variant_id, t.location_id, t.on_hand, 0, greatest(t.on_hand, 0)
    FROM target t LEFT JOIN stock_balance o ON o.variant_id = t.variant_id AND o.location_id = t.location_id
    WHERE o.variant_id IS NULL AND t.on_hand <> 0
    RETURNING variant_id, location_id, on_hand, reserved
), touched AS (
    SELECT variant_id, location_id, before, on_hand, reserved FROM changed
    UNION ALL SELECT variant_id, location_id, 0, on_hand, reserved FROM created
), written AS (
    INSERT INTO stock_movement (variant_id, location_id, kind, on_hand_delta, reserved_delta, on_hand_after,
                                reserved_after, said, known_held, unknown_issued, unknown_moved, source)
    SELECT c.variant_id, c.location_id, 'snapshot', c.on_hand - c.before, 0, c.on_hand, c.reserved,
        t.said, nullif(t.known_held, 0), nullif(t.unknown_issued, 0), nullif(t.unknown_moved, 0), %(source)s
    FROM touched c JOIN target t ON t.variant_id = c.variant_id AND t.location_id = c.location_id
    ORDER BY c.variant_id, c.location_id
)
SELECT (SELECT count(*) FROM created), (SELECT count(*) FROM changed),
    ARRAY(SELECT DISTINCT variant_id FROM touched), ARRAY(SELECT DISTINCT location_id FROM touched)
"""  # noqa: S608 - constants only
DIFFERENCES = f"""
{TARGET}
SELECT t.variant_id, t.location_id, coalesce(b.on_hand, 0), t.on_hand, coalesce(b.reserved, 0) FROM target t
LEFT JOIN stock_balance b ON b.variant_id = t.variant_id AND b.location_id = t.location_id
WHERE coalesce(b.on_hand, 0) <> t.on_hand ORDER BY t.variant_id, t.location_id
"""  # noqa: S608 - constants only


def apply_snapshot(*, source: str, rows: Sequence[SnapshotRow], meaning: str) -> UpsertCounts:
    """Set balances from figures of an outside system; same figures write nothing. Joins the unit.

    `meaning` is "physical" (all that lies there) or "free" (the reservations it knows already taken off).
    """
    require_unit()
    if not rows:
        return UpsertCounts()
    one_at_a_time("stock.snapshot")
    params = _said(rows, meaning) | {"source": source[:200]}
    ((known, differing, missing),) = fetch(LOCK, params)
    if not differing and not missing:
        return UpsertCounts(unchanged=known)
    ((created, changed, variant_ids, location_ids),) = fetch(WRITE, params)
    announce(variant_ids, location_ids)
    return UpsertCounts(created=created, changed=changed, unchanged=known - created - changed)


def compare(*, rows: Sequence[SnapshotRow], meaning: str) -> list[StockDifference]:
    """What these figures would change, old and new; writes nothing. One query."""
    return [
        StockDifference(
            variant_id=VariantId(row[0]), location_id=LocationId(row[1]), before=row[2], after=row[3], reserved=row[4]
        )
        for row in (fetch(DIFFERENCES, _said(rows, meaning)) if rows else ())
    ]


def _said(rows: Sequence[SnapshotRow], meaning: str) -> dict[str, object]:
    if meaning not in MEANINGS:
        raise ValueError(meaning)
    return {
        "variants": numbers([row.variant_id for row in rows]),
        "locations": numbers([row.location_id for row in rows]),
        "quantities": numbers([row.quantity for row in rows]),
        "is_free": meaning == "free",
    }
