"""The operator's window: who is calling, what they want, where it is - one screen, one order.

The draft is a basket of oms under a token in the address, so that nothing is lost when the browser closes. What the
operator types (customer, search, store) rides in the address too, and each answer is the whole work area again.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base.access import Actor, needs
from prilavok.base.errors import NotFound, Refused
from prilavok.base.ids import new_token
from prilavok.base.phones import PhoneNotUnderstood, normalize_phone
from prilavok.base.unit import unit
from prilavok.doors.office.web.deals import legends_of
from prilavok.doors.office.web.forms import ContactForm
from prilavok.doors.office.web.scope import actor_of
from prilavok.goods.assortment import api as assortment
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantCard, VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.coupons import api as coupons
from prilavok.goods.pricing.coupons.values import Guesser
from prilavok.goods.pricing.values import Circumstances
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationCard, LocationId
from prilavok.people.crm import api as crm
from prilavok.people.marketing.segments import api as segments
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import Channel, Contact, OrderFilter, PlaceOrder

LONGEST_TOKEN = 64
FOUND = 12
STORES_SHOWN = 4
KEPT = ("who", "q", "city", "name", "phone", "email", "comment", "location", "origin")


@require_GET
@needs("orders.place")
def open_desk(request: HttpRequest) -> HttpResponse:
    """A new draft; what is known of the customer comes along."""
    known = {name: request.GET[name] for name in ("who", "name", "phone", "email") if request.GET.get(name)}
    address = reverse("office:desk", args=[new_token()])
    return HttpResponseRedirect(f"{address}?{urlencode(known)}" if known else address)


def _kept(data: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(data.get(name, "")) for name in KEPT if data.get(name)}


def _stores_of(
    variant: VariantId, cards: Mapping[LocationId, LocationCard], availability: Mapping[Any, Any], city: str
) -> list[tuple[LocationCard, Any]]:
    """Stores that have the variant, the chosen city first, then by how much is free."""
    here = [
        (cards[location], balance)
        for location, balance in availability.get(variant, {}).items()
        if location in cards and cards[location].is_active and balance.available > 0
    ]
    return sorted(here, key=lambda pair: (pair[0].city != city, -pair[1].available, pair[0].title))


def _doubts(
    variant: VariantId,
    cards: Mapping[LocationId, LocationCard],
    availability: Mapping[Any, Any],
    unsold: Collection[int],
) -> list[tuple[LocationCard, str]]:
    """Open stores of which nobody knows how many they have, and why: neither none nor some."""
    return [
        (cards[location], stock.doubt(balance))
        for location, balance in availability.get(variant, {}).items()
        if location in cards
        and cards[location].is_active
        and cards[location].is_pickup
        and location not in unsold
        and not balance.is_known
    ]


def _where(data: Mapping[str, Any], city: str) -> Circumstances:
    """Where the order will be priced: at the store chosen, else in the region of the city."""
    chosen, belongs = str(data.get("location", "")), _segments(str(data.get("phone", "")))
    if chosen.isdecimal() and len(chosen) < 19:
        region = stock.region_of(location_id=int(chosen))
        return Circumstances(channel=Channel.OPERATOR, region=region, store_id=int(chosen), segments=belongs)
    return Circumstances(channel=Channel.OPERATOR, region=stock.region_of(city=city), segments=belongs)


def _segments(phone: str) -> frozenset[str]:
    """What the customer on the line belongs to; nothing as long as the phone is being typed."""
    try:
        return segments.segments_of(phone=normalize_phone(phone)) if phone.strip() else frozenset()
    except PhoneNotUnderstood:
        return frozenset()


def _goods(text: str, city: str, where: Circumstances) -> list[dict[str, Any]]:
    found = pim.find(text=text, limit=FOUND)
    products = pim.cards(product_ids=found)
    variants: list[VariantCard] = [
        variant
        for product_id in found
        if product_id in products
        for variant in products[product_id].variants
        if variant.is_active
    ]
    ids = [variant.variant_id for variant in variants]
    tags, availability, cards = (
        pricing.prices(variant_ids=ids, where=where),
        stock.availability(variant_ids=ids),
        stock.locations(),
    )
    rows = []
    standings = assortment.sold_in_stores(
        variant_ids=ids, channel="operator", store_ids=[key for key, card in cards.items() if card.is_pickup]
    )
    for variant in variants[: FOUND * 3]:
        there = standings[variant.variant_id]
        unsold = {key: one for key, one in there.items() if not one.is_sold}
        places = [
            pair
            for pair in _stores_of(variant.variant_id, cards, availability, city)
            if pair[0].location_id not in unsold
        ]
        doubts = _doubts(variant.variant_id, cards, availability, unsold)
        rows.append(
            {
                "doubts": doubts,
                "city_doubts": any(card.city == city for card, _words in doubts),
                "variant": variant,
                "tag": tags.get(variant.variant_id),
                "left_out": [(cards[LocationId(key)], one.reason) for key, one in unsold.items()],
                "is_nowhere": bool(there) and len(unsold) == len(there),
                "places": places[:STORES_SHOWN],
                "more": places[STORES_SHOWN:],
                "in_city": sum((balance.available for card, balance in places if card.city == city), Decimal(0)),
                "everywhere": sum((balance.available for _card, balance in places), Decimal(0)),
            }
        )
    return rows


def _customer(data: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    who = str(data.get("who", "")).strip()
    if not who or not actor.may("customers.view"):
        return {"found_customers": [], "who": who}
    context: dict[str, Any] = {"found_customers": crm.find_customers(who, 5), "who": who}
    try:
        phone = normalize_phone(who)
    except PhoneNotUnderstood:
        return context
    context["new_phone"] = phone if not context["found_customers"] else ""
    return context


def _work_area(request: HttpRequest, token: str, data: Mapping[str, Any], **extra: Any) -> HttpResponse:
    actor = actor_of(request)
    locations = stock.locations()
    cities = Counter(card.city for card in locations.values() if card.city)
    text = str(data.get("q", "")).strip()[:100]
    phone = str(data.get("phone", ""))
    past = oms.find_orders(OrderFilter(phone=phone, page_size=4)).orders if phone else ()
    places = [locations.get(LocationId(order.location_id)) for order in past]
    usual = [place.city for place in places if place is not None]
    city = str(data.get("city") or next(iter(usual), "") or next((name for name, _count in cities.most_common(1)), ""))
    where = _where(data, city)
    review = oms.review_basket(token, None, Channel.OPERATOR, where)
    context = {
        "token": token,
        "data": {name: str(data.get(name, "")) for name in KEPT},
        "kept": _kept(data),
        "city": city,
        "cities": sorted(cities),
        "text": text,
        "goods": _goods(text, city, where) if text else [],
        "review": review,
        "stores": sorted(
            review.stores, key=lambda offer: (not offer.has_all, not offer.can_serve, offer.location.city != city)
        ),
        "past": past,
        "key": new_token(),
        "legends": legends_of(step for line in review.lines for step in line.steps),
        "sources": oms.sources(kinds=("answer", "phone", "promo")),
        **_customer(data, actor),
        **extra,
    }
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "office/desk_area.html" if is_part else "office/desk.html", context)


@require_GET
@needs("orders.place")
def show_desk(request: HttpRequest, token: str) -> HttpResponse:
    """The window as the address describes it."""
    return _work_area(request, token, request.GET)


@require_POST
@needs("orders.place")
def set_line(request: HttpRequest, token: str) -> HttpResponse:
    """Put a good in, change its quantity, take it out."""
    if len(token) > LONGEST_TOKEN:
        raise NotFound
    error = ""
    try:
        quantity = Decimal(request.POST.get("quantity", "1").replace(",", ".") or "0")
        variant_id = VariantId(int(request.POST.get("variant", "0")))
        if request.POST.get("add"):
            held = {line.variant_id: line.quantity for line in oms.basket_of(token).lines}
            quantity += held.get(variant_id, Decimal(0))
        with unit():
            where = _where(request.POST, str(request.POST.get("city", "")))
            oms.set_line(token=token, variant_id=variant_id, quantity=quantity, where=where)
    except (InvalidOperation, ValueError):
        error = _("Write the quantity as a number.")
    except Refused as refusal:
        error = refusal.message
    if request.headers.get("HX-Request") != "true" and not error:
        address = reverse("office:desk", args=[token])
        return HttpResponseRedirect(f"{address}?{urlencode(_kept(request.POST))}")
    return _work_area(request, token, request.POST, error=error)


@require_POST
@needs("orders.place")
def set_coupon(request: HttpRequest, token: str) -> HttpResponse:
    """Lay the coupon that the customer reads out beside the basket, or take one away; wrong ones are counted."""
    error, dropped = "", request.POST.get("drop", "")
    try:
        if dropped.isascii() and dropped.isdecimal():
            with unit():
                oms.take_coupon_away(token=token, coupon_id=int(dropped[:18]))
        else:
            guesser = Guesser(session=token, network="office", person_id=actor_of(request).person_id)
            entered = coupons.enter(text=request.POST.get("coupon", "")[:80], guesser=guesser)
            with unit():
                oms.present_coupon(token=token, coupon_id=entered.coupon_id)
    except Refused as refusal:
        error = refusal.message
    return _work_area(request, token, request.POST, error=error)


@require_http_methods(["POST"])
@needs("orders.place")
def place(request: HttpRequest, token: str) -> HttpResponse:
    """Place the order on the customer's behalf; what was typed stays when it is refused."""
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _work_area(request, token, request.POST, form_errors=form.errors)
    actor, data = actor_of(request), form.cleaned_data
    origin = oms.origin_of(answer=data["origin"])
    try:
        with unit():
            placed = oms.place_order(
                PlaceOrder(
                    key=data["key"],
                    channel="operator",
                    basket_token=token,
                    location_id=data["location"],
                    contact=Contact(name=data["name"], phone=data["phone"], email=data["email"]),
                    comment=data["comment"],
                    origin=origin,
                    actor=actor,
                    bring=True,
                    segments=_segments(data["phone"]),
                )
            )
    except Refused as refusal:
        why = getattr(refusal, "why", "")
        return _work_area(request, token, request.POST, error=f"{refusal.message} {why}".strip())
    messages.success(
        request, _("Order %(number)s is placed. Tell the customer this number.") % {"number": placed.number}
    )
    address = reverse("office:order", args=[placed.number])
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
