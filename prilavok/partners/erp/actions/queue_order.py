"""An order has news: raise its revision in the queue of every node that takes orders."""

from django.db.models import Case, F, When
from django.db.models.functions import Now

from prilavok.base import live
from prilavok.base.unit import require_unit
from prilavok.partners.erp.models import Export, Node


def queue_order(*, order_id: int, number: str, told_by: str = "") -> int:
    """Queue the order for every node but the one that told the news itself; returns for how many."""
    require_unit()
    queued = 0
    for node in Node.objects.filter(orders_out=True, is_active=True):
        if told_by in (f"erp:{node.code}", node.code):
            continue
        queued += _queue(node, order_id, number)
    if queued:
        live.say("exchange")
    return queued


def retry_export(export_id: int) -> None:
    """Put an order that was set aside into the queue again."""
    require_unit()
    Export.objects.filter(pk=export_id, state=Export.State.QUARANTINED).update(
        state=Export.State.WAITING, attempts=0, first_sent_at=None, reason="", queued_at=Now()
    )


def _queue(node: Node, order_id: int, number: str) -> int:
    known = Export.objects.filter(node=node, order_id=order_id)
    since = Case(When(state=Export.State.WAITING, then=F("queued_at")), default=Now())
    if known.update(revision=F("revision") + 1, state=Export.State.WAITING, attempts=0, queued_at=since):
        return 1
    if not number:
        return 0
    Export.objects.create(node=node, order_id=order_id, number=number)
    return 1
