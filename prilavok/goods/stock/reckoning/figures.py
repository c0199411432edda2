"""Balances beside the whole picture of an outside system: where they differ, what could explain it, taking its word.

Millions of figures are compared in pieces of some thousand variants, each one statement; a variant's figures travel as
the two array literals they lie in (places and quantities), untouched by Python. What explains a difference is asked
only of those that differ. Goods held, and issued ones the system has not heard of, count as in `apply_snapshot`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from prilavok.base.bulk import fetch, numbers, one_at_a_time, texts
from prilavok.base.unit import require_unit
from prilavok.goods.stock.actions.apply_snapshot import MEANINGS, apply_snapshot
from prilavok.goods.stock.reckoning.values import (
    AcceptedFigure,
    FiguresOf,
    Happened,
    HeldFor,
    ReckonedBalance,
    StockEvidence,
)
from prilavok.goods.stock.values import LocationId, SnapshotRow, VariantId

# Movements of orders, tills and rules: what the outside system knows of them is told one by one.
OF_ORDERS: Final = "('reserve', 'change', 'release', 'expire', 'issue', 'return', 'till', 'safety')"
# Kinds, sources and orders of a balance since a figure, the newest: who has more of them looks into the ledger.
MOST_LINES: Final = 200
DIFFERING = """
WITH told AS MATERIALIZED (
    SELECT * FROM unnest(%(variants)s::bigint[], %(places)s::text[], %(quantities)s::text[]) WITH ORDINALITY
        AS t (variant_id, places, quantities, number)
), said AS MATERIALIZED (
    SELECT DISTINCT ON (t.variant_id, f.location_id) t.variant_id, f.location_id, f.quantity
    FROM told t CROSS JOIN LATERAL unnest(t.places::bigint[], t.quantities::numeric[]) AS f (location_id, quantity)
    ORDER BY t.variant_id, f.location_id, t.number DESC
), here AS MATERIALIZED (
    SELECT variant_id, location_id, on_hand, reserved FROM stock_balance
    WHERE variant_id > %(after)s AND variant_id <= %(upto)s AND location_id = ANY(%(locations)s::bigint[])
), ours AS MATERIALIZED (
    SELECT l.variant_id, h.location_id,
        sum(l.known) FILTER (WHERE coalesce(l.known_at, %(formed)s) <= %(formed)s) AS known_held,
        sum(l.quantity - l.returned) FILTER (WHERE h.state = 'issued') AS unknown_issued
    FROM stock_hold h JOIN stock_holdline l ON l.hold_id = h.id
    WHERE (h.state = 'held' OR (h.state = 'issued' AND (NOT h.is_issue_known OR h.issue_known_at > %(formed)s)))
        AND l.variant_id > %(after)s AND l.variant_id <= %(upto)s
    GROUP BY l.variant_id, h.location_id
), coming AS MATERIALIZED (
    SELECT l.variant_id, t.target_id AS location_id, sum(l.known) AS known_held
    FROM stock_transferline l JOIN stock_transfer t ON t.id = l.transfer_id
    WHERE l.known > 0 AND t.state IN ('draft', 'sent') AND l.variant_id > %(after)s AND l.variant_id <= %(upto)s
    GROUP BY l.variant_id, t.target_id
), untold AS MATERIALIZED (
    SELECT variant_id, location_id, sum(delta) AS moved FROM stock_transfermove
    WHERE (NOT is_known OR known_at > %(formed)s) AND variant_id > %(after)s AND variant_id <= %(upto)s
    GROUP BY variant_id, location_id
), beside AS MATERIALIZED (
    SELECT coalesce(s.variant_id, h.variant_id) AS variant_id, coalesce(s.location_id, h.location_id) AS location_id,
        s.quantity AS said, h.on_hand, h.reserved
    FROM said s FULL JOIN here h ON h.variant_id = s.variant_id AND h.location_id = s.location_id
), target AS (
    SELECT b.*, coalesce(o.known_held, 0) + coalesce(c.known_held, 0) AS known_held,
        coalesce(o.unknown_issued, 0) AS unknown_issued, coalesce(u.moved, 0) AS unknown_moved,
        coalesce(b.said, 0) - coalesce(o.unknown_issued, 0) + coalesce(u.moved, 0)
            + CASE WHEN %(is_free)s THEN coalesce(o.known_held, 0) + coalesce(c.known_held, 0) ELSE 0 END AS expected
    FROM beside b LEFT JOIN ours o ON o.variant_id = b.variant_id AND o.location_id = b.location_id
    LEFT JOIN coming c ON c.variant_id = b.variant_id AND c.location_id = b.location_id
    LEFT JOIN untold u ON u.variant_id = b.variant_id AND u.location_id = b.location_id
)
SELECT variant_id, location_id, said, on_hand, coalesce(reserved, 0), known_held, unknown_issued, unknown_moved,
    expected
FROM target WHERE coalesce(on_hand, 0) <> expected ORDER BY variant_id, location_id
"""
PAIRS = """
WITH pair AS MATERIALIZED (
    SELECT variant_id, location_id, number - 1 AS number FROM unnest(%(variants)s::bigint[], %(locations)s::bigint[])
        WITH ORDINALITY AS p (variant_id, location_id, number)
)
"""
EVIDENCE = f"""
{PAIRS}
SELECT p.number, t.id, t.said, t.at, t.source, t.on_hand_after, m.last_id
FROM pair p LEFT JOIN LATERAL (
    SELECT id, said, at, source, on_hand_after FROM stock_movement m WHERE m.variant_id = p.variant_id
        AND m.location_id = p.location_id AND m.kind = 'snapshot' AND split_part(m.source, ':', 1) = ANY(%(systems)s)
    ORDER BY id DESC LIMIT 1
) t ON true LEFT JOIN LATERAL (
    SELECT max(id) AS last_id FROM stock_movement m
    WHERE m.variant_id = p.variant_id AND m.location_id = p.location_id AND kind NOT IN {OF_ORDERS}
) m ON true
"""  # noqa: S608 - constants only
SINCE = f"""
{PAIRS}, word AS MATERIALIZED (
    SELECT id, number - 1 AS number FROM unnest(%(words)s::bigint[]) WITH ORDINALITY AS w (id, number)
)
SELECT p.number, s.kind, s.source, coalesce(h.number, ''), s.on_hand, s.reserved, s.at FROM pair p
JOIN word w ON w.number = p.number JOIN LATERAL (
    SELECT m.kind, m.source, m.order_id, sum(m.on_hand_delta) AS on_hand, sum(m.reserved_delta) AS reserved,
        max(m.at) AS at, max(m.id) AS id
    FROM stock_movement m WHERE m.variant_id = p.variant_id AND m.location_id = p.location_id AND m.id > w.id
    GROUP BY m.kind, m.source, m.order_id HAVING sum(m.on_hand_delta) <> 0 OR sum(m.reserved_delta) <> 0
    ORDER BY id DESC LIMIT {MOST_LINES}
) s ON true LEFT JOIN LATERAL (
    SELECT number FROM stock_hold WHERE order_id = s.order_id ORDER BY id DESC LIMIT 1
) h ON true
ORDER BY p.number, s.id
"""  # noqa: S608 - constants only
HELD = f"""
{PAIRS}
SELECT p.number, h.order_id, h.number, l.quantity - l.returned, l.known, h.state FROM pair p
JOIN stock_holdline l ON l.variant_id = p.variant_id JOIN stock_hold h ON h.id = l.hold_id
    AND h.location_id = p.location_id
WHERE h.state = 'held' OR (h.state = 'issued' AND NOT h.is_issue_known) ORDER BY p.number, h.id
"""  # noqa: S608 - constants only
STANDS = f"""
{PAIRS}
SELECT p.number, (
    SELECT max(id) FROM stock_movement m
    WHERE m.variant_id = p.variant_id AND m.location_id = p.location_id AND kind NOT IN {OF_ORDERS}
) FROM pair p
"""  # noqa: S608 - constants only


def reckon(
    *,
    figures: Sequence[FiguresOf],
    between: tuple[int, int],
    location_ids: Sequence[int],
    meaning: str,
    formed_at: datetime,
) -> list[ReckonedBalance]:
    """Where figures of variants after the first id up to the second differ from ours. One query.

    What happened after the figures were formed is not in them, as in `apply_snapshot`. Every balance of these variants
    at these places is looked at: what the figures leave out counts as nothing.
    """
    if meaning not in MEANINGS:
        raise ValueError(meaning)
    after, upto = between
    rows = fetch(
        DIFFERING,
        {
            "variants": numbers([one.variant_id for one in figures]),
            "places": texts([one.places for one in figures]),
            "quantities": texts([one.quantities for one in figures]),
            "locations": numbers(location_ids),
            "after": after,
            "upto": upto,
            "is_free": meaning == "free",
            "formed": formed_at,
        },
    )
    return [
        ReckonedBalance(
            variant_id=VariantId(row[0]),
            location_id=LocationId(row[1]),
            said=row[2],
            on_hand=row[3],
            reserved=row[4],
            known_held=row[5],
            unknown_issued=row[6],
            unknown_moved=row[7],
            expected=row[8],
        )
        for row in rows
    ]


def reckon_evidence(*, pairs: Sequence[tuple[int, int]], systems: Sequence[str]) -> list[StockEvidence]:
    """What could explain each (variant, place), in their order: the last word of the systems, what has happened since.

    Three queries."""
    if not pairs:
        return []
    params = _pairs(pairs) | {"systems": list(systems)}
    held: dict[int, list[HeldFor]] = {}
    for place, order_id, number, quantity, known, state in fetch(HELD, params):
        one = HeldFor(order_id=order_id, number=number, quantity=quantity, known=known, is_issued=state == "issued")
        held.setdefault(place, []).append(one)
    found = {row[0]: row[1:] for row in fetch(EVIDENCE, params)}
    since = _since(params, [found[place][0] or 0 for place in range(len(pairs))])
    return [
        StockEvidence(
            last_said=said,
            last_said_at=at,
            last_source=source or "",
            last_on_hand=lay,
            since=tuple(since.get(place, ())),
            ledger_id=last_id,
            held=tuple(held.get(place, ())),
        )
        for place in range(len(pairs))
        for _, said, at, source, lay, last_id in (found[place],)
    ]


def _since(params: Mapping[str, object], words: Sequence[int]) -> dict[int, list[Happened]]:
    since: dict[int, list[Happened]] = {}
    for place, kind, source, number, on_hand, reserved, at in fetch(SINCE, {**params, "words": numbers(words)}):
        one = Happened(kind=kind, source=source, number=number, on_hand=on_hand, reserved=reserved, at=at)
        since.setdefault(place, []).append(one)
    return since


def accept_figures(*, source: str, figures: Sequence[AcceptedFigure], meaning: str, formed_at: datetime) -> list[bool]:
    """Take an outside system's figures where nothing but orders has moved the balance since they were compared.

    Says of each whether it was taken, in their order. Joins the unit.
    """
    require_unit()
    if not figures:
        return []
    one_at_a_time("stock.snapshot")
    stands = dict(fetch(STANDS, _pairs([(one.variant_id, one.location_id) for one in figures])))
    taken = [stands[place] == one.ledger_id for place, one in enumerate(figures)]
    rows = [
        SnapshotRow(variant_id=one.variant_id, location_id=one.location_id, quantity=one.quantity)
        for one, is_taken in zip(figures, taken, strict=True)
        if is_taken
    ]
    apply_snapshot(source=source, rows=rows, meaning=meaning, formed_at=formed_at)
    return taken


def _pairs(pairs: Sequence[tuple[int, int]]) -> dict[str, object]:
    return {"variants": numbers([one[0] for one in pairs]), "locations": numbers([one[1] for one in pairs])}
