"""query and success: give the orders that wait, remember exactly what was given, confirm exactly that.

Nothing moves on `query`: until `success` the same orders are given again. A document that 1C would refuse is set aside
with its reason; a set that is never confirmed is halved, so that one bad order shows itself and the others pass.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext

from prilavok.base import journal, live
from prilavok.base.clock import database_now
from prilavok.base.crashpoints import at as crashpoint
from prilavok.base.unit import require_unit, unit
from prilavok.goods.stock import api as stock
from prilavok.partners.erp.actions.describe_order import described
from prilavok.partners.erp.dialects.orders_out import Dictionaries, dictionaries, orders_document
from prilavok.partners.erp.models import Export, Node, SentDocument, Session
from prilavok.partners.erp.rules.gate import is_poisoned, portion
from prilavok.partners.erp.rules.order_form import Form, agreed
from prilavok.partners.erp.rules.sendable import OrderOut, fault_of
from prilavok.partners.erp.values import Reply
from prilavok.partners.erp.watch import pauses
from prilavok.trade.oms import api as oms

PAGE: Final = 200


@dataclass(frozen=True, kw_only=True)
class _Given:
    export: Export
    order: OrderOut


def give_orders(session: Session, *, version: str) -> Reply:
    """query: the orders that wait for this node, oldest first; an empty root when there are none."""
    form = _form(session.node, version or session.version)
    with unit():
        at = database_now()
        given = [] if pauses.gives_no_orders(session.node_id) else _choose(session.node, at)
        _remember(session, given, at)
        journal.record(
            flow=f"{session.node.code}.orders_out",
            summary=gettext("Orders given: {count}").format(count=len(given)),
            detail={"numbers": [one.order.number for one in given][:200], "session": session.pk},
        )
    crashpoint("erp.query:remembered")
    body = orders_document([one.order for one in given], form, _local(at))
    return Reply(body=body, content_type=f"application/xml; charset={form.encoding}")


def confirm_orders(session: Session) -> int:
    """success: what this session was given is known to the ERP. Twice, or without a query, is nothing."""
    with unit():
        at = database_now()
        sent = list(
            SentDocument.objects.select_for_update(of=("self", "export"))
            .select_related("export")
            .filter(session=session, confirmed_at__isnull=True)
            .order_by("export_id", "revision")
        )
        for document in sent:
            _confirm(document, at)
        for what in ("reserved", "issued"):
            known = [one.export.order_id for one in sent if one.tells == what]
            if known:
                stock.tell_known(order_ids=sorted(set(known)), what=what)
        crashpoint("erp.success:before_commit")
        if sent:
            journal.record(
                flow=f"{session.node.code}.orders_out",
                summary=gettext("Orders confirmed: {count}").format(count=len(sent)),
                detail={"numbers": [one.export.number for one in sent][:200], "session": session.pk},
            )
            live.say("exchange")
    crashpoint("erp.success:committed")
    return len(sent)


def give_dictionaries(session: Session, *, version: str) -> Reply:
    """info: statuses, ways of paying, ways of getting the goods."""
    said = Dictionaries(statuses=[(one.code, one.title) for one in oms.scheme()])
    body = dictionaries(said, _form(session.node, version or session.version), _local(database_now()))
    return Reply(body=body, content_type="application/xml; charset=utf-8")


def _choose(node: Node, at: datetime) -> list[_Given]:
    require_unit()
    waiting = Export.objects.select_for_update().filter(node=node, state=Export.State.WAITING)
    least = waiting.order_by("attempts").values_list("attempts", flat=True).first()
    if least is None:
        return []
    level = waiting.filter(attempts__lt=3) if least < 3 else waiting.filter(attempts=least)
    size = portion(waiting=level.count(), attempts=least, page=PAGE)
    chosen = list(level.order_by("id")[:size])
    if len(chosen) == 1 and _is_poisoned(chosen[0]):
        _set_aside(chosen[0], gettext("1C did not accept this order several times in a row"))
        return _choose(node, at)
    given = []
    for export, order in described(node, chosen):
        fault = fault_of(order)
        if order.is_cancelled and not export.sent_revision:
            export.state = Export.State.SKIPPED
            export.save(update_fields=["state"])
        elif fault:
            _set_aside(export, _fault_text(fault, order))
        else:
            given.append(_Given(export=export, order=order))
    return given


def _is_poisoned(export: Export) -> bool:
    since = max((at for at in (export.first_sent_at, export.confirmed_at) if at is not None), default=None)
    if since is None:
        return False
    failed = SentDocument.objects.filter(export=export, confirmed_at__isnull=True, sent_at__gte=since)
    in_all = Count("session__sent__export", distinct=True)
    alone = failed.annotate(in_all=in_all).filter(in_all=1).count()
    others = Export.objects.filter(node_id=export.node_id, confirmed_at__gt=since).exclude(pk=export.pk)
    return is_poisoned(alone=alone, others_confirmed_since=others.exists())


def _remember(session: Session, given: Sequence[_Given], at: datetime) -> None:
    for one in given:
        export = one.export
        tells = "issued" if one.order.is_issued else "cancelled" if one.order.is_cancelled else "reserved"
        SentDocument.objects.update_or_create(
            session=session,
            export=export,
            revision=export.revision,
            defaults={"tells": tells, "version": one.order.version, "sent_at": at},
        )
        export.sent_revision = export.revision
        export.attempts += 1
        export.sent_at = at
        export.first_sent_at = export.first_sent_at or at
        export.save(update_fields=["sent_revision", "attempts", "sent_at", "first_sent_at"])


def _confirm(document: SentDocument, at: datetime) -> None:
    export = document.export
    document.confirmed_at = at
    document.save(update_fields=["confirmed_at"])
    export.confirmed_revision = max(export.confirmed_revision, document.revision)
    export.known_version = max(export.known_version, document.version)
    export.confirmed_at = at
    export.attempts = 0
    if export.confirmed_revision >= export.revision:
        export.state = Export.State.CONFIRMED
        export.reason = ""
    export.save(update_fields=["confirmed_revision", "known_version", "confirmed_at", "attempts", "state", "reason"])


def _set_aside(export: Export, reason: str) -> None:
    export.state, export.reason = Export.State.QUARANTINED, reason[:400]
    export.save(update_fields=["state", "reason"])
    journal.record(
        flow=f"{export.node.code}.orders_out",
        summary=gettext("Order {number} was set aside: {reason}").format(number=export.number, reason=reason),
        outcome=journal.FAILED,
        subject=f"order:{export.order_id}",
    )


def _fault_text(fault: str, order: OrderOut) -> str:
    texts = {
        "number": gettext("the number does not fit 1C: it must have no spaces and at most 11 characters"),
        "currency": gettext("the currency is not a three-letter code"),
        "no_lines": gettext("there are no lines"),
        "line_id": gettext("a good's identifier is longer than 1C takes"),
        "line_title": gettext("a line has no name"),
        "line_numbers": gettext("a line has a quantity or a price that cannot be sent"),
        "line_sum": gettext("price times quantity is not the sum of a line"),
        "sum": gettext("the lines do not add up to the total"),
    }
    if fault == "line_unlinked":
        goods = ", ".join(line.title for line in order.lines if not line.external_id)
        return gettext("goods without an identifier of this node: {goods}").format(goods=goods)
    return texts[fault]


def _form(node: Node, version: str) -> Form:
    """Family B says its version; a node may also be told to be of one family by its settings."""
    is_b = node.dialect == Node.Dialect.BITRIX or (node.dialect == Node.Dialect.AUTO and bool(version))
    if not is_b:
        return Form(
            version=node.orders_version,
            with_namespace=node.orders_namespace,
            in_container=False,
            encoding=node.orders_encoding,
        )
    spoken = agreed(version or node.orders_version)
    return Form(
        version=spoken,
        with_namespace=node.orders_namespace or spoken.startswith("3"),
        in_container=True,
        encoding="utf-8",
    )


def _local(at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(settings.TIME_ZONE))
