"""One search over orders, customers and goods (Ctrl-K)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from prilavok.base.access import needs
from prilavok.doors.office.web.scope import actor_of, visible_stores
from prilavok.goods.pim import api as pim
from prilavok.people.crm import api as crm
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import OrderFilter

EACH = 8


@require_GET
@needs("office.enter")
def show_search(request: HttpRequest) -> HttpResponse:
    """What was found, in groups; only what the role may see."""
    actor, text = actor_of(request), request.GET.get("q", "").strip()[:100]
    context: dict[str, Any] = {"text": text, "pv_text": text}
    if text and actor.may("orders.view"):
        wanted = OrderFilter(text=text, location_ids=visible_stores(actor), page_size=EACH)
        context["orders"] = oms.find_orders(wanted).orders
    if text and actor.may("customers.view"):
        context["customers"] = crm.find_customers(text, EACH)
    if text and actor.may("goods.view"):
        found = pim.find(text=text, limit=EACH)
        cards = pim.cards(product_ids=found)
        context["goods"] = [cards[product_id] for product_id in found if product_id in cards]
    return render(request, "office/search.html", context)
