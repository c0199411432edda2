"""Receipts of stores: found by number, phone or card; one with its lines."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from prilavok.base.access import Actor, needs
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantId
from prilavok.goods.stock import api as stock
from prilavok.trade.receipts import api
from prilavok.trade.receipts.errors import ReceiptUnknown
from prilavok.trade.receipts.values import ReceiptFilter, ReceiptId

PAGE_SIZE = 50


@require_GET
@needs("receipts.view")
def show_receipts(request: HttpRequest) -> HttpResponse:
    """The latest receipts of the actor's stores, or those that the text finds."""
    stores = _actor(request).stores
    text, at = request.GET.get("q", "").strip()[:60], request.GET.get("page", "1")
    wanted = ReceiptFilter(
        text=text,
        location_ids=None if stores is None else tuple(sorted(stores)),
        page=max(1, int(at)) if at.isdecimal() and len(at) < 7 else 1,
        page_size=PAGE_SIZE,
    )
    page = api.find_receipts(wanted)
    context = {
        "page": page,
        "text": text,
        "number": wanted.page,
        "pages_count": -(-page.total_count // PAGE_SIZE),
        "places": stock.locations(location_ids=sorted({one.key.location_id for one in page.receipts})),
    }
    return render(request, "receipts/receipts.html", context)


@require_GET
@needs("receipts.view")
def show_receipt(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """One receipt with its lines; one of a foreign store is not found."""
    receipt = api.receipts(receipt_ids=[receipt_id]).get(ReceiptId(receipt_id))
    if receipt is None:
        raise ReceiptUnknown
    _actor(request).require("receipts.view", store=receipt.key.location_id)
    cards = pim.variants(variant_ids=[VariantId(one.variant_id) for one in receipt.lines if one.variant_id])
    context = {
        "receipt": receipt,
        "place": stock.locations(location_ids=[receipt.key.location_id]).get(receipt.key.location_id),  # type: ignore[call-overload]
        "lines": [(line, cards.get(VariantId(line.variant_id or 0))) for line in receipt.lines],
    }
    return render(request, "receipts/receipt.html", context)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
