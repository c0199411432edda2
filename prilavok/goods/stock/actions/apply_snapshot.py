"""Balances as an outside system sees them, tens of thousands in one statement.

The figures are compared first; rows that differ are locked in the order of reservations, and only then the holds are
read again and the difference is written. A reservation or an issue that commits in between is therefore counted, and a
snapshot never waits for a buyer in the wrong order. Rows that say the same write nothing.

What a figure counts is judged by when it was formed: a reservation or an issue that the ERP has confirmed later, a till
sale that happened later, is not in it. A figure that is no number never replaces one: it puts the balance in doubt.
"""

from collections.abc import Sequence
from datetime import datetime

from prilavok.base.bulk import fetch, numbers, one_at_a_time
from prilavok.base.clock import database_now
from prilavok.base.unit import require_unit
from prilavok.goods.stock.actions._balances import announce, promise
from prilavok.goods.stock.advances.following import see_what_came
from prilavok.goods.stock.rules import teller_of
from prilavok.goods.stock.values import LocationId, SnapshotRow, StockDifference, UpsertCounts, VariantId

MEANINGS = ("physical", "free", "others_free")

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
        sum(l.known) FILTER (WHERE %(is_free)s AND coalesce(l.known_at, %(formed)s) <= %(formed)s) AS known_held,
        sum(l.quantity - l.returned) FILTER (WHERE h.state = 'issued') AS unknown_issued
    FROM stock_hold h JOIN stock_holdline l ON l.hold_id = h.id
    WHERE h.state = 'held' OR (h.state = 'issued' AND (NOT h.is_issue_known OR h.issue_known_at > %(formed)s))
    GROUP BY l.variant_id, h.location_id
), coming AS MATERIALIZED (
    SELECT l.variant_id, t.target_id AS location_id, sum(l.known) AS known_held
    FROM stock_transferline l JOIN stock_transfer t ON t.id = l.transfer_id
    WHERE %(is_free)s AND l.known > 0 AND t.state IN ('draft', 'sent') GROUP BY l.variant_id, t.target_id
), untold AS MATERIALIZED (
    SELECT variant_id, location_id, sum(delta) AS moved
    FROM stock_transfermove WHERE NOT is_known OR (is_known AND known_at > %(formed)s)
    GROUP BY variant_id, location_id
), sold AS MATERIALIZED (
    SELECT variant_id, location_id, sum(quantity) AS quantity FROM stock_tillsale
    WHERE state = 'open' AND (counts_from IS NULL OR counts_from > %(formed)s) GROUP BY variant_id, location_id
), target AS MATERIALIZED (
    SELECT s.variant_id, s.location_id, s.quantity AS said,
        coalesce(o.known_held, 0) + coalesce(c.known_held, 0) AS known_held, o.unknown_issued,
        u.moved AS unknown_moved, s.quantity + coalesce(o.known_held, 0) + coalesce(c.known_held, 0)
            - coalesce(o.unknown_issued, 0) + coalesce(u.moved, 0) AS on_hand,
        coalesce(t.quantity, 0) AS unsynced, CASE WHEN s.quantity IS NULL THEN 'invalid' ELSE '' END AS doubt
    FROM said s LEFT JOIN ours o ON o.variant_id = s.variant_id AND o.location_id = s.location_id
    LEFT JOIN coming c ON c.variant_id = s.variant_id AND c.location_id = s.location_id
    LEFT JOIN untold u ON u.variant_id = s.variant_id AND u.location_id = s.location_id
    LEFT JOIN sold t ON t.variant_id = s.variant_id AND t.location_id = s.location_id
)
"""
# A doubt changes nothing but the doubt.
IS_OTHER = """(t.doubt <> {b}.doubt
    OR (t.doubt = '' AND (t.on_hand <> {b}.on_hand OR t.unsynced <> {b}.unsynced)))"""
IS_NEWS = "(t.on_hand <> 0 OR t.unsynced <> 0 OR t.doubt <> '')"

# Through the key, row by row or goods by goods: by what it guesses of the figures alone, the database reads the whole
# table for every batch.
BALANCE = """LATERAL (
        SELECT * FROM stock_balance WHERE variant_id = t.variant_id AND location_id = t.location_id OFFSET 0
    ) {name}"""
# Of what was written (`touched`): the till sales that the figure counts, and the lines of the ledger.
BOOKED = """
due AS MATERIALIZED (
    SELECT id, variant_id, location_id FROM stock_tillsale WHERE state = 'open' AND counts_from <= %(formed)s
), counted AS (
    UPDATE stock_tillsale s SET state = 'counted', counted_by = %(source)s
    FROM due d JOIN touched c ON c.variant_id = d.variant_id AND c.location_id = d.location_id
    JOIN target t ON t.variant_id = c.variant_id AND t.location_id = c.location_id AND t.doubt = ''
    WHERE s.id = d.id AND s.state = 'open'
), written AS (
    INSERT INTO stock_movement (variant_id, location_id, kind, on_hand_delta, reserved_delta, unsynced_delta,
                                on_hand_after, reserved_after, said, known_held, unknown_issued, unknown_moved, source)
    SELECT c.variant_id, c.location_id, 'snapshot', c.on_hand - c.before, 0, c.unsynced - c.unsynced_before,
        c.on_hand, c.reserved, t.said, nullif(t.known_held, 0), nullif(t.unknown_issued, 0),
        nullif(t.unknown_moved, 0), %(source)s
    FROM touched c JOIN target t ON t.variant_id = c.variant_id AND t.location_id = c.location_id
    ORDER BY c.variant_id, c.location_id
)
"""
CREATED = promise(
    on_hand="coalesce(t.on_hand, 0)",
    reserved="0",
    safety="coalesce(f.quantity, 0)",
    unsynced="t.unsynced",
    doubt="t.doubt",
)
# Locks the balances that differ and makes those that are not there: nobody can have reserved of these.
LOCK = f"""
{TARGET}, seen AS MATERIALIZED (
    SELECT t.*, b.variant_id IS NULL AND {IS_NEWS} AS is_missing,
        b.variant_id IS NOT NULL AND {IS_OTHER.format(b="b")} AS is_other
    FROM target t LEFT JOIN {BALANCE.format(name="b")} ON true
), differing AS (
    SELECT b.variant_id FROM stock_balance b
    JOIN seen t ON t.variant_id = b.variant_id AND t.location_id = b.location_id AND t.is_other
    WHERE b.variant_id = ANY(ARRAY(SELECT DISTINCT variant_id FROM seen WHERE is_other))
    ORDER BY b.variant_id, b.location_id FOR UPDATE OF b
), told AS (
    INSERT INTO stock_told (variant_id)
    SELECT t.variant_id FROM (SELECT DISTINCT variant_id FROM target WHERE doubt = '') t
    LEFT JOIN stock_told d ON d.variant_id = t.variant_id WHERE d.variant_id IS NULL
    ON CONFLICT DO NOTHING RETURNING variant_id
), telling AS (
    INSERT INTO stock_telling (location_id, teller, told_at, formed_at)
    SELECT t.location_id, %(teller)s, statement_timestamp(), %(formed)s
    FROM (SELECT DISTINCT location_id FROM target) t
    LEFT JOIN stock_telling k ON k.location_id = t.location_id AND k.teller = %(teller)s WHERE k.location_id IS NULL
    ON CONFLICT DO NOTHING
), sure AS (
    UPDATE stock_location l SET doubt = ''
    WHERE l.doubt = 'untold' AND l.id IN (SELECT location_id FROM target WHERE doubt = '') RETURNING l.id
), created AS (
    INSERT INTO stock_balance (variant_id, location_id, on_hand, reserved, safety, unsynced, doubt, available, said_at)
    SELECT t.variant_id, t.location_id, coalesce(t.on_hand, 0), 0, coalesce(f.quantity, 0), t.unsynced, t.doubt,
        {CREATED}, CASE WHEN t.doubt = '' THEN %(formed)s END
    FROM seen t LEFT JOIN stock_goodsclass g ON g.variant_id = t.variant_id
    LEFT JOIN stock_safetyfigure f ON f.class_id = coalesce(g.class_id, 0) AND f.location_id = t.location_id
    WHERE t.is_missing
    ON CONFLICT (variant_id, location_id) DO NOTHING
    RETURNING variant_id, location_id, on_hand, reserved, unsynced
), touched AS (
    SELECT variant_id, location_id, 0 AS before, 0 AS unsynced_before, on_hand, reserved, unsynced FROM created
), {BOOKED}
SELECT (SELECT count(*) FROM target), (SELECT count(*) FROM differing),
    (SELECT count(*) FROM seen WHERE is_missing), (SELECT count(*) FROM created),
    ARRAY(SELECT variant_id FROM told), ARRAY(SELECT id FROM sure),
    ARRAY(SELECT DISTINCT variant_id FROM created), ARRAY(SELECT DISTINCT location_id FROM created)
"""  # noqa: S608 - constants only

CHANGED = promise(on_hand="n.on_hand", reserved="b.reserved", safety="b.safety", unsynced="n.unsynced", doubt="n.doubt")
WRITE = f"""
{TARGET}, news AS MATERIALIZED (
    SELECT t.variant_id, t.location_id, t.doubt, o.on_hand AS before, o.unsynced AS unsynced_before,
        CASE WHEN t.doubt = '' THEN t.on_hand ELSE o.on_hand END AS on_hand,
        CASE WHEN t.doubt = '' THEN t.unsynced ELSE o.unsynced END AS unsynced
    FROM target t JOIN {BALANCE.format(name="o")} ON true
    WHERE {IS_OTHER.format(b="o")}
), changed AS (
    UPDATE stock_balance b
    SET on_hand = n.on_hand, unsynced = n.unsynced, doubt = n.doubt, available = {CHANGED},
        said_at = CASE WHEN n.doubt = '' THEN %(formed)s ELSE b.said_at END, changed_at = statement_timestamp()
    FROM news n WHERE b.variant_id = n.variant_id AND b.location_id = n.location_id
        AND b.variant_id = ANY(ARRAY(SELECT DISTINCT variant_id FROM news))
    RETURNING b.variant_id, b.location_id, n.before, n.unsynced_before, b.on_hand, b.reserved, b.unsynced
), touched AS (
    SELECT variant_id, location_id, before, unsynced_before, on_hand, reserved, unsynced FROM changed
), {BOOKED}
SELECT (SELECT count(*) FROM changed), ARRAY(SELECT DISTINCT variant_id FROM touched),
    ARRAY(SELECT DISTINCT location_id FROM touched)
"""  # noqa: S608 - constants only
DIFFERENCES = f"""
{TARGET}
SELECT t.variant_id, t.location_id, coalesce(b.on_hand, 0), t.on_hand, coalesce(b.reserved, 0) FROM target t
LEFT JOIN stock_balance b ON b.variant_id = t.variant_id AND b.location_id = t.location_id
WHERE t.doubt = '' AND coalesce(b.on_hand, 0) <> t.on_hand ORDER BY t.variant_id, t.location_id
"""  # noqa: S608 - constants only


def apply_snapshot(
    *, source: str, rows: Sequence[SnapshotRow], meaning: str, formed_at: datetime | None = None
) -> UpsertCounts:
    """Set balances from figures of an outside system; same figures write nothing. Joins the unit.

    `meaning` is "physical" (all that lies there), "free" (reservations, ours included, already taken off) or
    "others_free" (only reservations of its own are taken off: it does not reserve for our orders). `formed_at` is when
    the figures were formed, now when nobody knows: what happened later is not in them.
    """
    require_unit()
    if not rows:
        return UpsertCounts()
    one_at_a_time("stock.snapshot")
    params = _said(rows, meaning, formed_at) | {"source": source[:200], "teller": teller_of(source)}
    ((known, differing, missing, created, first_told, now_sure, made, made_at),) = fetch(LOCK, params)
    changed, moved, moved_at = 0, [], []
    if differing or created < missing:  # what another made meanwhile is there now, and differs
        ((changed, moved, moved_at),) = fetch(WRITE, params)
    if first_told or now_sure:  # what was unknown until now is none
        made_at = {row.location_id for row in rows}
    announce({*made, *moved, *first_told}, {*made_at, *moved_at})
    see_what_came([*made, *moved])
    return UpsertCounts(created=created, changed=changed, unchanged=known - created - changed)


def compare(*, rows: Sequence[SnapshotRow], meaning: str) -> list[StockDifference]:
    """What these figures would change, old and new; writes nothing. One query."""
    return [
        StockDifference(
            variant_id=VariantId(row[0]), location_id=LocationId(row[1]), before=row[2], after=row[3], reserved=row[4]
        )
        for row in (fetch(DIFFERENCES, _said(rows, meaning, None)) if rows else ())
    ]


def _said(rows: Sequence[SnapshotRow], meaning: str, formed_at: datetime | None) -> dict[str, object]:
    if meaning not in MEANINGS:
        raise ValueError(meaning)
    return {
        "variants": numbers([row.variant_id for row in rows]),
        "locations": numbers([row.location_id for row in rows]),
        "quantities": "{" + ",".join(["NULL" if row.quantity is None else str(row.quantity) for row in rows]) + "}",
        "is_free": meaning == "free",
        "formed": formed_at or database_now(),
    }
