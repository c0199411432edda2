"""Receive what another store has sent: count what is fit for sale, and what is damaged."""

from decimal import Decimal
from secrets import token_urlsafe

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from prilavok.base.access import needs
from prilavok.base.errors import Refused
from prilavok.base.unit import unit
from prilavok.doors.counter.web.counting import MOST, NONE, NOTHING, CountRow, cards_of, posted, scanned
from prilavok.doors.counter.web.place import LOGIN, actor_of, go, is_own, own_transfer, show
from prilavok.goods.pim.values import VariantId
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.transfers.values import Counted, TransferView

Counts = dict[VariantId, Decimal]


@require_POST
@needs("stock.transfer", login=LOGIN)
def receive(request: HttpRequest, transfer_id: int) -> HttpResponse:
    """Count one more by its code, or put what is counted on the shelf; what differs is asked about once."""
    transfer = own_transfer(request, transfer_id)
    if transfer.state != "sent" or not is_own(request, transfer.target_id):
        return go(f"/counter/moves/{transfer_id}/")
    good, damaged = posted(request), posted(request, "d")
    wanted = request.POST.get("do", "scan")
    if wanted == "scan":
        good, error = scanned({**dict.fromkeys(_sent(transfer), NOTHING), **good}, request.POST.get("scan", ""))
        return receiving_screen(request, transfer, (good, damaged), error=error, status=422 if error else 200)
    if wanted == "all":
        good, damaged = _sent(transfer), {}
    if wanted != "differs" and _differs(transfer, good, damaged):
        return _differences(request, transfer, good, damaged)
    key = request.POST.get("key", "")[:64] or token_urlsafe(16)
    counts = {
        int(one): Counted(good=good.get(one, NOTHING), damaged=damaged.get(one, NOTHING))
        for one in good.keys() | damaged.keys()
    }
    try:
        with unit():
            transfers.receive_transfer(transfer_id=transfer_id, counts=counts, actor=actor_of(request), key=key)
    except Refused as refusal:
        return receiving_screen(request, transfer, (good, damaged), error=refusal.message, status=409)
    return go(f"/counter/moves/{transfer_id}/")


def receiving_screen(
    request: HttpRequest,
    transfer: TransferView,
    counts: tuple[Counts, Counts] | None = None,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """What was sent, what lies here already, what is counted so far."""
    good, damaged = counts or ({}, {})
    return show(
        request,
        "receive.html",
        status=status,
        transfer=transfer,
        places=stock.locations(location_ids=[transfer.source_id, transfer.target_id]),
        rows=_rows(transfer, good, damaged),
        key=token_urlsafe(16),
        error=error,
    )


def _differences(request: HttpRequest, transfer: TransferView, good: Counts, damaged: Counts) -> HttpResponse:
    """What does not fit, before it is written."""
    rows = [row for row in _rows(transfer, good, damaged) if row.damaged or row.counted != row.wanted]
    return show(
        request,
        "receive_differs.html",
        transfer=transfer,
        places=stock.locations(location_ids=[transfer.source_id, transfer.target_id]),
        rows=rows,
        good=good,
        damaged=damaged,
        key=token_urlsafe(16),
    )


def _rows(transfer: TransferView, good: Counts, damaged: Counts) -> list[CountRow]:
    sent, place = _sent(transfer), transfer.target_id
    ids = list(dict.fromkeys([*sent, *good, *damaged]))
    cards = cards_of(ids)
    balances = stock.availability(variant_ids=ids, location_ids=[place]) if ids else {}
    lines = {line.variant_id: line for line in transfer.lines}
    rows = []
    for one in ids:
        card = cards.get(one)
        if card is None and one not in lines:
            continue
        rows.append(
            CountRow(
                card=card,
                variant_id=one,
                title=lines[one].title if one in lines else card.title if card else "",
                article=lines[one].article if one in lines else card.article if card else "",
                wanted=sent.get(one, NOTHING),
                most=MOST,
                counted=good.get(one, NOTHING),
                damaged=damaged.get(one, NOTHING),
                here=balances.get(one, {}).get(place, NONE),
            )
        )
    return rows


def _sent(transfer: TransferView) -> Counts:
    return {line.variant_id: line.sent for line in transfer.lines if line.sent}


def _differs(transfer: TransferView, good: Counts, damaged: Counts) -> bool:
    counted = {one: count for one, count in good.items() if count}
    return any(damaged.values()) or counted != _sent(transfer)
