"""Take over what an ERP node says of an order, as far as it does not contradict what has happened here.

Money that was taken and goods that were handed over are facts: no document changes them. Statuses go forward only; what
points backward or against a fact becomes a conflict line in the history, for a person to judge, once. A document
that says what we have already is an echo and leaves no trace.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from prilavok.base.access import Actor
from prilavok.base.crashpoints import at
from prilavok.base.money import Money
from prilavok.base.owners import PLATFORM
from prilavok.base.unit import require_unit
from prilavok.design.formats import money
from prilavok.foundation.contour import api as contour
from prilavok.trade.fulfilment import api as fulfilment
from prilavok.trade.fulfilment.values import TaskState
from prilavok.trade.oms import rules
from prilavok.trade.oms.actions._change_order import current_lines, note
from prilavok.trade.oms.actions._erp_lines import correct_lines
from prilavok.trade.oms.actions._follow_money import take_erp_word
from prilavok.trade.oms.actions._locks import locked
from prilavok.trade.oms.actions._papers import remember_papers
from prilavok.trade.oms.actions.cancel_order import OVER, close
from prilavok.trade.oms.actions.claim_number import claim_number
from prilavok.trade.oms.actions.issue_order import close_as_issued
from prilavok.trade.oms.actions.pick_order import finish_picking, start_picking
from prilavok.trade.oms.errors import OrderUnknown
from prilavok.trade.oms.models import Order, OrderHistory, Status
from prilavok.trade.oms.queries.orders import named
from prilavok.trade.oms.values import ErpDocument, ErpOutcome, Fact, Paper, Step


@dataclass
class _Findings:
    """What one document has led to so far."""

    applied: bool = False
    needs_mapping: bool = False
    lines_refused: bool = False
    conflicts: list[str] = field(default_factory=list)


def apply_erp_document(document: ErpDocument) -> ErpOutcome:
    """Apply a document to the order of its number. Raises OrderUnknown."""
    require_unit()
    order = _order_named(document.number)
    actor = Actor(name=document.node, kind="system")
    found = _Findings()
    _remember_names(order, document)
    papers = remember_papers(order, document.node, document.papers)
    found.applied = any(one.kind != "order" for one in papers)
    _note_returns(order, papers, actor)
    at("oms.erp:after_names")
    if document.lines is not None:
        outcome = correct_lines(order, document.lines, actor)
        found.applied |= outcome.applied
        found.conflicts += outcome.conflicts
        found.lines_refused = bool(outcome.conflicts)
    at("oms.erp:after_lines")
    _follow_payment(order, document, actor, found)
    if _may_lead(document):
        _follow_status(order, document, actor, found)
    at("oms.erp:after_status")
    for text in found.conflicts:
        _note_once(order, text, actor)
    at("oms.erp:after_notes")
    return ErpOutcome(
        applied=found.applied,
        needs_mapping=found.needs_mapping,
        conflict=bool(found.conflicts),
        echo=not (found.applied or found.needs_mapping or found.conflicts),
        notes=tuple(found.conflicts),
        lines_refused=found.lines_refused,
    )


def _order_named(number: str) -> Order:
    key = rules.understood_number(number)
    pk = named(key).values_list("pk", flat=True).first() if key else None
    if pk is None:
        raise OrderUnknown
    return locked(pk, Actor(kind="system"))


def _remember_names(order: Order, document: ErpDocument) -> None:
    erp_id, erp_number = document.erp_id[:64] or order.erp_id, document.erp_number[:64] or order.erp_number
    erp_date = document.erp_date or order.erp_date
    if (erp_id, erp_number, erp_date) == (order.erp_id, order.erp_number, order.erp_date):
        return
    claim_number(erp_number, system=document.node, order_id=order.pk)
    order.erp_id, order.erp_number, order.erp_date = erp_id, erp_number, erp_date
    day = timezone.localtime(erp_date).strftime("%d.%m.%Y") if erp_date else ""
    rest = rules.search_rest(order.phone, order.name, order.email, erp_number, day)
    order.search_text = rules.search_text(order.number, rest)
    order.save(update_fields=["erp_id", "erp_number", "erp_date", "search_text"])


def _note_returns(order: Order, papers: Sequence[Paper], actor: Actor) -> None:
    """Goods that came back to the ERP: stock and money follow by their own flows, here it is told."""
    for one in papers:
        if one.kind != "return":
            continue
        said = _("The return is called off in the accounting system: {number}") if one.is_void else ""
        said = said or _("Goods were returned in the accounting system: {number}")
        cost = "" if one.amount is None else f", {money(Money(one.amount, order.currency))}"
        note(order, OrderHistory.Kind.NOTE, said.format(number=one.number) + cost, actor_name=actor.name)


def _follow_payment(order: Order, document: ErpDocument, actor: Actor, found: _Findings) -> None:
    """Money that the ERP's till has taken is added; money that was taken here is never taken back on its word."""
    if not document.is_paid or Fact.PAID in order.facts or order.status.step in OVER:
        return
    paid = None if document.paid_amount is None else Money(document.paid_amount, order.currency)
    doubt = take_erp_word(order, actor, paid)
    if doubt:
        found.conflicts.append(doubt)
    else:
        found.applied = True


def _follow_status(order: Order, document: ErpDocument, actor: Actor, found: _Findings) -> None:
    wanted = _wanted_step(document)
    if wanted is None:
        found.needs_mapping = document.erp_status is not None
        return
    current = order.status.step
    if wanted == current or (wanted in OVER and current in OVER):
        return
    if wanted in OVER:
        _follow_cancel(order, actor, found)
    elif current in OVER:
        found.conflicts.append(_("The ERP goes on with an order that is closed here."))
    elif not rules.is_forward(current, wanted):
        found.conflicts.append(_("The ERP has an earlier status: %(status)s.") % {"status": document.erp_status})
    elif order.promised_at is not None and _is_awaiting(order):
        found.conflicts.append(_("The ERP goes on, but some goods are still on their way to the store."))
    else:
        for step in rules.steps_to(current, wanted):
            found.applied |= _make_step(order, step, document, found)


def _may_lead(document: ErpDocument) -> bool:
    """Whether the ERP has a word in statuses at all; its documents are kept by their nodes in any case."""
    says = document.erp_status is not None or document.is_cancelled or document.is_shipped
    return says and contour.owners_of("order")["status"] != PLATFORM


def _is_awaiting(order: Order) -> bool:
    task = fulfilment.tasks_of(order_ids=[order.pk]).get(order.pk)
    return task is not None and task.state == TaskState.AWAITING


def _wanted_step(document: ErpDocument) -> str | None:
    """The step the document asks for; None when it asks for none, or for a status we do not know."""
    if document.is_cancelled:
        return Step.CANCELLED
    if document.is_shipped:
        return Step.ISSUED
    return Status.objects.filter(code=document.erp_status).values_list("step", flat=True).first()


def _follow_cancel(order: Order, actor: Actor, found: _Findings) -> None:
    if Fact.ISSUED in order.facts or Fact.PAID in order.facts:
        found.conflicts.append(_("The ERP has cancelled an order that is paid here."))
        return
    close(order, step=Step.CANCELLED, reason=_("Cancelled in the accounting system"), actor=actor)
    found.applied = True


def _make_step(order: Order, step: Step, document: ErpDocument, found: _Findings) -> bool:
    actor = Actor(name=document.node, kind="system")
    if step == Step.PICKING:
        start_picking(order, actor)
        return True
    if step == Step.PICKED:
        finish_picking(order, {line.variant_id: line.quantity for line in current_lines(order)}, actor)
        return True
    if Fact.PAID not in order.facts:
        found.conflicts.append(_("The ERP has issued the order, but says nothing of the money."))
        return False
    fulfilment.hand_over(order_id=order.pk, code=None, actor=actor)
    close_as_issued(order, actor)
    return True


def _note_once(order: Order, text: str, actor: Actor) -> None:
    last = OrderHistory.objects.filter(order=order, kind=OrderHistory.Kind.CONFLICT).order_by("-id").first()
    if last is None or last.detail != text:
        note(order, OrderHistory.Kind.CONFLICT, text, actor_name=actor.name)
