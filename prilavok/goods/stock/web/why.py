"""Why a balance is what it is: the formula, every movement and reservation, what is on its way."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET

from prilavok.base.access import needs
from prilavok.base.errors import NotFound
from prilavok.goods.pim import api as pim
from prilavok.goods.stock import api
from prilavok.goods.stock.safety import keeping
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.values import LocationId, MovementView, VariantId
from prilavok.goods.stock.web.places import card_in_scope
from prilavok.goods.stock.web.words import order_name, sentence


@dataclass(frozen=True, kw_only=True)
class Line:
    """A movement to show; `address` leads to the order, package, receipt or transfer that caused it."""

    movement: MovementView
    words: str
    address: str


@require_GET
@needs("stock.explain")
def explain(request: HttpRequest, variant_id: int, location_id: int) -> HttpResponse:
    """Why is it seven? The formula, the ledger in words, the open holds, what will come."""
    card = card_in_scope(request, location_id, "stock.explain")
    variant = pim.variants(variant_ids=[variant_id]).get(VariantId(variant_id))
    if variant is None:
        raise NotFound
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 19 else None
    explained = api.explain(variant_id=variant_id, location_id=location_id, before=before)
    arrivals = api.expected(variant_ids=[variant_id]).get(VariantId(variant_id), ())
    coming = transfers.in_transit(variant_ids=[variant_id], location_ids=[location_id]).get(VariantId(variant_id), ())
    places = api.locations(location_ids=[one.source_id for one in coming])
    context = {
        "variant": variant,
        "card": card,
        "balance": explained.balance,
        "formula": api.formula(explained.balance),
        "doubt": api.doubt(explained.balance),
        "lines": [Line(movement=one, words=sentence(one), address=_address(one)) for one in explained.movements],
        "before": before,
        "more": explained.more,
        "oldest": explained.movements[-1].movement_id if explained.movements else 0,
        "holds": [(hold, order_name(hold.order_number, hold.order_id)) for hold in explained.holds],
        "till_sales": explained.till_sales,
        "told_at": explained.told_at,
        "rule": keeping.rule_that_holds(variant_id=variant_id, location_id=location_id),
        "arrivals": [one for one in arrivals if one.location is None or one.location.location_id == location_id],
        "coming": [(one, places.get(LocationId(one.source_id))) for one in coming],
    }
    return render(request, "stock/explain.html", context)


def _address(line: MovementView) -> str:
    """The page of what caused the movement; empty when there is none to show."""
    source = line.source.removeprefix("undo:")
    teller, _colon, key = source.rpartition(":")
    if teller == "receipt" and key.isdecimal():
        return _reversed("receipts:receipt", int(key))
    if line.kind in ("snapshot", "undo") and teller and key.isdecimal():
        return _reversed("erp:package", int(key))
    return _reversed("office:order", line.order_number) if line.order_number else ""


def _reversed(name: str, *args: object) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
