"""The chain of an order's documents: what each is called in every system, and the refunds a person decides."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from prilavok.base.access import needs
from prilavok.base.errors import Refused
from prilavok.base.money import Money
from prilavok.base.unit import unit
from prilavok.design.formats import money
from prilavok.doors.office.web.scope import actor_of, visible_order
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import OrderView, Paper, PaperLine
from prilavok.trade.payments import api as payments
from prilavok.trade.payments.values import PaymentView, RefundView


@dataclass(frozen=True, kw_only=True)
class Link:
    """One document of the chain: our number and state, its numbers elsewhere, what it lists when only they have it."""

    title: str
    state: str
    elsewhere: tuple[Paper, ...]
    number: str = ""
    at: datetime | None = None
    amount: Money | None = None
    lines: tuple[PaperLine, ...] = ()


def chain(order: OrderView, payment: PaymentView | None, refunds: tuple[RefundView, ...]) -> list[Link]:
    """Order, payment, invoice, shipment, money and goods that came back: those that exist, each paper once."""
    papers = oms.papers(order_ids=[order.order_id]).get(order.order_id, ())
    links = [
        Link(
            title=_("Order"),
            number=order.number,
            state=order.status_title,
            at=order.placed_at,
            amount=order.total,
            elsewhere=_of(papers, "order"),
        )
    ]
    if payment is not None:
        words = {"settled": _("paid"), "cancelled": _("cancelled")}
        links.append(
            Link(
                title=_("Payment"),
                number=f"П-{payment.payment_id}",
                state=words.get(payment.state, _("expected")),
                at=payment.settled_at,
                amount=payment.amount,
                elsewhere=_of(papers, "payment"),
            )
        )
    links += _theirs(_("Invoice"), _of(papers, "invoice"), order)
    is_issued = "issued" in order.facts
    shipped = _of(papers, "shipment")
    if is_issued or shipped:
        links.append(
            Link(
                title=_("Shipment"),
                number=f"О-{order.number}" if is_issued else "",
                state=_("issued") if is_issued else _("only in the accounting system"),
                at=order.changed_at if is_issued else None,
                amount=order.total,
                elsewhere=shipped,
            )
        )
    links += _given_back(order, refunds, _of(papers, "refund"))
    return links + _theirs(_("Return of goods"), _of(papers, "return"), order)


def _theirs(title: str, papers: tuple[Paper, ...], order: OrderView) -> list[Link]:
    """Documents that only the accounting system has, each with its sum and lines."""
    return [
        Link(
            title=title,
            state=_("called off there") if one.is_void else _("only in the accounting system"),
            elsewhere=(one,),
            amount=None if one.amount is None else Money(one.amount, order.total.currency),
            lines=one.lines,
        )
        for one in papers
    ]


def _given_back(order: OrderView, refunds: tuple[RefundView, ...], papers: tuple[Paper, ...]) -> list[Link]:
    """Each refund of ours with its papers, by our number or else by the sum; then those that only they have."""
    left, links = list(papers), []
    known = {f"В-{one.refund_id}" for one in refunds}
    for refund in refunds:
        ours = f"В-{refund.refund_id}"
        named = [one for one in left if ours in (one.external_id, one.number)]
        if not named and refund.state == "paid_back":
            same = (one for one in left if one.amount == refund.amount.amount and not one.is_void)
            named = [one for one in same if not known & {one.external_id, one.number}][:1]
        left = [one for one in left if one not in named]
        links.append(_refund(refund, tuple(named)))
    return links + _theirs(_("Refund"), tuple(left), order)


def _of(papers: tuple[Paper, ...], kind: str) -> tuple[Paper, ...]:
    return tuple(one for one in papers if one.kind == kind)


def _refund(one: RefundView, elsewhere: tuple[Paper, ...]) -> Link:
    words = {"proposed": _("waits for a decision"), "paid_back": _("given back"), "declined": _("declined")}
    return Link(
        title=_("Refund"),
        number=f"В-{one.refund_id}",
        state=words.get(one.state, one.state),
        at=one.decided_at or one.proposed_at,
        amount=one.amount,
        elsewhere=elsewhere,
    )


@require_POST
@needs("orders.change")
def decide_refund(request: HttpRequest, number: str, refund_id: int) -> HttpResponse:
    """The money was given back, or will not be."""
    order = visible_order(request, number)
    try:
        with unit():
            refund = payments.decide_refund(
                refund_id=refund_id,
                order_id=order.order_id,
                method=request.POST.get("method", ""),
                actor=actor_of(request),
            )
        words = _("The refund of {sum} is declined.") if refund.state == "declined" else _("{sum} is given back.")
        messages.success(request, words.format(sum=money(refund.amount)))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return HttpResponseRedirect(reverse("office:order", args=[number]))
