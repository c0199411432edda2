"""Orders that nobody can complete: what they held is gone by the accounting system's word. What to do about each."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.base.access import needs
from prilavok.base.errors import NotFound, Refused
from prilavok.base.ids import new_token
from prilavok.base.unit import unit
from prilavok.doors.office.web.scope import actor_of, visible_order, visible_stores
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import Available, Uncovered
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import ErpLine, OrderId, OrderView

SHOWN = 200


@require_GET
@needs("orders.view")
def show_short(request: HttpRequest) -> HttpResponse:
    """The orders, the oldest first, with what is missing of each."""
    found = stock.uncovered(location_ids=visible_stores(actor_of(request)), limit=SHOWN)
    by_order = {key: list(lines) for key, lines in groupby(found, key=lambda one: one.order_id)}
    orders = oms.orders(order_ids=list(by_order))
    places = stock.locations(location_ids=sorted({one.location_id for one in found}))
    balances = stock.availability(variant_ids=sorted({one.variant_id for one in found})) if found else {}
    rows = [
        _row(orders[OrderId(key)], lines, places, balances) for key, lines in by_order.items() if OrderId(key) in orders
    ]
    return render(request, "office/short.html", {"rows": rows, "key": new_token(), "is_cut": len(found) == SHOWN})


@require_POST
@needs("orders.change")
def drop_missing(request: HttpRequest, number: str) -> HttpResponse:
    """Take out of an order what is not there; the customer is told, the rest goes on."""
    order = visible_order(request, number)
    left = {one.variant_id: one.covered for one in _of(order)}
    if not left:
        messages.success(request, _("Everything of the order %(number)s is there again.") % {"number": order.number})
        return _back()
    lines = [
        ErpLine(
            variant_id=line.variant_id,
            quantity=min(left.get(line.variant_id, line.quantity), line.quantity),
            price=line.unit_price.amount,
        )
        for line in order.lines
    ]
    try:
        with unit():
            oms.correct_order(
                order_id=order.order_id,
                lines=[line for line in lines if line.quantity > 0],
                source="decision",
                actor=actor_of(request),
            )
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
        return HttpResponseRedirect(reverse("office:order", args=[order.number]))
    messages.success(
        request, _("Order %(number)s goes on without it; the customer is told.") % {"number": order.number}
    )
    return _back()


def _row(
    order: OrderView, lines: list[Uncovered], places: Mapping[Any, Any], balances: Mapping[Any, Mapping[Any, Available]]
) -> dict[str, Any]:
    titles = {line.variant_id: line for line in order.lines}
    lacking = {one.variant_id: one.covered for one in lines}
    shown = [(one, titles[one.variant_id], _elsewhere(one, balances)) for one in lines if one.variant_id in titles]
    return {
        "order": order,
        "place": places.get(lines[0].location_id),
        "since": lines[0].since,
        "lines": shown,
        "found": {line.variant_id: lacking.get(line.variant_id, line.quantity) for line in order.lines},
        "may_be_brought": any(stores for _one, _line, stores in shown),
        "is_all": all(not lacking.get(line.variant_id, line.quantity) for line in order.lines),
    }


def _elsewhere(one: Uncovered, balances: Mapping[Any, Mapping[Any, Available]]) -> int:
    """In how many other places some of it is free."""
    there = balances.get(one.variant_id, {})
    return sum(1 for place, balance in there.items() if place != one.location_id and balance.available > 0)


def _of(order: OrderView) -> list[Uncovered]:
    return [one for one in stock.uncovered(location_ids=[order.location_id]) if one.order_id == order.order_id]


def _back() -> HttpResponse:
    return HttpResponseRedirect(reverse("office:short"))
