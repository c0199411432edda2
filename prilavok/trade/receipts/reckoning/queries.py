"""Receipts in short, and what they took off the shelves."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from prilavok.base.bulk import fetch, numbers
from prilavok.trade.receipts.models import Receipt
from prilavok.trade.receipts.reckoning.values import ReceiptBrief, SoldAt
from prilavok.trade.receipts.values import ReceiptId, ReceiptKey

SOLD: Final = """
SELECT p.number - 1, r.id, r.shift || '-' || r.number, r.at,
    sum(CASE r.kind WHEN 'sale' THEN l.quantity ELSE -l.quantity END)
FROM unnest(%(variants)s::bigint[], %(locations)s::bigint[]) WITH ORDINALITY AS p (variant_id, location_id, number)
JOIN receipts_receipt r ON r.location_id = p.location_id AND r.at > %(since)s AND r.at <= %(until)s
    AND NOT r.is_cancelled AND r.order_number = ''
JOIN receipts_receiptline l ON l.receipt_id = r.id AND l.variant_id = p.variant_id
GROUP BY p.number, r.id ORDER BY p.number, r.at, r.id
"""


def briefs(*, location_id: int, since: datetime, until: datetime) -> list[ReceiptBrief]:
    """Receipts of a place with times from `since` up to `until`, by their keys. One query."""
    rows = Receipt.objects.filter(location_id=location_id, at__gte=since, at__lte=until)
    return [
        ReceiptBrief(
            receipt_id=ReceiptId(row.pk),
            key=ReceiptKey(location_id=row.location_id, till=row.till, shift=row.shift, number=row.number),
            revision=row.revision,
            kind=row.kind,
            total=row.total,
            is_cancelled=row.is_cancelled,
            at=row.at,
            came_at=row.came_at,
        )
        for row in rows.order_by("till", "shift", "number")
    ]


def sold(*, pairs: Sequence[tuple[int, int]], since: datetime, until: datetime) -> list[tuple[SoldAt, ...]]:
    """What tills took off each (variant, place) after `since` up to `until`, receipts of orders apart, oldest first."""
    found: list[list[SoldAt]] = [[] for _ in pairs]
    if pairs:
        params = {
            "variants": numbers([one[0] for one in pairs]),
            "locations": numbers([one[1] for one in pairs]),
            "since": since,
            "until": until,
        }
        for place, receipt_id, name, at, quantity in fetch(SOLD, params):
            found[place].append(SoldAt(receipt_id=ReceiptId(receipt_id), name=name, at=at, quantity=quantity))
    return [tuple(one) for one in found]
