"""The one statement that moves balances: it locks in order, decides, writes balances and ledger, all or nothing.

Rows are locked by (variant, location) in a sub-select before anything is written, so crossed baskets wait for one
another in one order and never for ever. Whether there is enough is decided by the rows as they are once locked, and by
nothing else. A condition of the update itself would be asked of the row as it was before the wait: a row that has
become enough meanwhile was passed over, while the ledger and the hold were written. The last piece is sold once.
Looking first and writing after was tried in the laboratory and sold 851 pieces of 50. Callers run it as the last thing
of their unit: rivals then wait for a commit, not for a whole checkout.

What comes for somebody is held for them in the same breath, whatever the balance was before: only what is held beyond
what comes must have been free.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from prilavok.base.bulk import fetch, fetch_often, numbers, pieces, texts
from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.goods.stock.errors import NotEnough
from prilavok.goods.stock.events import StockChanged
from prilavok.goods.stock.values import Short, VariantId


def promise(*, on_hand: str, reserved: str, safety: str, unsynced: str, doubt: str) -> str:
    """What may be promised, as an expression of SQL: the same as the constraint of the table says."""
    return f"CASE WHEN {doubt} = '' THEN greatest({on_hand} - {reserved} - {safety} - {unsynced}, 0) ELSE 0 END"


AFTER = promise(
    on_hand="(b.on_hand + t.hand)",
    reserved="(b.reserved + t.hold)",
    safety="b.safety",
    unsynced="b.unsynced",
    doubt="b.doubt",
)
MOVED = f"""
WITH wanted AS (
    SELECT * FROM unnest(%(orders)s::bigint[], %(variants)s::bigint[], %(locations)s::bigint[],
                         %(hand)s::numeric[], %(hold)s::numeric[], %(ahead)s::numeric[], %(sources)s::text[])
        AS w (order_id, variant_id, location_id, hand, hold, ahead, source)
), total AS (
    SELECT variant_id, location_id, sum(hand) AS hand, sum(hold) AS hold, greatest(sum(hand), 0) + sum(ahead) AS spare
    FROM wanted GROUP BY variant_id, location_id
), locked AS MATERIALIZED (
    SELECT b.variant_id, b.location_id, b.on_hand, b.reserved, (b.doubt = '' AND p.doubt IN ('', 'untold')) AS is_sure,
        CASE WHEN p.doubt IN ('', 'untold') THEN b.available ELSE 0 END AS available
    FROM stock_balance b JOIN total t ON t.variant_id = b.variant_id AND t.location_id = b.location_id
    JOIN stock_location p ON p.id = b.location_id
    ORDER BY b.variant_id, b.location_id FOR UPDATE OF b
), short AS MATERIALIZED (
    SELECT t.variant_id, t.hold, coalesce(l.available, 0) AS available,
        coalesce(l.is_sure, d.variant_id IS NOT NULL) AS is_sure
    FROM total t LEFT JOIN locked l ON l.variant_id = t.variant_id AND l.location_id = t.location_id
    LEFT JOIN stock_told d ON d.variant_id = t.variant_id AND l.variant_id IS NULL
    WHERE (t.hold > t.spare AND coalesce(l.available, 0) < t.hold - t.spare)
        OR l.variant_id IS NULL
), moved AS (
    UPDATE stock_balance b
    SET on_hand = b.on_hand + t.hand, reserved = b.reserved + t.hold,
        available = {AFTER}, changed_at = statement_timestamp()
    FROM total t
    WHERE b.variant_id = t.variant_id AND b.location_id = t.location_id AND NOT EXISTS (SELECT FROM short)
    RETURNING b.variant_id
), written AS (
    INSERT INTO stock_movement (at, variant_id, location_id, kind, on_hand_delta, reserved_delta, on_hand_after,
                                reserved_after, source, order_id)
    SELECT statement_timestamp(), w.variant_id, w.location_id, %(kind)s, w.hand, w.hold,
        l.on_hand + sum(w.hand) OVER turn, l.reserved + sum(w.hold) OVER turn, w.source, nullif(w.order_id, 0)
    FROM wanted w JOIN locked l ON l.variant_id = w.variant_id AND l.location_id = w.location_id
    WHERE NOT EXISTS (SELECT FROM short)
    WINDOW turn AS (PARTITION BY w.variant_id, w.location_id ORDER BY w.order_id)
)
"""  # noqa: S608 - constants only
TOLD = """
SELECT s.variant_id, s.hold, s.available, s.is_sure, (SELECT count(*) FROM total) - (SELECT count(*) FROM moved)
FROM (SELECT) AS once LEFT JOIN short s ON true
"""
MOVE = MOVED + TOLD
# The hold of an order that takes goods off sale stands in the same statement.
HELD = """
, opened AS (
    INSERT INTO stock_hold (order_id, number, location_id, state, expires_at, reason, is_issue_known)
    SELECT %(order)s::bigint, %(number)s::text, %(place)s::bigint, 'held',
        statement_timestamp() + make_interval(secs => %(hold_for_s)s::float), '', false
    RETURNING id
), lined AS (
    INSERT INTO stock_holdline (hold_id, variant_id, quantity, known, returned)
    SELECT opened.id, w.variant_id, w.quantity, 0, 0
    FROM opened, unnest(%(held)s::bigint[], %(quantities)s::numeric[]) AS w (variant_id, quantity)
)
"""
MOVE_AND_HOLD = MOVED + HELD + TOLD

# What is kept back of new balances is known at once. Nobody has told of a good or a place: the number is in doubt.
OPEN = """
INSERT INTO stock_balance (variant_id, location_id, on_hand, reserved, safety, available, doubt)
SELECT p.variant_id, p.location_id, 0, 0, coalesce(f.quantity, 0), 0,
    CASE WHEN %(is_sure)s OR (d.variant_id IS NOT NULL AND l.doubt <> 'untold') THEN '' ELSE 'untold' END
FROM (SELECT DISTINCT variant_id, location_id FROM unnest(%(variants)s::bigint[], %(locations)s::bigint[])
    AS u (variant_id, location_id)) p
JOIN stock_location l ON l.id = p.location_id
LEFT JOIN stock_told d ON d.variant_id = p.variant_id
LEFT JOIN stock_goodsclass g ON g.variant_id = p.variant_id
LEFT JOIN stock_safetyfigure f ON f.class_id = coalesce(g.class_id, 0) AND f.location_id = p.location_id
ORDER BY p.variant_id, p.location_id ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, kw_only=True)
class Shift:
    """A change of one balance for one order (0: nobody's): of what lies there and of what is reserved.

    `ahead` of what is reserved has not come yet and need not be free: an expected arrival stands for it. `source` names
    the document it is made by, if it is another than the whole movement's.
    """

    order_id: int
    variant_id: int
    location_id: int
    hand: Decimal = Decimal(0)
    hold: Decimal = Decimal(0)
    ahead: Decimal = Decimal(0)
    source: str = ""


def announce(variant_ids: Iterable[int], location_ids: Iterable[int]) -> None:
    """Publish that balances changed, in pieces. Called before the balances are locked, to keep the locks short."""
    where = tuple(sorted(set(location_ids)))
    for piece in pieces(sorted(set(variant_ids))):
        publish(StockChanged(variant_ids=piece, location_ids=where))


def open_balances(pairs: Sequence[tuple[int, int]], *, is_sure: bool = False) -> None:
    """Make the balances (variant, location) that are not there yet, of nothing; `is_sure`: what will lie there is all.

    Joins the unit.
    """
    require_unit()
    fetch(
        OPEN,
        {
            "variants": numbers(variant_id for variant_id, _ in pairs),
            "locations": numbers(location_id for _, location_id in pairs),
            "is_sure": is_sure,
        },
    )


def move(shifts: Sequence[Shift], *, kind: str, source: str = "", opens: Mapping[str, object] | None = None) -> None:
    """Move balances and write the ledger in one statement. Raises NotEnough, having written nothing.

    `opens`: the hold that begins with it, as `MOVE_AND_HOLD` names its parts; it is written even so, and goes with the
    part that the refusal leaves: an order that holds already is told that, and not that there is too little.
    """
    require_unit()
    if not shifts:
        return
    announce((one.variant_id for one in shifts), (one.location_id for one in shifts))
    rows = fetch_often(
        MOVE if opens is None else MOVE_AND_HOLD,
        {
            **(opens or {}),
            "orders": numbers(one.order_id for one in shifts),
            "variants": numbers(one.variant_id for one in shifts),
            "locations": numbers(one.location_id for one in shifts),
            "hand": numbers(one.hand for one in shifts),
            "hold": numbers(one.hold for one in shifts),
            "ahead": numbers(one.ahead for one in shifts),
            "kind": kind,
            "sources": texts(one.source or source for one in shifts),
        },
    )
    short = sorted(row for row in rows if row[0])
    if short:
        raise NotEnough(
            tuple(
                Short(variant_id=VariantId(row[0]), wanted=row[1], available=row[2], is_known=row[3]) for row in short
            ),
        )
    if any(row[4] for row in rows):
        raise RuntimeError("a balance did not move with its ledger: nothing may be written")
