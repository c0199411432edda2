"""Numbers of an order's documents in other systems: what an ERP has called it, its payments, its shipments."""

from collections.abc import Sequence

from prilavok.trade.oms.models import Order, OrderDocument
from prilavok.trade.oms.values import Paper


def remember_papers(order: Order, system: str, papers: Sequence[Paper]) -> bool:
    """Keep those not known yet; True when there were any. The same number of the same kind is one document."""
    fresh = [
        OrderDocument(
            order=order,
            system=system[:40],
            kind=one.kind,
            number=one.number[:64],
            external_id=one.external_id[:255],
            issued_at=one.issued_at,
            amount=one.amount,
        )
        for one in papers
        if one.number
    ]
    if not fresh:
        return False
    before = OrderDocument.objects.filter(order=order).count()
    OrderDocument.objects.bulk_create(fresh, ignore_conflicts=True)
    return OrderDocument.objects.filter(order=order).count() > before
