"""A warehouse of 1C is another place of ours: what would move, then do it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from prilavok.base.access import needs
from prilavok.base.errors import NotFound, Refused
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.pointing import api as pointing
from prilavok.goods.stock.values import LocationId
from prilavok.partners.erp.watch import care


@require_http_methods(["GET", "POST"])
@needs("exchange.run")
def point_warehouse(request: HttpRequest, node_id: int, mentioned_id: int) -> HttpResponse:
    """GET: choose a place and see what would move; POST: do it."""
    warehouse, system = care.warehouse(mentioned_id)
    said = request.POST if request.method == "POST" else request.GET
    chosen = said.get("to", "")
    to = int(chosen) if chosen.isdecimal() and len(chosen) < 19 else None
    if request.method == "POST" and to is not None:
        try:
            with unit():
                moved = pointing.point_location(system=system, external_id=warehouse.external_id, location_id=to)
                after = {"warehouse": warehouse.title, "place": to, "moved": moved, "from": warehouse.location_id}
                accounts.audit(request.actor, "erp.warehouse_pointed", f"node:{node_id}", after=after)  # type: ignore[attr-defined]
        except NotFound:
            raise
        except Refused as refusal:
            messages.error(request, refusal.message)
            return HttpResponseRedirect(f"{request.path}?to={to}")
        messages.success(
            request, _("“{title}” is another place now; its stocks moved along.").format(title=warehouse.title)
        )
        return HttpResponseRedirect(f"{reverse('erp:node', args=[node_id])}#warehouses")
    found = None
    if to is not None:
        found = pointing.preview_pointing(system=system, external_id=warehouse.external_id, location_id=to)
    places = [one for one in stock.locations().values() if one.location_id != warehouse.location_id]
    context = {"warehouse": warehouse, "node_id": node_id, "places": places, "to": to, "preview": found}
    target = next((one for one in places if one.location_id == LocationId(to or 0)), None)
    return render(request, "erp/point_warehouse.html", {**context, "target": target})
