"""Order documents of an ERP, one batch, into oms.

What was said already is not said again: the same document from the same node is an echo. A status without a meaning is
kept in a queue until a person decides; the rest of the document is applied meanwhile.
"""

from collections.abc import Sequence
from dataclasses import replace

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from prilavok.base import journal
from prilavok.base.access import Actor
from prilavok.base.errors import Refused
from prilavok.base.once import digest
from prilavok.base.unit import part, require_unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pim import api as pim
from prilavok.partners.erp.actions._batch import Batch
from prilavok.partners.erp.actions.queue_order import queue_for
from prilavok.partners.erp.dialects.orders_in import DocumentIn
from prilavok.partners.erp.errors import DocumentUnknown
from prilavok.partners.erp.models import Export, IncomingDocument, Node, OrderProfile, PackageFile, StatusRule
from prilavok.partners.erp.notes import Notes
from prilavok.partners.erp.orders import conflicts
from prilavok.partners.erp.orders.adopt import adopt, adopted
from prilavok.partners.erp.orders.hear import Heard, as_news, at, understood
from prilavok.partners.erp.rules import kinds
from prilavok.partners.erp.rules.tolerant import status_key
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import ErpLine, ErpOutcome, OrderView

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
            words = understood(batch.node, said).meaning.status
            thing = f"{said.number}: {words}" if state == State.NEEDS_MAPPING else _called(said)
            batch.notes.add(NOTES[state], thing)


def receive_document(node: Node, said: DocumentIn, file: PackageFile | None, notes: Notes) -> str:
    """Apply one document and keep it; an exact repetition is an echo and leaves no second row."""
    require_unit()
    kept = msgspec.to_builtins(replace(said, buyer=None))  # people's data stay in the file, which is forgotten
    content = digest(kept)
    heard = understood(node, said)
    last = _last(node, said, content)
    if last is not None and last.content_digest == content and _is_repetition(node, heard, last, notes):
        return State.ECHO if last.state == State.APPLIED else last.state
    row = IncomingDocument(
        node=node,
        file=file,
        number=_kept_as(node, said),
        erp_id=said.erp_id,
        erp_status=heard.meaning.status,
        content_digest=content,
        payload=kept,
        state=State.IGNORED,
    )
    if last is not None and last.content_digest == content:
        row.pk, row.received_at = last.pk, last.received_at
    row.save()
    row.state, row.message = _apply(node, heard, row, notes)
    row.save(update_fields=["state", "message"])
    _journal(node, row)
    return row.state


def apply_again(row: IncomingDocument) -> None:
    """Apply a kept document once more, after a person decided what its status means."""
    require_unit()
    said = msgspec.convert(row.payload, DocumentIn, strict=False)
    row.state, row.message = _apply(row.node, understood(row.node, said), row, Notes())
    row.save(update_fields=["state", "message"])
    _journal(row.node, row)


def dismiss(document_id: int, actor: Actor) -> None:
    """A person has read what cannot be applied; what we have goes to the ERP once more. Raises DocumentUnknown."""
    require_unit()
    row = IncomingDocument.objects.select_for_update(of=("self",)).select_related("node").filter(pk=document_id).first()
    if row is None or row.state not in (State.CONFLICT, State.UNKNOWN_ORDER):
        raise DocumentUnknown
    view = oms.order_by_number(row.number)
    if actor.stores is not None and (view is None or view.location_id not in actor.stores):
        raise DocumentUnknown
    before, row.state = row.state, State.IGNORED
    row.save(update_fields=["state"])
    if view is not None and row.node.orders_out:
        queue_for(row.node, order_id=view.order_id, number=view.number)
    after = {"number": row.number, "message": row.message}
    accounts.audit(actor, "erp.document_dismissed", f"document:{document_id}", before={"state": before}, after=after)


def _called(said: DocumentIn) -> str:
    """A document for people: a paper by its own number and that of its order."""
    return said.number if said.attached is None else ", ".join(filter(None, (said.attached.number, said.number)))


def _kept_as(node: Node, said: DocumentIn) -> str:
    """The number that people look a document up by: of our order, when a paper calls that otherwise."""
    view = _order_of(node, said) if said.attached is not None else None
    return view.number if view is not None else said.number or (said.attached.number if said.attached else "")


def _last(node: Node, said: DocumentIn, content: str) -> IncomingDocument | None:
    """What the node said last of this order; papers of one order come in any order, each is compared with itself."""
    found = IncomingDocument.objects.filter(node=node, number=_kept_as(node, said))
    return (found if said.attached is None else found.filter(content_digest=content)).order_by("-id").first()


def _is_repetition(node: Node, heard: Heard, last: IncomingDocument, notes: Notes) -> bool:
    """Said before and nothing has changed since: a composition that both sides have left meanwhile is news again."""
    if last.state == State.UNKNOWN_ORDER:
        return False
    view = _order_of(node, heard.said)
    if view is None or heard.said.lines is None:
        return True
    export = Export.objects.filter(node=node, order_id=view.order_id).first()
    if export is None or export.known_version < view.version:
        return True
    lines = _lines(node, heard.said, notes)
    return lines is None or _is_ours(view, lines)


def _apply(node: Node, heard: Heard, row: IncomingDocument, notes: Notes) -> tuple[str, str]:
    said = heard.said
    view, lines = _order_of(node, said), _lines(node, said, notes)
    if view is None:
        return _strange(node, heard, lines, notes)
    target, is_mapped = _meaning(node, heard.meaning.status)
    is_stale = lines is not None and _is_stale(node, view, lines)
    document = as_news(heard, number=view.number, node=node, status=target, lines=None if is_stale else lines)
    try:
        with part():
            outcome = oms.apply_erp_document(document)
    except Refused as refusal:
        return State.CONFLICT, refusal.message[:400]
    if lines is not None and (is_stale or outcome.lines_refused):
        stale = _("The composition was changed here since the accounting system last knew it")
        reason = stale if is_stale else "; ".join(outcome.notes)
        conflicts.open_conflict(node=node, view=view, theirs=lines, reason=reason, document=row)
        return State.CONFLICT, reason[:400]
    if lines is not None:
        _agree(node, view)
    if said.attached is not None:
        _found_at_last(node, said)
    return _state(outcome, is_mapped=is_mapped), "; ".join(outcome.notes)[:400]


def _strange(node: Node, heard: Heard, lines: tuple[ErpLine, ...] | None, notes: Notes) -> tuple[str, str]:
    """A document of an order that is not ours, as the node's rules say."""
    said, told = heard.said, heard.meaning
    if heard.strangers == OrderProfile.Strangers.IGNORE:
        notes.add("order_stranger", said.number)
        return State.IGNORED, ""
    is_over = said.is_removed or told.is_cancelled or told.is_shipped
    if said.attached is not None:
        return (State.IGNORED, "") if said.attached.is_void else (State.UNKNOWN_ORDER, _why_strange(said))
    if heard.strangers == OrderProfile.Strangers.REVIEW or is_over:
        return State.UNKNOWN_ORDER, ""
    try:
        with part():
            why = adopt(node, said, lines, (told.erp_number or said.number, at(told.erp_date)))
    except Refused as refusal:
        why = refusal.message
    if why:
        return State.UNKNOWN_ORDER, _("An order was not made of it: {why}").format(why=why)[:400]
    return State.APPLIED, ""


def _found_at_last(node: Node, said: DocumentIn) -> None:
    """A paper has its order now: what waited for a person because it had none waits no more."""
    names = {said.number, said.attached.number if said.attached else ""} - {""}
    waiting = IncomingDocument.objects.filter(node=node, number__in=names, state=State.UNKNOWN_ORDER)
    waiting.filter(payload__attached__number=said.attached.number if said.attached else "").update(state=State.IGNORED)


def _why_strange(said: DocumentIn) -> str:
    """What a person is to do about a paper without an order."""
    number = said.attached.number if said.attached else ""
    if not said.number:
        words = _("The return {number} names no order: fill in the order as its ground in 1C and send it again")
        return words.format(number=number)[:400]
    words = _("The document {number} stands on {ground}, and there is no such order or shipment here")
    return words.format(number=number, ground=said.number)[:400]


def _state(outcome: ErpOutcome, *, is_mapped: bool) -> str:
    if not is_mapped or outcome.needs_mapping:
        return State.NEEDS_MAPPING
    if outcome.conflict:
        return State.CONFLICT
    return State.ECHO if outcome.echo and not outcome.applied else State.APPLIED


def _order_of(node: Node, said: DocumentIn) -> OrderView | None:
    """The order by our number, or else by the ERP's own id: of an adopted one, or that came with our number before."""
    known_to = node.code if said.attached is not None else ""
    view = oms.order_by_number(said.number, known_to=known_to) or adopted(node, said.erp_id or said.number)
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
    return not _is_ours(view, lines)


def _is_ours(view: OrderView, lines: Sequence[ErpLine]) -> bool:
    ours = {(line.variant_id, line.quantity, line.unit_price.amount) for line in view.lines}
    return ours == {(line.variant_id, line.quantity, line.price) for line in lines}


def _agree(node: Node, view: OrderView) -> None:
    """After an applied composition both sides know the present one, and nobody has to decide about it."""
    now = oms.orders(order_ids=[view.order_id])[view.order_id]
    Export.objects.filter(node=node, order_id=view.order_id).update(known_version=now.version)
    conflicts.withdraw(node=node, order_id=view.order_id)


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
