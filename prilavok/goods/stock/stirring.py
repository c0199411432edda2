"""Which variants have moved otherwise than by a snapshot: their figures cannot be taken for known, however old.

A balance follows from the figure the outside system told, the holds it knows of and the issues it does not know of. So
while an order holds goods, or after it has moved them, the same figure may mean another balance.
"""

from collections.abc import Sequence
from datetime import datetime

from prilavok.base.bulk import fetch, numbers
from prilavok.goods.stock.values import VariantId

STIRRED = """
SELECT v.id, EXISTS (
    SELECT FROM stock_holdline l JOIN stock_hold h ON h.id = l.hold_id
    WHERE l.variant_id = v.id AND (h.state = 'held' OR (h.state = 'issued' AND NOT h.is_issue_known))
) OR EXISTS (SELECT FROM stock_transfermove t WHERE t.variant_id = v.id AND NOT t.is_known)
OR EXISTS (SELECT FROM stock_tillsale WHERE variant_id = v.id AND state = 'open') AS is_held, m.at
FROM unnest(%s::bigint[]) AS v (id) LEFT JOIN LATERAL (
    SELECT at FROM stock_movement WHERE variant_id = v.id AND kind <> 'snapshot' ORDER BY at DESC LIMIT 1
) AS m ON true
"""


def stirred(*, variant_ids: Sequence[int]) -> dict[VariantId, datetime | None]:
    """When orders, tills or people last moved these, None for held right now or sold and not counted yet; variants
    that only snapshots moved are absent.

    For whoever wants to leave out figures told before: they are only right for a variant that nothing else has moved.
    One query.
    """
    return {
        VariantId(variant_id): None if is_held else at
        for variant_id, is_held, at in fetch(STIRRED, [numbers(variant_ids)])
        if is_held or at is not None
    }
