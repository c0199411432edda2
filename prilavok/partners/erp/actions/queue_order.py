"""An order has news: raise its revision in the queue of every node that takes orders."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models.functions import Now

from prilavok.base import live
from prilavok.base.bulk import fetch, numbers, texts
from prilavok.base.unit import require_unit
from prilavok.partners.erp.models import Export, Node, OrderProfile
from prilavok.partners.erp.values import OrderNews
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import OrderFilter, OrderId

PAGE: Final = 200
# An order that was born in that ERP is never sent there.
RAISE: Final = """
UPDATE erp_export SET revision = revision + 1, state = 'waiting', attempts = 0,
       queued_at = CASE WHEN state = 'waiting' THEN queued_at ELSE statement_timestamp() END
 WHERE id IN (SELECT id FROM erp_export WHERE node_id = %s AND order_id = ANY(%s::bigint[]) AND state <> 'adopted'
               ORDER BY order_id FOR UPDATE)
RETURNING order_id
"""
PUT: Final = """
INSERT INTO erp_export AS known (node_id, order_id, number, revision, sent_revision, confirmed_revision, known_version,
                                 attempts, state, reason, erp_id, created_at, queued_at)
SELECT %s, one.order_id, one.number, 1, 0, 0, 0, 0, 'waiting', '', '', statement_timestamp(), statement_timestamp()
  FROM unnest(%s::bigint[], %s::text[]) AS one (order_id, number) ORDER BY one.order_id
    ON CONFLICT (node_id, order_id) DO UPDATE SET revision = known.revision + 1, state = 'waiting', attempts = 0
 WHERE known.state <> 'adopted'
RETURNING order_id
"""


def queue_orders(news: Sequence[OrderNews]) -> int:
    """Queue the orders for every node but the one that told the news itself; returns for how many in all."""
    require_unit()
    queued = 0
    for node in Node.objects.filter(orders_out=True, is_active=True):
        told = {one.order_id: one.number for one in news if one.told_by not in (f"erp:{node.code}", node.code)}
        queued += _queue(node, told) if told else 0
    if queued:
        live.say("exchange")
    return queued


def queue_for(node: Node, *, order_id: int, number: str) -> None:
    """Have one node told of the order again, although nothing in it has changed."""
    require_unit()
    _queue(node, {order_id: number})
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


def _queue(node: Node, numbers_of: Mapping[int, str]) -> int:
    """Raise the revision of those in the queue, put the others into it; without a number nothing is put in."""
    queued = {row[0] for row in fetch(RAISE, [node.pk, numbers(numbers_of)])}
    unknown = {order_id: number for order_id, number in numbers_of.items() if number and order_id not in queued}
    fresh = unknown and _not_too_old(node, unknown)
    if fresh:
        made = fetch(PUT, [node.pk, numbers(fresh), texts(unknown[one] for one in fresh)])
        queued |= {row[0] for row in made}
    return len(queued)


def _not_too_old(node: Node, order_ids: Collection[int]) -> list[int]:
    """Those not placed before the node's first day: history is not poured into an ERP."""
    profile = OrderProfile.objects.filter(node=node, orders_since__isnull=False).first()
    if profile is None or profile.orders_since is None:
        return sorted(order_ids)
    views = oms.orders(order_ids=sorted(order_ids))
    zone, since = ZoneInfo(settings.TIME_ZONE), profile.orders_since
    return sorted(
        one
        for one in order_ids
        if (view := views.get(OrderId(one))) is None or view.placed_at.astimezone(zone).date() >= since
    )
