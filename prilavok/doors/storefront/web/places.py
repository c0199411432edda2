"""Where the visitor is and which language they read; the list of stores; the small personal fragment."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base.access import public
from prilavok.design.formats import day
from prilavok.design.plans import Plan
from prilavok.doors.storefront import api
from prilavok.doors.storefront.web.addresses import identity, safe_next
from prilavok.doors.storefront.web.belongings import follow_own_prices, mine
from prilavok.doors.storefront.web.frame import Visit, back, basket_token, remember_choice, show
from prilavok.doors.storefront.web.plans import plan_of_cities, plan_of_stores
from prilavok.goods.pim.api import slugify
from prilavok.goods.stock.values import LocationCard, Want
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import StoreOffer


@dataclass(frozen=True, kw_only=True)
class Group:
    """The stores of a city with their plan."""

    city: str
    slug: str
    stores: tuple[LocationCard, ...]
    plan: Plan | None


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a store can do for the whole basket, in words."""

    tone: str
    words: str


@public
@require_http_methods(["GET", "POST"])
def city(request: HttpRequest) -> HttpResponse:
    """Choose a city; the store of another city is let go."""
    visit = Visit(request)
    if request.method == "GET":
        into = safe_next(request.GET.get("next", ""))
        slugs = {name: slugify(name) for name, _count in visit.cities}
        plan = plan_of_cities(visit.pick_up, visit.city, slugs)
        return show(request, "storefront/city.html", visit=visit, into=into, slugs=slugs, plan=plan)
    response = back(request)
    asked = request.POST.get("city", "")
    if asked in [name for name, _count in visit.cities]:
        remember_choice(response, "city", asked)
        if visit.store and visit.store.city != asked:
            response.delete_cookie("store")
    return response


@public
@require_POST
def store(request: HttpRequest) -> HttpResponse:
    """Make a store one's own; its city comes with it."""
    response = back(request)
    one = api.stores().get(identity(request.POST.get("store")) or 0)
    if one is not None and one.is_pickup:
        remember_choice(response, "store", str(one.location_id))
        if one.city:
            remember_choice(response, "city", one.city)
    return response


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Read the shop in another language."""
    response = back(request)
    asked = request.POST.get("lang", "")
    if asked in dict(settings.LANGUAGES):
        remember_choice(response, "lang", asked)
    return response


@public
@require_GET
def stores(request: HttpRequest) -> HttpResponse:
    """All stores by city on plans, the visitor's city first; `?for=basket`: with what each can do for their basket."""
    visit = Visit(request)
    wants = request.GET.get("for") == "basket"
    offers = _offers(request) if wants else {}
    order = [visit.city, *(name for name, _count in visit.cities if name != visit.city)] if visit.city else [""]
    groups = [_group(visit, name, offers) for name in order]
    return show(
        request,
        "storefront/stores.html",
        shared=not wants,
        visit=visit,
        groups=groups,
        wants=wants,
        offers=offers,
    )


def _group(visit: Visit, city: str, offers: Mapping[int, Offer]) -> Group:
    found = sorted((one for one in visit.pick_up if one.city == city), key=lambda one: one.title.lower())
    tones = {key: one.tone for key, one in offers.items()}
    return Group(city=city, slug=slugify(city), stores=tuple(found), plan=plan_of_stores(found, visit.store_id, tones))


def _offers(request: HttpRequest) -> dict[int, Offer]:
    lines = oms.basket_of(basket_token(request)).lines
    wants = [Want(variant_id=one.variant_id, quantity=one.quantity) for one in lines]
    return {
        int(one.location.location_id): _said(one, len(wants)) for one in oms.store_offers(wants=wants, brought=True)
    }


def _said(offer: StoreOffer, lines: int) -> Offer:
    if offer.has_all:
        ready = api.ready_words(offer.ready_at, offer.location.hours)
        return Offer(tone="here", words=_("Everything is there, %(ready)s") % {"ready": ready})
    if offer.brought_at is not None:
        return Offer(tone="few", words=_("We bring everything there by %(day)s") % {"day": day(offer.brought_at)})
    there = lines - sum(1 for one in offer.missing if one.available <= 0)
    words = ngettext("%(have)s of %(all)s product is there", "%(have)s of %(all)s products are there", lines)
    return Offer(tone="few" if there else "none", words=words % {"have": there, "all": lines})


@public
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """The header's personal bits: counts and who is logged in. Asks only by cookies, sets only that of own prices."""
    return follow_own_prices(request, show(request, "storefront/me.html", **mine(request)))
