"""A receipt takes its goods off what may be promised, until a figure of the ERP counts it.

A figure counts a receipt when it was formed at the moment `counts_from` of the receipt or later: the moment the
accounting system has written it off when it says so, else the time of the receipt and the term of the place. Receipts
and figures come in any order, so the same question is asked twice: here, of the last figure known, and when a figure
comes, of the receipts that are open. Both take turns under one lock, so one of the two always sees the other.

What comes back to a till is not promised before the ERP says so: somebody must look at it first. A correction of a
receipt that is counted already changes nothing: the figures tell. A till that prints a set as one has sold its parts.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from prilavok.base.bulk import fetch, numbers, one_at_a_time, texts
from prilavok.base.unit import require_unit
from prilavok.goods.pim.values import VariantId
from prilavok.goods.stock.actions._balances import announce, open_balances, promise
from prilavok.goods.stock.models import BundlePart
from prilavok.goods.stock.rules import summed
from prilavok.goods.stock.terms.deciding import minutes_of
from prilavok.goods.stock.values import TillReceipt, Want

KEEP = """
WITH told AS MATERIALIZED (
    SELECT * FROM unnest(%(of)s::bigint[], %(variants)s::bigint[], %(locations)s::bigint[], %(numbers)s::text[],
                         %(quantities)s::numeric[], %(sold)s::timestamptz[], %(counts)s::timestamptz[])
        AS t (receipt_id, variant_id, location_id, number, quantity, sold_at, counts_from)
), judged AS MATERIALIZED (
    SELECT t.*, CASE WHEN t.counts_from <= greatest(b.said_at, k.full_at) THEN 'counted' ELSE 'open' END AS state
    FROM told t
    LEFT JOIN stock_balance b ON b.variant_id = t.variant_id AND b.location_id = t.location_id
    LEFT JOIN (SELECT location_id, max(full_at) AS full_at FROM stock_telling GROUP BY location_id) k
        ON k.location_id = t.location_id
), before AS MATERIALIZED (
    SELECT receipt_id, variant_id, location_id, quantity, state FROM stock_tillsale
    WHERE receipt_id = ANY(%(receipts)s::bigint[])
), kept AS (
    INSERT INTO stock_tillsale AS s (receipt_id, variant_id, location_id, number, quantity, sold_at, counts_from, state)
    SELECT receipt_id, variant_id, location_id, number, quantity, sold_at, counts_from, state FROM judged
    ON CONFLICT (receipt_id, variant_id) DO UPDATE
    SET quantity = excluded.quantity, sold_at = excluded.sold_at, counts_from = excluded.counts_from,
        state = excluded.state
    WHERE s.state <> 'counted' AND (s.quantity, s.sold_at, s.counts_from, s.state)
        IS DISTINCT FROM (excluded.quantity, excluded.sold_at, excluded.counts_from, excluded.state)
    RETURNING receipt_id, variant_id, location_id, quantity, state
), dropped AS (
    UPDATE stock_tillsale s SET state = 'dropped'
    WHERE s.receipt_id = ANY(%(receipts)s::bigint[]) AND s.state = 'open'
        AND NOT EXISTS (SELECT FROM told t WHERE t.receipt_id = s.receipt_id AND t.variant_id = s.variant_id)
    RETURNING receipt_id, variant_id, location_id, quantity
)
SELECT k.receipt_id, k.variant_id, k.location_id,
    CASE WHEN k.state = 'open' THEN k.quantity ELSE 0 END - CASE WHEN b.state = 'open' THEN b.quantity ELSE 0 END
FROM kept k LEFT JOIN before b ON b.receipt_id = k.receipt_id AND b.variant_id = k.variant_id
UNION ALL SELECT receipt_id, variant_id, location_id, -quantity FROM dropped
"""
AFTER = promise(
    on_hand="b.on_hand", reserved="b.reserved", safety="b.safety", unsynced="(b.unsynced + t.delta)", doubt="b.doubt"
)
SHIFT = f"""
WITH wanted AS MATERIALIZED (
    SELECT * FROM unnest(%(of)s::bigint[], %(variants)s::bigint[], %(locations)s::bigint[], %(deltas)s::numeric[])
        AS w (receipt_id, variant_id, location_id, delta)
), total AS (
    SELECT variant_id, location_id, sum(delta) AS delta FROM wanted GROUP BY variant_id, location_id
), locked AS MATERIALIZED (
    SELECT b.variant_id, b.location_id, b.on_hand, b.reserved
    FROM stock_balance b JOIN total t ON t.variant_id = b.variant_id AND t.location_id = b.location_id
    ORDER BY b.variant_id, b.location_id FOR UPDATE OF b
), shifted AS (
    UPDATE stock_balance b SET unsynced = b.unsynced + t.delta, available = {AFTER}, changed_at = statement_timestamp()
    FROM total t JOIN locked l ON l.variant_id = t.variant_id AND l.location_id = t.location_id
    WHERE b.variant_id = t.variant_id AND b.location_id = t.location_id
)
INSERT INTO stock_movement (at, variant_id, location_id, kind, on_hand_delta, reserved_delta, unsynced_delta,
                            on_hand_after, reserved_after, source)
SELECT statement_timestamp(), w.variant_id, w.location_id, 'till', 0, 0, w.delta, l.on_hand, l.reserved,
    'receipt:' || w.receipt_id
FROM wanted w JOIN locked l ON l.variant_id = w.variant_id AND l.location_id = w.location_id
ORDER BY w.variant_id, w.location_id, w.receipt_id
"""  # noqa: S608 - constants only


def take_till_sales(*, receipts: Sequence[TillReceipt]) -> None:
    """What these receipts took off the shelf is exactly this; the same again writes nothing. Joins the unit.

    Call it as the last thing of the unit: it locks balances.
    """
    require_unit()
    if not receipts:
        return
    one_at_a_time("stock.snapshot")
    moved = [row for row in fetch(KEEP, _told(receipts)) if row[3]]
    if not moved:
        return
    params = {
        "of": numbers([row[0] for row in moved]),
        "variants": numbers([row[1] for row in moved]),
        "locations": numbers([row[2] for row in moved]),
        "deltas": numbers([row[3] for row in moved]),
    }
    announce([row[1] for row in moved], [row[2] for row in moved])
    open_balances([(row[1], row[2]) for row in moved])
    fetch(SHIFT, params)


def _told(receipts: Sequence[TillReceipt]) -> dict[str, Any]:
    lags = minutes_of("till_lag", [one.location_id for one in receipts])
    parts = _parts({line.variant_id for one in receipts for line in one.lines})
    rows: list[tuple[TillReceipt, int, Decimal]] = [
        (one, variant_id, quantity)
        for one in receipts
        for variant_id, quantity in summed(lying for line in one.lines for lying in _lying(line, parts)).items()
    ]
    return {
        "receipts": numbers([one.receipt_id for one in receipts]),
        "of": numbers([one.receipt_id for one, _, _ in rows]),
        "variants": numbers([variant_id for _, variant_id, _ in rows]),
        "locations": numbers([one.location_id for one, _, _ in rows]),
        "numbers": texts([one.number[:80] for one, _, _ in rows]),
        "quantities": numbers([quantity for _, _, quantity in rows]),
        "sold": _stamps([one.sold_at.isoformat() for one, _, _ in rows]),
        "counts": _stamps([_counts_from(one, lags.get(one.location_id)) for one, _, _ in rows]),
    }


def _parts(variant_ids: set[VariantId]) -> dict[int, list[tuple[int, Decimal]]]:
    """What the sets among these are made of."""
    found: dict[int, list[tuple[int, Decimal]]] = {}
    for bundle, part, each in BundlePart.objects.filter(bundle_id__in=variant_ids).values_list(
        "bundle_id", "part_id", "quantity"
    ):
        found.setdefault(bundle, []).append((part, each))
    return found


def _lying(line: Want, parts: Mapping[int, Sequence[tuple[int, Decimal]]]) -> list[tuple[int, Decimal]]:
    inside = parts.get(line.variant_id)
    return [(part, each * line.quantity) for part, each in inside] if inside else [(line.variant_id, line.quantity)]


def _counts_from(one: TillReceipt, lag_min: int | None) -> str | None:
    """The moment from which on a figure counts the receipt; None: it is not written off yet."""
    if one.is_posted is False:
        return None
    return (one.posted_at or one.sold_at + timedelta(minutes=lag_min or 0)).isoformat()


def _stamps(moments: Sequence[str | None]) -> str:
    return "{" + ",".join("NULL" if one is None else f'"{one}"' for one in moments) + "}"
