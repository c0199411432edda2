"""The first screen of the morning: what each role wants to know first."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from prilavok.base.access import Actor, needs
from prilavok.base.live import live_url, ticket
from prilavok.doors.office.web.scope import actor_of, visible_stores
from prilavok.foundation.contour import api as contour
from prilavok.goods.stock import api as stock
from prilavok.insight.analytics import api as analytics
from prilavok.insight.analytics.values import Scope
from prilavok.people.crm import api as crm
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import OrderFilter

FRESH = 8


def _orders(actor: Actor) -> dict[str, Any]:
    stores = visible_stores(actor)
    counts = []
    for status in oms.scheme():
        if status.is_final:
            continue
        page = oms.find_orders(OrderFilter(statuses=(status.code,), location_ids=stores, page_size=1))
        counts.append((status, page.total_count))
    fresh = oms.find_orders(OrderFilter(location_ids=stores, page_size=FRESH))
    return {"counts": counts, "fresh": fresh.orders, "short_count": stock.uncovered_count(location_ids=stores)}


@require_GET
@needs("office.enter")
def show_home(request: HttpRequest) -> HttpResponse:
    """Orders at work, today's figures, troubled flows - each only for those who may see it."""
    actor = actor_of(request)
    context: dict[str, Any] = {"live": live_url(ticket("orders"))}
    if actor.may("orders.view"):
        context |= _orders(actor)
    if actor.may("dashboard.view"):
        period = analytics.named_period("today")
        context["today"] = analytics.totals(period=period, scope=Scope(stores=actor.stores))
    if actor.may("map.view"):
        context["troubled"] = contour.troubled_flows()
    if actor.may("customers.view"):
        context["customers"] = crm.find_customers("", 5)
    return render(request, "office/home.html", context)
