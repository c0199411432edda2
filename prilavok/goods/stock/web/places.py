"""Stores and warehouses, and why a balance is what it is."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base.access import Actor, needs
from prilavok.base.errors import Forbidden
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.contour import api as contour
from prilavok.foundation.contour.errors import FieldLocked
from prilavok.goods.stock import api
from prilavok.goods.stock.errors import CodeTaken, LocationUnknown
from prilavok.goods.stock.values import LocationCard, LocationId
from prilavok.goods.stock.web.forms import LocationForm


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def card_in_scope(request: HttpRequest, location_id: int, permission: str) -> LocationCard:
    """The location, if it lies in the actor's scope."""
    _actor(request).require(permission, store=location_id)
    card = api.locations(location_ids=[location_id]).get(LocationId(location_id))
    if card is None:
        raise LocationUnknown
    return card


@require_GET
@needs("stock.view")
def show_locations(request: HttpRequest) -> HttpResponse:
    """All places of the actor's scope; a place without city or hours is marked."""
    stores = _actor(request).stores
    cards = api.locations(location_ids=None if stores is None else sorted(stores)).values()
    lacking = [card for card in cards if card.is_pickup and card.is_active and not (card.city and card.hours)]
    return render(request, "stock/locations.html", {"cards": cards, "lacking": lacking})


@require_http_methods(["GET", "POST"])
@needs("stock.view")
def edit_location(request: HttpRequest, location_id: int) -> HttpResponse:
    """What buyers are told of a store."""
    card = card_in_scope(request, location_id, "stock.view")
    if request.method == "GET":
        return _show(request, card, LocationForm.of(card))
    if not _actor(request).may("stock.edit", store=location_id):
        raise Forbidden
    form = LocationForm(request.POST)
    if not form.is_valid():
        return _show(request, card, form)
    try:
        with unit():
            if api.describe_location(form.edit(card)):
                after = api.locations(location_ids=[location_id])[card.location_id]
                accounts.audit(
                    _actor(request), "stock.location_described", f"location:{location_id}", asdict(card), asdict(after)
                )
    except CodeTaken as refused:
        form.add_error("code", refused.message)
        return _show(request, card, form)
    except FieldLocked as refused:
        form.add_error(None, refused.message)
        return _show(request, card, form)
    messages.success(request, _("Saved."))
    return redirect("stock:locations")


@require_POST
@needs("stock.view")
def doubt(request: HttpRequest, location_id: int) -> HttpResponse:
    """People count the place, or are ready with it."""
    card = card_in_scope(request, location_id, "stock.view")
    if not _actor(request).may("stock.edit", store=location_id):
        raise Forbidden
    is_counted = request.POST.get("counted") == "1"
    with unit():
        if api.doubt_place(location_id=location_id, is_counted=is_counted):
            accounts.audit(
                _actor(request), "stock.place_doubted", f"location:{location_id}", None, {"counting": is_counted}
            )
    messages.success(request, _("Nothing of the place is promised while it is counted.") if is_counted else _("Saved."))
    return redirect("stock:location", card.location_id)


def _show(request: HttpRequest, card: LocationCard, form: LocationForm) -> HttpResponse:
    audit = accounts.audit_of(f"location:{card.location_id}", limit=20)
    locked = {field for field, owner in contour.owners_of("location").items() if owner == "erp"}
    for name in locked & set(form.fields):
        form.fields[name].widget.attrs["readonly"] = True
        form.fields[name].help_text = _("Belongs to the ERP.")
    context = {"card": card, "form": form, "audit": audit, "locked": locked}
    return render(request, "stock/location.html", context, status=422 if form.is_bound else 200)
