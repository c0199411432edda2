"""Corrections of customers on their way to the nodes that take them.

Nothing moves on `query`: until `success` the same cards are given again. `success` agrees on exactly what this session
was given: from then on these are both sides' last words, so that the same coming back is an echo.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext

from prilavok.base import journal, live
from prilavok.base.clock import database_now
from prilavok.base.crashpoints import at as crashpoint
from prilavok.base.unit import require_unit, unit
from prilavok.partners.erp.models import CustomerExport, Node, SentCustomer, Session
from prilavok.partners.erp.plain.envelope import written
from prilavok.partners.erp.values import Reply
from prilavok.people.crm import api as crm
from prilavok.people.crm.values import CustomerRecord

PAGE: Final = 500
CONTENT_TYPE: Final = "application/x-ndjson; charset=utf-8"


def queue_customer(*, customer_id: int, fields: Sequence[str], source: str) -> int:
    """A customer was corrected: queue the card for every node that takes customers, but the one that told it."""
    require_unit()
    at, queued = database_now(), 0
    for node in Node.objects.filter(customers_out=True, is_active=True):
        if source in (node.namespace, node.code):
            continue
        row, is_new = CustomerExport.objects.select_for_update().get_or_create(
            node=node, customer_id=customer_id, defaults={"fields": sorted(fields), "changed_at": at}
        )
        if not is_new:
            waits = row.revision > row.confirmed_revision
            row.fields = sorted({*fields, *(row.fields if waits else ())})
            row.revision, row.changed_at = row.revision + 1, at
            row.save(update_fields=["fields", "revision", "changed_at"])
        queued += 1
    return queued


def give_customers(session: Session) -> Reply:
    """query: the cards that wait for this node, oldest correction first."""
    node = session.node
    with unit():
        at = database_now()
        waiting = CustomerExport.objects.select_for_update().filter(node=node, revision__gt=F("confirmed_revision"))
        chosen = list(waiting.order_by("changed_at", "pk")[:PAGE])
        cards = crm.records(system=node.namespace, customer_ids=[one.customer_id for one in chosen])
        records = []
        for export in chosen:
            said = [_record(card, export) for card in cards.get(export.customer_id, ())]
            SentCustomer.objects.update_or_create(
                session=session, export=export, revision=export.revision, defaults={"said": said, "sent_at": at}
            )
            records += said
        CustomerExport.objects.filter(pk__in=[one.pk for one in chosen]).update(sent_at=at)
        _note(node, gettext("Customers given: {count}").format(count=len(chosen)))
    crashpoint("erp.customers:remembered")
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE)).isoformat(timespec="seconds")
    return Reply(body=written("customers", session.pk, local, records), content_type=CONTENT_TYPE)


def confirm_customers(session: Session) -> int:
    """success: what this session was given is known there. Twice, or without a query, is nothing."""
    with unit():
        at = database_now()
        sent = list(
            SentCustomer.objects.select_for_update(of=("self", "export"))
            .select_related("export")
            .filter(session=session, confirmed_at__isnull=True)
            .order_by("export_id", "revision")
        )
        for one in sent:
            _confirm(session.node, one)
            one.said, one.confirmed_at = [], at
            one.save(update_fields=["said", "confirmed_at"])
            one.export.confirmed_revision = max(one.export.confirmed_revision, one.revision)
            one.export.confirmed_at = at
            one.export.save(update_fields=["confirmed_revision", "confirmed_at"])
        if sent:
            _note(session.node, gettext("Customers confirmed: {count}").format(count=len(sent)))
            live.say("exchange")
    return len(sent)


def waiting_customers(node: Node) -> int:
    """How many corrections a node has not confirmed."""
    return CustomerExport.objects.filter(node=node, revision__gt=F("confirmed_revision")).count()


def _confirm(node: Node, sent: SentCustomer) -> None:
    for said in sent.said:
        if said["id"]:
            crm.agree_with(system=node.namespace, external_id=said["id"], fields=_fields(said))


def _fields(said: Mapping[str, Any]) -> dict[str, str]:
    first = {kind: next(iter(said[kind]), "") for kind in ("phones", "emails")}
    return {"name": said["name"], "phone": first["phones"], "email": first["emails"]}


def _record(card: CustomerRecord, export: CustomerExport) -> dict[str, Any]:
    """A card as a line; `before` has the former words of what changed, by which the other side can find it."""
    before: dict[str, Any] = {}
    for field in export.fields:
        former = card.before.get(field)
        if former is not None:
            before[{"phone": "phones", "email": "emails"}.get(field, field)] = (
                former if field == "name" else ([former] if former else [])
            )
    return {
        "site_id": str(card.customer_id),
        "id": card.external_id,
        "revision": export.revision,
        "name": card.name,
        "phones": list(card.phones),
        "emails": list(card.emails),
        "cards": list(card.cards),
        "changed": list(export.fields),
        "before": before,
    }


def _note(node: Node, summary: str) -> None:
    journal.record(flow=f"{node.code}.customers_out", summary=summary)
