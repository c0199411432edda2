"""Take back what one source did to balances: counter-movements, as if its figures had never come.

The ledger only grows. A balance goes back by the sum of the differences the source made, so what was issued or returned
since stays issued or returned, and what is held stays held; where less lies there now than is held, nothing more is
promised, and the balance is counted as short. Rows are locked in the order of reservations.
"""

from prilavok.base.bulk import fetch, one_at_a_time
from prilavok.base.unit import require_unit
from prilavok.goods.stock.actions._balances import announce, promise
from prilavok.goods.stock.undoing import RUN, asked
from prilavok.goods.stock.values import UndoCounts

BACK = promise(
    on_hand="(b.on_hand - r.delta)",
    reserved="b.reserved",
    safety="b.safety",
    unsynced="(b.unsynced + coalesce(s.quantity, 0))",
    doubt="r.doubt",
)
# Till sales that the source counted are not counted again; a doubt that it ended is there again.
UNDO = f"""
{RUN}, locked AS MATERIALIZED (
    SELECT b.variant_id, b.location_id, b.on_hand, b.reserved
    FROM stock_balance b JOIN run r ON r.variant_id = b.variant_id AND r.location_id = b.location_id AND r.is_last
    ORDER BY b.variant_id, b.location_id FOR UPDATE OF b
), reopened AS (
    UPDATE stock_tillsale t SET state = 'open', counted_by = ''
    FROM locked l WHERE t.state = 'counted' AND t.counted_by = %(source)s
        AND t.variant_id = l.variant_id AND t.location_id = l.location_id
    RETURNING t.variant_id, t.location_id, t.quantity
), sold AS (
    SELECT variant_id, location_id, sum(quantity) AS quantity FROM reopened GROUP BY variant_id, location_id
), back AS (
    SELECT r.*, CASE WHEN p.kind = 'snapshot' AND p.said IS NULL THEN 'invalid' ELSE '' END AS doubt
    FROM run r JOIN locked l ON l.variant_id = r.variant_id AND l.location_id = r.location_id
    LEFT JOIN LATERAL (
        SELECT m.kind, m.said FROM stock_movement m WHERE m.variant_id = r.variant_id
            AND m.location_id = r.location_id AND m.id < r.id AND m.kind IN ('snapshot', 'undo')
        ORDER BY m.id DESC LIMIT 1
    ) p ON true
), restored AS (
    UPDATE stock_balance b SET on_hand = b.on_hand - r.delta, unsynced = b.unsynced + coalesce(s.quantity, 0),
        doubt = r.doubt, available = {BACK}, changed_at = statement_timestamp()
    FROM back r LEFT JOIN sold s ON s.variant_id = r.variant_id AND s.location_id = r.location_id
    WHERE b.variant_id = r.variant_id AND b.location_id = r.location_id
    RETURNING b.variant_id, b.location_id, b.on_hand, b.reserved, r.delta, r.said, r.id,
        coalesce(s.quantity, 0) AS reopened
), written AS (
    INSERT INTO stock_movement (variant_id, location_id, kind, on_hand_delta, reserved_delta, unsynced_delta,
                                on_hand_after, reserved_after, said, source, annuls_from)
    SELECT variant_id, location_id, 'undo', -delta, 0, reopened, on_hand, reserved, said, %(undo)s, id FROM restored
    ORDER BY variant_id, location_id
)
SELECT (SELECT count(*) FROM restored), (SELECT count(*) FROM run WHERE NOT is_last),
    (SELECT count(*) FROM restored WHERE on_hand < reserved), (SELECT max(variant_id) FROM page),
    ARRAY(SELECT DISTINCT variant_id FROM restored), ARRAY(SELECT DISTINCT location_id FROM restored)
"""  # noqa: S608 - constants only


def undo(*, source: str, after: int = 0, limit: int | None = None) -> UndoCounts:
    """Take back what a source's figures did to balances; what others changed later stays. A second call does nothing.

    With a limit, so many variants after the one named: `last` of the result is the next `after`, None at the end.
    """
    require_unit()
    one_at_a_time("stock.snapshot")
    params = asked(source, after, limit) | {"undo": f"undo:{source}"[:200]}
    ((restored, left, short, last, variant_ids, location_ids),) = fetch(UNDO, params)
    if restored:
        announce(variant_ids, location_ids)
    return UndoCounts(restored=restored, left=left, short=short, last=None if limit is None else last)
