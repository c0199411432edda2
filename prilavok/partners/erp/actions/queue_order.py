"""An order has news: raise its revision in the queue of every node that takes orders."""

from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Case, F, When
from django.db.models.functions import Now

from prilavok.base import live
from prilavok.base.unit import require_unit
from prilavok.partners.erp.models import Export, Node, OrderProfile
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import OrderFilter, OrderId

PAGE: Final = 200


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


def queue_for(node: Node, *, order_id: int, number: str) -> None:
    """Have one node told of the order again, although nothing in it has changed."""
    require_unit()
    _queue(node, order_id, number)
    live.say("exchange")


def queue_since(node_id: int) -> int:
    """Queue the orders placed since the node's first day that it was never told of; oldest first."""
    require_unit()
    profile = OrderProfile.objects.select_related("node").filter(node_id=node_id, orders_since__isnull=False).first()
    if profile is None or not (profile.node.orders_out and profile.node.is_active):
        return 0
    since = datetime.combine(profile.orders_since or date.max, time(), tzinfo=ZoneInfo(settings.TIME_ZONE))
    fresh: list[tuple[int, str]] = []
    page = 1
    while found := oms.find_orders(OrderFilter(placed_from=since, page=page, page_size=PAGE)).orders:
        ids = [one.order_id for one in found]
        known = set(Export.objects.filter(node=profile.node, order_id__in=ids).values_list("order_id", flat=True))
        fresh += [(one.order_id, one.number) for one in found if one.order_id not in known]
        page += 1
    rows = [Export(node=profile.node, order_id=order_id, number=number) for order_id, number in reversed(fresh)]
    Export.objects.bulk_create(rows, ignore_conflicts=True, batch_size=PAGE)
    return len(rows)


def retry_export(export_id: int) -> None:
    """Put an order that was set aside into the queue again."""
    require_unit()
    Export.objects.filter(pk=export_id, state=Export.State.QUARANTINED).update(
        state=Export.State.WAITING, attempts=0, first_sent_at=None, reason="", queued_at=Now()
    )


def _queue(node: Node, order_id: int, number: str) -> int:
    known = Export.objects.filter(node=node, order_id=order_id)
    if known.filter(state=Export.State.ADOPTED).exists():
        return 0
    since = Case(When(state=Export.State.WAITING, then=F("queued_at")), default=Now())
    if known.update(revision=F("revision") + 1, state=Export.State.WAITING, attempts=0, queued_at=since):
        return 1
    if not number or _is_too_old(node, order_id):
        return 0
    Export.objects.create(node=node, order_id=order_id, number=number)
    return 1


def _is_too_old(node: Node, order_id: int) -> bool:
    """True for an order placed before the node's first day: history is not poured into an ERP."""
    profile = OrderProfile.objects.filter(node=node, orders_since__isnull=False).first()
    if profile is None or profile.orders_since is None:
        return False
    view = oms.orders(order_ids=[order_id]).get(OrderId(order_id))
    return view is not None and view.placed_at.astimezone(ZoneInfo(settings.TIME_ZONE)).date() < profile.orders_since
