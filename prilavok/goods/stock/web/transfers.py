"""Transfers in the office: the list, a card with its history, a new one, and what somebody must decide."""

from collections import OrderedDict
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from secrets import token_urlsafe

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base.access import Actor, needs
from prilavok.base.errors import Refused
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pim import api as pim
from prilavok.goods.stock import api
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.transfers.errors import DiscrepancyUnknown, LineUnclear, TransferUnknown
from prilavok.goods.stock.transfers.values import (
    DiscrepancyView,
    Settlement,
    TransferDraft,
    TransferFilter,
    TransferId,
    TransferView,
)
from prilavok.goods.stock.values import Want

PAGE_SIZE = 50
STATES = OrderedDict(
    draft=gettext_lazy("To be sent"),
    sent=gettext_lazy("On the way"),
    received=gettext_lazy("Received"),
    returned=gettext_lazy("Returned to the sender"),
    cancelled=gettext_lazy("Cancelled"),
)
KINDS = {
    "short": gettext_lazy("Did not come"),
    "damaged": gettext_lazy("Came damaged"),
    "surplus": gettext_lazy("Came besides"),
    "missing": gettext_lazy("Was not found in the store"),
}
OUTCOMES = {
    "at_sender": gettext_lazy("It is at the sender"),
    "at_receiver": gettext_lazy("It is at the receiver, fit for sale"),
    "written_off": gettext_lazy("Write it off"),
    "from_sender": gettext_lazy("The sender has sent more than noted"),
    "back": gettext_lazy("It goes back, nothing changes"),
    "entered": gettext_lazy("Enter it as found"),
    "found": gettext_lazy("It was found on the shelf"),
}
ACTS = {
    "drafted": gettext_noop("Written"),
    "changed": gettext_noop("Changed"),
    "sent": gettext_noop("Sent"),
    "received": gettext_noop("Received"),
    "cancelled": gettext_noop("Cancelled"),
    "returned": gettext_noop("Returned to the sender"),
    "settled": gettext_noop("Decided"),
    "let_go": gettext_noop("No order waits for it any more"),
}


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _scope(request: HttpRequest) -> tuple[int, ...] | None:
    stores = _actor(request).stores
    return None if stores is None else tuple(sorted(stores))


def _visible(request: HttpRequest, transfer_id: int) -> TransferView:
    """A transfer one end of which lies in the scope."""
    known = transfers.views([transfer_id]).get(TransferId(transfer_id))
    scope = _scope(request)
    if known is None or (scope is not None and not {known.source_id, known.target_id} & set(scope)):
        raise TransferUnknown
    return known


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 12 else None


@require_GET
@needs("stock.view")
def show_transfers(request: HttpRequest) -> HttpResponse:
    """All transfers of the scope, newest first."""
    asked, scope = request.GET, _scope(request)
    place = _number(asked.get("place", ""))
    here = scope if place is None else (place,) if scope is None or place in scope else ()
    state = asked.get("state", "")
    page = _number(asked.get("page", "")) or 1
    wanted = TransferFilter(
        states=(state,) if state in STATES else (),
        location_ids=here,
        text=asked.get("q", "").strip()[:60],
        only_open=asked.get("open") == "1",
        page=page,
        page_size=PAGE_SIZE,
    )
    found = transfers.find_transfers(wanted)
    context = {
        "transfers": [(one, STATES[one.state]) for one in found.transfers],
        "total_count": found.total_count,
        "page": page,
        "pages_count": -(-found.total_count // PAGE_SIZE),
        "places": api.locations(),
        "states": STATES.items(),
        "open_count": transfers.open_discrepancies(location_ids=scope),
        "is_filtered": any(asked.get(name) for name in ("q", "state", "place", "open")),
    }
    return render(request, "stock/transfers.html", context)


@require_GET
@needs("stock.view")
def show_transfer(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """What goes where, what each act moved and who did it, what waits for a decision."""
    transfer = _visible(request, transfer_id)
    titles = {line.variant_id: line.title for line in transfer.lines}
    open_ones = transfers.discrepancies(transfer_id=transfer_id, only_open=False)
    context = {
        "transfer": transfer,
        "state": STATES[transfer.state],
        "places": api.locations(),
        "steps": [
            (
                step,
                _(ACTS.get(step.kind, step.kind)),
                _reason(step.reason),
                [(m, titles.get(m.variant_id, "")) for m in step.moves],
            )
            for step in reversed(transfers.steps_of(transfer_id=transfer_id))
        ],
        "discrepancies": [
            (one, KINDS[one.kind], [(code, OUTCOMES[code]) for code in one.outcomes]) for one in open_ones
        ],
        "key": token_urlsafe(16),
        "audit": accounts.audit_of(f"transfer:{transfer_id}", limit=20),
    }
    return render(request, "stock/transfer.html", context)


@require_GET
@needs("stock.view")
def show_discrepancies(request: HttpRequest) -> HttpResponse:
    """The queue of what somebody must decide, oldest first."""
    found = transfers.discrepancies(location_ids=_scope(request))
    context = {
        "rows": _worded(found),
        "places": api.locations(),
        "key": token_urlsafe(16),
    }
    return render(request, "stock/discrepancies.html", context)


@require_POST
@needs("stock.settle")
def settle(request: HttpRequest, discrepancy_id: int) -> HttpResponse:
    """Decide: found, written off or returned; a movement with a reason."""
    within = transfers.discrepancies(location_ids=_scope(request), only_open=False, discrepancy_id=discrepancy_id)
    known = next(iter(within), None)
    if known is None:
        raise DiscrepancyUnknown
    try:
        with unit():
            transfers.settle(
                Settlement(
                    key=f"{request.POST.get('key', '')[:48] or token_urlsafe(16)}:{discrepancy_id}",
                    discrepancy_id=discrepancy_id,
                    outcome=request.POST.get("outcome", ""),
                    reason=request.POST.get("reason", "")[:300],
                    actor=_actor(request),
                    quantity=_quantity(request.POST.get("quantity", "")),
                )
            )
        messages.success(request, _("Decided: the balances follow."))
    except Refused as refused:
        messages.error(request, refused.message)
    if request.POST.get("back") == "queue":
        return redirect("stock:discrepancies")
    return redirect("stock:transfer", known.transfer_id)


@require_http_methods(["GET", "POST"])
@needs("stock.transfer")
def new_transfer(request: HttpRequest) -> HttpResponse:
    """Ask a store to send goods to another: articles or barcodes with quantities, one a line."""
    error, status = "", 200
    if request.method == "POST":
        try:
            with unit():
                opened = transfers.open_transfer(_read_draft(request))
            messages.success(request, _("The transfer %(number)s waits at the sender.") % {"number": opened.number})
            return redirect("stock:transfer", opened.transfer_id)
        except Refused as refused:
            error, status = refused.message, 422
    scope = _scope(request)
    cards = [card for card in api.locations().values() if card.is_active]
    context = {
        "cards": cards,
        "own": [card for card in cards if scope is None or card.location_id in scope],
        "data": request.POST,
        "error": error,
        "key": request.POST.get("key") or token_urlsafe(16),
    }
    return render(request, "stock/transfer_new.html", context, status=status)


@require_POST
@needs("stock.transfer")
def cancel(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """A draft that will not be sent."""
    _visible(request, transfer_id)
    try:
        with unit():
            transfers.cancel_transfer(
                transfer_id=transfer_id, reason=request.POST.get("reason", "")[:300], actor=_actor(request)
            )
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("stock:transfer", transfer_id)


@require_POST
@needs("stock.settle")
def tell_known(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """The accounting system has conducted it by hand: its next figures include it."""
    transfer = _visible(request, transfer_id)
    with unit():
        if transfers.tell_transfers_known(revisions={transfer_id: transfer.revision}):
            after = {"revision": transfer.revision}
            accounts.audit(_actor(request), "transfer.told_known", f"transfer:{transfer_id}", after=after)
    return redirect("stock:transfer", transfer_id)


def _read_draft(request: HttpRequest) -> TransferDraft:
    wants: dict[int, Decimal] = {}
    said = [line.split() for line in request.POST.get("goods", "").splitlines()[:300] if line.strip()]
    pairs = [(" ".join(words[:-1]), words[-1]) if len(words) > 1 else (words[0], "1") for words in said]
    known = pim.variants_by_codes([code for code, _count in pairs])
    for code, count in pairs:
        found = known.get(code.casefold(), [])
        quantity = _quantity(count)
        if len(found) != 1 or quantity is None:
            raise LineUnclear(line=f"{code} {count}"[:80])
        wants[found[0]] = wants.get(found[0], Decimal(0)) + quantity
    return TransferDraft(
        key=request.POST.get("key", "")[:64] or token_urlsafe(16),
        source_id=_number(request.POST.get("source", "")) or 0,
        target_id=_number(request.POST.get("target", "")) or 0,
        wants=tuple(Want(variant_id=one, quantity=quantity) for one, quantity in wants.items()),  # type: ignore[arg-type]
        comment=request.POST.get("comment", "")[:300],
        actor=_actor(request),
    )


def _worded(found: Iterable[DiscrepancyView]) -> list[tuple[DiscrepancyView, object, list[tuple[str, object]]]]:
    return [(one, KINDS[one.kind], [(code, OUTCOMES[code]) for code in one.outcomes]) for one in found]


def _quantity(text: str) -> Decimal | None:
    try:
        count = Decimal(text.replace(",", ".").strip()) if text.strip() else None
    except InvalidOperation:
        return None
    return count if count is not None and count.is_finite() else None


def _reason(text: str) -> str:
    """A decision is kept as kind:outcome: words."""
    kind, _sign, rest = text.partition(":")
    outcome, _sign, words = rest.partition(":")
    if kind in KINDS and outcome in OUTCOMES:
        return f"{KINDS[kind]} — {OUTCOMES[outcome]}. {words.strip()}"
    return text
