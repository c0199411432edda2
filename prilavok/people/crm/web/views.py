"""Customers: found by anything they say on the phone; one with everything between us."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from prilavok.base.access import Actor, needs
from prilavok.base.errors import Refused
from prilavok.base.unit import unit
from prilavok.goods.pricing.coupons import api as coupons
from prilavok.goods.pricing.coupons.values import CouponUse
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationCard, LocationId
from prilavok.people.crm import api
from prilavok.people.crm.values import CustomerEdit, CustomerId, CustomerReceiptView
from prilavok.people.crm.waiting import watching

SHOWN = 100


@require_GET
@needs("customers.view")
def show_customers(request: HttpRequest) -> HttpResponse:
    """The latest customers, or those that the text finds."""
    text = request.GET.get("q", "")[:100].strip()
    found = api.find_customers(text, SHOWN + 1, _actor(request).stores)
    context = {"customers": found[:SHOWN], "text": text, "has_more": len(found) > SHOWN, "shown": SHOWN}
    return render(request, "crm/customers.html", context)


@require_GET
@needs("customers.view")
def show_waiting(request: HttpRequest) -> HttpResponse:
    """Goods that people wait for, the most wanted first; no names, so a scope of stores does not matter."""
    return render(request, "crm/waiting.html", {"wanted": watching.most_wanted(), "told": watching.told_lately()})


@require_GET
@needs("customers.view")
def show_customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The customer's card; a card joined with another leads to that one."""
    stores = _actor(request).stores
    card = api.customer(CustomerId(customer_id), stores)
    if card.customer_id != customer_id:
        return HttpResponseRedirect(reverse("crm:customer", args=[card.customer_id]))
    orders = api.orders_of(card.customer_id, stores)
    places = stock.locations(location_ids=[LocationId(order.location_id) for order in orders])
    context = {
        "customer": card,
        "contacts": api.contacts(card.customer_id),
        "orders": [(order, places.get(LocationId(order.location_id))) for order in orders],
        "timeline": api.timeline(card.customer_id, stores),
        "changes": api.field_changes(card.customer_id),
        "sources": _sources(),
        "receipts": _with_places(api.receipts_of(card.customer_id, stores)),
        "coupons": _coupons(card.phone, [order.order_id for order in orders]),
        "merges": api.merges_of(card.customer_id),
        "proposals": api.proposals_of(customer_id=card.customer_id),
    }
    return render(request, "crm/customer.html", context)


def _coupons(phone: str, order_ids: Sequence[int]) -> list[CouponUse]:
    """The coupons of the orders that may be seen."""
    return [one for one in coupons.used_by(phones=[phone]) if one.order_id in set(order_ids)]


def _with_places(bought: list[CustomerReceiptView]) -> list[tuple[CustomerReceiptView, LocationCard | None]]:
    places = stock.locations(location_ids=sorted({one.location_id for one in bought}))
    return [(one, places.get(LocationId(one.location_id))) for one in bought]


@require_http_methods(["GET", "POST"])
@needs("customers.edit")
def edit(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Correct the name, the phone and the e-mail."""
    card = api.customer(CustomerId(customer_id), _actor(request).stores)
    said = {"name": card.name, "phone": card.phone, "email": card.email, "tags": ", ".join(card.tags)}
    error = ""
    if request.method == "POST":
        said = {field: request.POST.get(field, said[field])[:254] for field in said}
        try:
            with unit():
                tags = tuple(said["tags"].split(","))
                fields = {field: said[field] for field in ("name", "phone", "email")}
                edit_ = CustomerEdit(customer_id=card.customer_id, tags=tags, **fields)
                api.edit_customer(edit=edit_, actor=_actor(request))
        except Refused as refusal:
            error = refusal.message
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("crm:customer", args=[card.customer_id]))
    context = {"customer": card, "said": said, "error": error}
    return render(request, "crm/customer_edit.html", context, status=409 if error else 200)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _sources() -> dict[str, str]:
    return {
        "order": _("from an order"),
        "account": _("from a login"),
        "office": _("written by staff"),
        "receipt": _("from a receipt"),
        "merge": _("from a joined card"),
    }
