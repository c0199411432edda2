"""Gather what another store gets, and send it."""

from decimal import Decimal
from secrets import token_urlsafe

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from prilavok.base.access import needs
from prilavok.base.errors import Refused
from prilavok.base.unit import unit
from prilavok.doors.counter.web.counting import NONE, NOTHING, CountRow, cards_of, posted, scanned
from prilavok.doors.counter.web.place import LOGIN, actor_of, go, is_own, own_transfer, show
from prilavok.goods.pim.values import VariantId
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.transfers.values import TransferView


@require_POST
@needs("stock.transfer", login=LOGIN)
def send(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Count one more by its code, or send what is counted; pressed twice it is sent once."""
    transfer = own_transfer(request, transfer_id)
    if transfer.state != "draft" or not is_own(request, transfer.source_id):
        return go(f"/counter/moves/{transfer_id}/")
    counts = posted(request)
    if request.POST.get("do", "scan") == "scan":
        counts, error = scanned({**dict.fromkeys(_planned(transfer), NOTHING), **counts}, request.POST.get("scan", ""))
        return sending_screen(request, transfer, counts, error=error, status=422 if error else 200)
    if request.POST.get("do") == "all":
        counts = _planned(transfer)
    key = request.POST.get("key", "")[:64] or token_urlsafe(16)
    try:
        with unit():
            gathered = {int(one): count for one, count in counts.items()}
            transfers.send_transfer(transfer_id=transfer_id, counts=gathered, actor=actor_of(request), key=key)
    except Refused as refusal:
        return sending_screen(request, transfer, counts, error=refusal.message, status=409)
    return go(f"/counter/moves/{transfer_id}/")


def sending_screen(
    request: HttpRequest,
    transfer: TransferView,
    counts: dict[VariantId, Decimal] | None = None,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """What is asked for, what lies on the shelf and is free, what is counted so far."""
    counted = counts or {}
    planned = _planned(transfer)
    ids = list(dict.fromkeys([*planned, *counted]))
    cards, place = cards_of(ids), transfer.source_id
    balances = stock.availability(variant_ids=ids, location_ids=[place]) if ids else {}
    lines = {line.variant_id: line for line in transfer.lines}
    rows = []
    for one in ids:
        card, here = cards.get(one), balances.get(one, {}).get(place, NONE)
        if card is None and one not in lines:
            continue
        wanted = planned.get(one, NOTHING)
        rows.append(
            CountRow(
                card=card,
                variant_id=one,
                title=lines[one].title if one in lines else card.title if card else "",
                article=lines[one].article if one in lines else card.article if card else "",
                wanted=wanted,
                most=wanted if transfer.order_id else wanted + here.available,
                counted=counted.get(one, NOTHING),
                damaged=NOTHING,
                here=here,
            )
        )
    return show(
        request,
        "send.html",
        status=status,
        transfer=transfer,
        places=stock.locations(location_ids=[transfer.source_id, transfer.target_id]),
        rows=rows,
        key=token_urlsafe(16),
        error=error,
    )


def _planned(transfer: TransferView) -> dict[VariantId, Decimal]:
    return {line.variant_id: line.wanted for line in transfer.lines}
