"""What people of the site made better in goods, on its way to the nodes that take it.

Nothing moves on `query`: until `success` the same goods are given again. A product is given only while its content
differs from what the node has confirmed, so touching a card without changing it sends nothing; a word that we take back
is given once more without it.
"""

from collections.abc import Iterable
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext

from prilavok.base import journal, live
from prilavok.base.bulk import fetch, numbers
from prilavok.base.clock import database_now
from prilavok.base.crashpoints import at as crashpoint
from prilavok.base.once import digest
from prilavok.base.unit import require_unit, unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import Enrichment, ProductId
from prilavok.partners.erp.models import EnrichmentExport, Node, SentEnrichment, Session
from prilavok.partners.erp.plain.envelope import written
from prilavok.partners.erp.plain.give_customers import CONTENT_TYPE
from prilavok.partners.erp.values import Reply

PAGE: Final = 500
# Goods with words of ours, and those that the node has heard of: their words may have been taken back.
QUEUE: Final = """
INSERT INTO erp_enrichmentexport (node_id, product_id, is_waiting, confirmed_digest, changed_at)
SELECT n.id, p.id, true, '', statement_timestamp()
FROM erp_node n CROSS JOIN unnest(%(touched)s::bigint[]) AS p (id)
WHERE n.enrichment_out AND n.is_active AND (p.id = ANY(%(ours)s::bigint[])
    OR EXISTS (SELECT FROM erp_enrichmentexport o WHERE o.node_id = n.id AND o.product_id = p.id))
ORDER BY n.id, p.id
ON CONFLICT (node_id, product_id) DO UPDATE SET is_waiting = true, changed_at = excluded.changed_at
"""


def queue_enriched(product_ids: Iterable[int]) -> None:
    """Goods have changed: those with words of ours wait for every node that takes them. Joins the unit."""
    require_unit()
    if not Node.objects.filter(enrichment_out=True, is_active=True).exists():
        return
    touched = list(product_ids)
    fetch(QUEUE, {"touched": numbers(touched), "ours": numbers(pim.enriched_ids(touched))})


def queue_everything() -> int:
    """A node takes enrichment from now on: all goods with words of ours wait for it; returns how many there are."""
    require_unit()
    after, looked_at = 0, 0
    while ids := pim.all_product_ids(after=after, limit=5000):
        queue_enriched(ids)
        after, looked_at = ids[-1], looked_at + len(ids)
    return looked_at


def give_enrichment(session: Session) -> Reply:
    """query: goods that differ from what this node has confirmed, the longest waiting first."""
    node = session.node
    with unit():
        at = database_now()
        records: list[dict[str, Any]] = []
        while chosen := _waiting(node):
            known = pim.enrichments(system=node.namespace, product_ids=[one.product_id for one in chosen])
            given = []
            for export in chosen:
                ours = known.get(ProductId(export.product_id))
                record = {} if ours is None else _record(ours)
                said = _digest(record)
                if ours is None or said == export.confirmed_digest:
                    EnrichmentExport.objects.filter(pk=export.pk).update(is_waiting=False)
                    continue
                SentEnrichment.objects.update_or_create(
                    session=session, export=export, digest=said, defaults={"sent_at": at, "confirmed_at": None}
                )
                given.append(export.pk)
                records.append(record)
            EnrichmentExport.objects.filter(pk__in=given).update(sent_at=at)
            if given:
                break
        if records:
            _note(node, gettext("Enriched goods given: {count}").format(count=len(records)))
    crashpoint("erp.enrichment:remembered")
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE)).isoformat(timespec="seconds")
    return Reply(body=written("enrichment", session.pk, local, records), content_type=CONTENT_TYPE)


def confirm_enrichment(session: Session) -> int:
    """success: what this session was given is known there. Twice, or without a query, is nothing."""
    with unit():
        at = database_now()
        sent = list(
            SentEnrichment.objects.select_for_update(of=("self", "export"))
            .select_related("export")
            .filter(session=session, confirmed_at__isnull=True)
            .order_by("export_id", "sent_at", "pk")
        )
        for one in sent:
            changed_since = one.export.changed_at > one.sent_at
            EnrichmentExport.objects.filter(pk=one.export_id).update(
                confirmed_digest=one.digest, confirmed_at=at, is_waiting=changed_since
            )
        SentEnrichment.objects.filter(pk__in=[one.pk for one in sent]).update(confirmed_at=at)
        if sent:
            _note(session.node, gettext("Enriched goods confirmed: {count}").format(count=len(sent)))
            live.say("exchange")
    return len(sent)


def _waiting(node: Node) -> list[EnrichmentExport]:
    rows = EnrichmentExport.objects.select_for_update().filter(node=node, is_waiting=True)
    return list(rows.order_by("changed_at", "pk")[:PAGE])


def _record(known: Enrichment) -> dict[str, Any]:
    """A product as a line; a field that we do not know better is absent."""
    words = {"title": known.title, "description": known.description, "brand": known.brand}
    record: dict[str, Any] = {"id": known.external_id, **{name: word for name, word in words.items() if word}}
    if known.attributes:
        record["attributes"] = [
            {"id": one.external_id, "name": one.title, "value": one.value} for one in known.attributes
        ]
    if known.images:
        record["pictures"] = [settings.BASE_URL + path for path in known.images]
    return record


def _digest(record: dict[str, Any]) -> str:
    """What tells one content from another; empty when there is nothing of ours: what a node knows at first."""
    return digest(record) if len(record) > 1 else ""


def _note(node: Node, summary: str) -> None:
    journal.record(flow=f"{node.code}.enrichment", summary=summary)
