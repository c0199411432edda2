"""Transfers of the store: to be sent from here, on their way to here; a new one, one called off, one that came back."""

from secrets import token_urlsafe

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base.access import needs
from prilavok.base.errors import NotFound, Refused
from prilavok.base.unit import unit
from prilavok.doors.counter.web.place import LOGIN, actor_of, current_store, go, is_own, own_transfer, show
from prilavok.doors.counter.web.receiving import receiving_screen
from prilavok.doors.counter.web.sending import sending_screen
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.transfers.values import TransferDraft, TransferFilter

MOST = 100


@require_GET
@needs("stock.transfer", login=LOGIN)
def show_moves(request: HttpRequest) -> HttpResponse:
    """What to gather and send, what to receive, what is under way; each with its other end."""
    store = current_store(request)
    if store is None:
        return go("/counter/store/")
    wanted = TransferFilter(states=("draft", "sent"), location_ids=(store.location_id,), page_size=MOST)
    found = transfers.find_transfers(wanted).transfers
    outgoing = [one for one in found if one.source_id == store.location_id]
    coming = [one for one in found if one.target_id == store.location_id]
    return show(
        request,
        "moves.html",
        store=store,
        places=stock.locations(),
        to_send=[one for one in outgoing if one.state == "draft"],
        sent=[one for one in outgoing if one.state == "sent"],
        to_receive=[one for one in coming if one.state == "sent"],
        asked=[one for one in coming if one.state == "draft"],
    )


@require_http_methods(["GET", "POST"])
@needs("stock.transfer", login=LOGIN)
def choose_target(request: HttpRequest) -> HttpResponse:
    """Where to send goods; the choice opens an empty transfer to be filled by scanner."""
    store = current_store(request)
    if store is None:
        return go("/counter/store/")
    others = [one for one in stock.locations().values() if one.is_active and one.location_id != store.location_id]
    error = ""
    if request.method == "POST":
        to = next((one for one in others if str(one.location_id) == request.POST.get("to")), None)
        if to is None:
            raise NotFound
        key = request.POST.get("key", "")[:64] or token_urlsafe(16)
        draft = TransferDraft(key=key, source_id=store.location_id, target_id=to.location_id, actor=actor_of(request))
        try:
            with unit():
                opened = transfers.open_transfer(draft)
            return go(f"/counter/moves/{opened.transfer_id}/")
        except Refused as refusal:
            error = refusal.message
    same_city = sorted(others, key=lambda one: (one.city != store.city, one.city, one.title))
    return show(
        request,
        "move_to.html",
        status=409 if error else 200,
        store=store,
        others=same_city,
        key=token_urlsafe(16),
        error=error,
    )


@require_GET
@needs("stock.transfer", login=LOGIN)
def show_move(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """To gather at the sender, to receive at the receiver, else how it stands."""
    transfer = own_transfer(request, transfer_id)
    if transfer.state == "draft" and is_own(request, transfer.source_id):
        return sending_screen(request, transfer)
    if transfer.state == "sent" and is_own(request, transfer.target_id) and _is_here(request, transfer.target_id):
        return receiving_screen(request, transfer)
    return _card(request, transfer_id)


@require_POST
@needs("stock.transfer", login=LOGIN)
def cancel(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """It will not be sent: the goods are on sale again, an order it was for looks for them elsewhere."""
    own_transfer(request, transfer_id)
    try:
        with unit():
            transfers.cancel_transfer(
                transfer_id=transfer_id, reason=request.POST.get("reason", "")[:400], actor=actor_of(request)
            )
    except Refused as refusal:
        return _card(request, transfer_id, refusal.message)
    return go("/counter/moves/")


@require_POST
@needs("stock.transfer", login=LOGIN)
def give_back(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """It came back unreceived."""
    own_transfer(request, transfer_id)
    key = request.POST.get("key", "")[:64] or token_urlsafe(16)
    try:
        with unit():
            transfers.return_transfer(
                transfer_id=transfer_id,
                reason=request.POST.get("reason", "")[:400],
                actor=actor_of(request),
                key=key,
            )
    except Refused as refusal:
        return _card(request, transfer_id, refusal.message)
    return go(f"/counter/moves/{transfer_id}/")


def _is_here(request: HttpRequest, location_id: int) -> bool:
    """A worker of both ends receives where they stand."""
    store = current_store(request)
    return store is None or store.location_id == location_id


def _card(request: HttpRequest, transfer_id: int, error: str = "") -> HttpResponse:
    transfer = own_transfer(request, transfer_id)
    return show(
        request,
        "move.html",
        status=409 if error else 200,
        transfer=transfer,
        places=stock.locations(location_ids=[transfer.source_id, transfer.target_id]),
        discrepancies=transfers.discrepancies(transfer_id=transfer_id, only_open=False),
        is_from_here=is_own(request, transfer.source_id),
        key=token_urlsafe(16),
        error=error,
    )
