"""Order documents of an ERP, one batch, into oms.

What was said already is not said again: the same document from the same node is an echo. A status without a meaning is
kept in a queue until a person decides; the rest of the document is applied meanwhile.
"""

from collections.abc import Sequence

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from prilavok.base import journal
from prilavok.base.errors import Refused
from prilavok.base.once import digest
from prilavok.base.unit import part, require_unit
from prilavok.goods.pim import api as pim
from prilavok.partners.erp.actions._batch import Batch
from prilavok.partners.erp.dialects.orders_in import DocumentIn
from prilavok.partners.erp.models import Export, IncomingDocument, Node, PackageFile, StatusRule
from prilavok.partners.erp.notes import Notes
from prilavok.partners.erp.rules import kinds
from prilavok.partners.erp.rules.tolerant import status_key
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import ErpDocument, ErpLine, ErpOutcome, OrderView

State = IncomingDocument.State
BECAME: dict[str, str] = {
    State.APPLIED: gettext_noop("applied"),
    State.ECHO: gettext_noop("known already"),
    State.NEEDS_MAPPING: gettext_noop("the status needs mapping"),
    State.CONFLICT: gettext_noop("contradicts what happened here"),
    State.UNKNOWN_ORDER: gettext_noop("no such order here"),
    State.IGNORED: gettext_noop("of no interest"),
}
NOTES: dict[str, str] = {
    State.NEEDS_MAPPING: "status_unmapped",
    State.CONFLICT: "order_conflict",
    State.UNKNOWN_ORDER: "order_unknown",
}


def apply_documents(batch: Batch, documents: Sequence[DocumentIn]) -> None:
    """The documents of a file, in their order."""
    for said in documents:
        state = receive_document(batch.node, said, batch.file, batch.notes)
        batch.count(kinds.DOCUMENT, **{str(state): 1})
        if state in NOTES:
            thing = f"{said.number}: {said.status}" if state == State.NEEDS_MAPPING else said.number
            batch.notes.add(NOTES[state], thing)


def receive_document(node: Node, said: DocumentIn, file: PackageFile | None, notes: Notes) -> str:
    """Apply one document and keep it; an exact repetition is an echo and leaves no second row."""
    require_unit()
    content = digest(msgspec.to_builtins(said))
    last = IncomingDocument.objects.filter(node=node, number=said.number).order_by("-id").first()
    if last is not None and last.content_digest == content and last.state != State.UNKNOWN_ORDER:
        return State.ECHO if last.state == State.APPLIED else last.state
    row = IncomingDocument(
        node=node,
        file=file,
        number=said.number,
        erp_id=said.erp_id,
        erp_status=said.status,
        content_digest=content,
        payload=msgspec.to_builtins(said),
    )
    row.state, row.message = _apply(node, said, notes)
    if last is not None and last.content_digest == content:
        row.pk = last.pk
        row.received_at = last.received_at
    row.save()
    _journal(node, row)
    return row.state


def apply_again(row: IncomingDocument) -> None:
    """Apply a kept document once more, after a person decided what its status means."""
    require_unit()
    said = msgspec.convert(row.payload, DocumentIn, strict=False)
    row.state, row.message = _apply(row.node, said, Notes())
    row.save(update_fields=["state", "message"])
    _journal(row.node, row)


def _apply(node: Node, said: DocumentIn, notes: Notes) -> tuple[str, str]:
    view = _order_of(node, said)
    if view is None:
        return State.UNKNOWN_ORDER, ""
    target, is_mapped = _meaning(node, said.status)
    lines = _lines(node, said, notes)
    is_stale = lines is not None and _is_stale(node, view, lines)
    document = ErpDocument(
        number=view.number,
        erp_id=said.erp_id,
        erp_number=said.erp_number,
        node=node.code,
        erp_status=target,
        lines=None if is_stale else lines,
        is_cancelled=said.is_cancelled,
        is_paid=said.is_paid,
        is_shipped=said.is_shipped,
    )
    try:
        with part():
            outcome = oms.apply_erp_document(document)
    except Refused as refusal:
        return State.CONFLICT, refusal.message[:400]
    if is_stale:
        return State.CONFLICT, _("The composition was changed here since the accounting system last knew it")
    _agree(node, view)
    return _state(outcome, is_mapped=is_mapped), "; ".join(outcome.notes)[:400]


def _state(outcome: ErpOutcome, *, is_mapped: bool) -> str:
    if not is_mapped or outcome.needs_mapping:
        return State.NEEDS_MAPPING
    if outcome.conflict:
        return State.CONFLICT
    return State.ECHO if outcome.echo and not outcome.applied else State.APPLIED


def _order_of(node: Node, said: DocumentIn) -> OrderView | None:
    """The order by our number, or else by the ERP's own id that came with our number before."""
    view = oms.order_by_number(said.number)
    if view is not None or not said.erp_id:
        return view
    known = IncomingDocument.objects.filter(node=node, erp_id=said.erp_id).exclude(state=State.UNKNOWN_ORDER)
    earlier = known.exclude(number=said.number).order_by("-id").first()
    return oms.order_by_number(earlier.number) if earlier is not None else None


def _is_stale(node: Node, view: OrderView, lines: Sequence[ErpLine]) -> bool:
    """True when we changed the composition after the last agreement, and the ERP still speaks of another one."""
    export = Export.objects.filter(node=node, order_id=view.order_id).first()
    if export is None or not export.known_version or view.version <= export.known_version:
        return False
    ours = {(line.variant_id, line.quantity, line.unit_price.amount) for line in view.lines}
    return ours != {(line.variant_id, line.quantity, line.price) for line in lines}


def _agree(node: Node, view: OrderView) -> None:
    """After an applied document both sides know the present composition."""
    now = oms.orders(order_ids=[view.order_id])[view.order_id]
    if now.version != view.version:
        Export.objects.filter(node=node, order_id=view.order_id).update(known_version=now.version)


def _meaning(node: Node, status: str) -> tuple[str | None, bool]:
    """Our status for the ERP's word, and whether that was decided; no word needs no decision."""
    if not status:
        return None, True
    rule = StatusRule.objects.filter(node=node, erp_status=status_key(status)).first()
    if rule is not None:
        return rule.target or None, True
    if any(status_key(one.title) == status_key(status) or one.code == status for one in oms.scheme()):
        known = next(one for one in oms.scheme() if status_key(one.title) == status_key(status) or one.code == status)
        return known.code, True
    return None, False


def _lines(node: Node, said: DocumentIn, notes: Notes) -> tuple[ErpLine, ...] | None:
    """The composition by our variants; None when a good is unknown: half a composition would be a wrong one."""
    if said.lines is None:
        return None
    ids = pim.variant_ids(system=node.namespace, external_ids=[line.external_id for line in said.lines])
    if any(line.external_id not in ids for line in said.lines):
        notes.add("line_unknown", said.number)
        return None
    return tuple(
        ErpLine(variant_id=ids[line.external_id], quantity=line.quantity, price=line.price) for line in said.lines
    )


def _journal(node: Node, row: IncomingDocument) -> None:
    outcome = journal.OK if row.state in (State.APPLIED, State.ECHO, State.IGNORED) else journal.WARNING
    view = oms.order_by_number(row.number)
    said, became = row.erp_status or _("no status"), _(BECAME.get(row.state, row.state))
    journal.record(
        flow=f"{node.code}.orders_in",
        summary=f"{row.number}, {said}: {became}" + (f" ({row.message})" if row.message else ""),
        outcome=outcome,
        subject=f"order:{view.order_id}" if view is not None else "",
    )
