"""An order waits in another store: staff choose one that has all of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from prilavok.base.access import needs
from prilavok.base.errors import NotFound, Refused
from prilavok.base.unit import unit
from prilavok.doors.office.web.scope import actor_of, visible_order
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationId
from prilavok.trade.oms.altering import api as altering


@require_http_methods(["GET", "POST"])
@needs("orders.change")
def move_to_store(request: HttpRequest, number: str) -> HttpResponse:
    """The stores that could take the order over, and moving it to one of them; the customer is told."""
    order = visible_order(request, number)
    if request.method == "POST":
        asked = request.POST.get("store", "")
        try:
            with unit():
                place = int(asked) if asked.isdecimal() and len(asked) < 12 else 0
                moved = altering.change_store(order_id=order.order_id, location_id=place, actor=actor_of(request))
        except NotFound:
            raise
        except Refused as refusal:
            messages.error(request, refusal.message)
            return HttpResponseRedirect(reverse("office:order_store", args=[order.number]))
        there = stock.locations(location_ids=[moved.location_id])[LocationId(moved.location_id)]
        said = _("The order waits in %(store)s now; the customer is told.") % {"store": there.title}
        messages.success(request, said)
        return HttpResponseRedirect(reverse("office:order", args=[order.number]))
    offers = altering.store_choices(order)
    here = stock.locations(location_ids=[order.location_id]).get(LocationId(order.location_id))
    context = {
        "order": order,
        "here": here,
        "whole": sorted((one for one in offers if one.has_all), key=lambda one: _nearness(one.location.city, here)),
        "others": sum(1 for one in offers if not one.has_all),
    }
    return render(request, "office/order_store.html", context)


def _nearness(city: str, here: object) -> tuple[bool, str]:
    """Stores of the same city first."""
    return city != getattr(here, "city", ""), city
