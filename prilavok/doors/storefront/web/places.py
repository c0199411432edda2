"""Where the visitor is and which language they read; the list of stores; the small personal fragment."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from prilavok.base.access import Actor, public
from prilavok.doors.storefront import api
from prilavok.doors.storefront.web.addresses import called, identity, safe_next
from prilavok.doors.storefront.web.frame import Visit, back, basket_token, remember_choice, show
from prilavok.goods.pim.api import slugify
from prilavok.trade.oms import api as oms


@public
@require_http_methods(["GET", "POST"])
def city(request: HttpRequest) -> HttpResponse:
    """Choose a city; the store of another city is let go."""
    visit = Visit(request)
    if request.method == "GET":
        into = safe_next(request.GET.get("next", ""))
        return show(request, "storefront/city.html", visit=visit, into=into)
    response = back(request)
    asked = request.POST.get("city", "")
    if asked in [name for name, _ in visit.cities]:
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
    """All stores by city, the visitor's own first."""
    visit = Visit(request)
    order = [visit.city, *(name for name, _ in visit.cities if name != visit.city)] if visit.city else [""]
    groups = [
        (name, sorted((one for one in visit.pick_up if one.city == name), key=lambda one: one.title.lower()))
        for name in order
    ]
    return show(request, "storefront/stores.html", shared=True, visit=visit, groups=groups, slug_of=slugify)


@public
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """The header's personal bits: the basket's count and who is logged in. Sets nothing, asks only by cookies."""
    token = basket_token(request)
    count = len(oms.basket_of(token).lines) if token else 0
    name = ""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        name = called(actor.name).split(" ")[0] if actor.kind == "buyer" else ""
    return show(request, "storefront/me.html", count=count, name=name)
