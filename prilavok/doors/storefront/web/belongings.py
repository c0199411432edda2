"""What is a visitor's own in the header: who they are, and how much lies in the basket, favourites and comparison.

Asked only by the small fragment `/me/` and by answers to what the visitor did; a shared page never does. Without a
cookie there is nothing to ask.
"""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from prilavok.base.access import Actor
from prilavok.base.unit import unit
from prilavok.doors.storefront import api
from prilavok.doors.storefront.web.addresses import called
from prilavok.doors.storefront.web.frame import OWN_PRICES, YEAR_S, Visit, basket_token, known_token
from prilavok.goods.pim import api as pim
from prilavok.people.marketing.segments import api as segments
from prilavok.people.wishes import api as wishes
from prilavok.people.wishes.values import Owner
from prilavok.trade.oms.baskets import api as baskets
from prilavok.trade.oms.baskets.values import Signs

WISHES, COMPARED, VIEWED, OFFERED = "wishes", "compare", "viewed", "offered"


def mine(request: HttpRequest, count: int | None = None) -> dict[str, Any]:
    """What the header says; `count` of the basket, when it is known already."""
    token = basket_token(request)
    signs = Signs(count=count) if count is not None else signs_of(request, token)
    buyer = buyer_of(request)
    owner = owner_of(request)
    return {
        "is_told": True,
        "count": signs.count,
        "troubles": signs.troubles,
        "name": (called(buyer.name).split(" ")[0] or _("My account")) if buyer else "",
        "wished": wishes.wished_ids(owner) if owner.person_id is not None or owner.token else [],
        "compared": compared_ids(request),
    }


def signs_of(request: HttpRequest, token: str) -> Signs:
    """How many goods lie in the basket, and of how many something has changed."""
    if not token:
        return Signs()
    visit = Visit(request)
    return baskets.signs(token, location_ids=[int(one.location_id) for one in visit.pick_up], where=visit.where)


def buyer_of(request: HttpRequest) -> Actor | None:
    """The buyer who is logged in; the session is read only when there is a cookie of one."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor if actor.kind == "buyer" else None


def owner_of(request: HttpRequest) -> Owner:
    """Whose favourites are meant: the buyer's, else those of the browser's cookie."""
    buyer = buyer_of(request)
    return Owner(person_id=buyer.person_id) if buyer else Owner(token=known_token(request, WISHES))


def compared_ids(request: HttpRequest) -> list[int]:
    """The products that the browser compares."""
    return wishes.kept_ids(request.COOKIES.get(COMPARED, ""))


def viewed_ids(request: HttpRequest) -> list[int]:
    """The products that were looked at in this browser, the latest first."""
    return wishes.kept_ids(request.COOKIES.get(VIEWED, ""))


def led_on(ids: list[int], shown: Collection[int]) -> list[int]:
    """The same products by what they are called now: one that is not shown may have been merged into another. One
    query, none when all are shown."""
    lost = [one for one in ids if one not in shown]
    now = pim.remaining(product_ids=lost) if lost else {}
    return list(dict.fromkeys(now.get(one, one) for one in ids))


def keep_on_device(response: HttpResponse, name: str, value: str, *, seconds: int = YEAR_S // 2) -> None:
    """A cookie for the server only; an empty value takes it away. The policy of the shop names each, with its term."""
    if not value:
        response.delete_cookie(name)
        return
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="Lax", secure=secure)


def come_in(request: HttpRequest, response: HttpResponse, person_id: int) -> None:
    """At login: what the guest has put by becomes the person's, and the browser's cookie goes."""
    token = known_token(request, WISHES)
    if token:
        with unit():
            wishes.take_over(token=token, person_id=person_id)
        response.delete_cookie(WISHES)
    if api.own_segments() & segments.segments_of(person_id=person_id):
        keep_on_device(response, OWN_PRICES, "1")


def follow_own_prices(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Segments are filled by night, rules are written by day: the cookie follows. A page that is open already with the
    prices of everybody is asked for once more."""
    marked = OWN_PRICES in request.COOKIES
    if marked != (buyer_of(request) is not None and bool(api.own_segments()) and Visit(request).has_own_prices):
        keep_on_device(response, OWN_PRICES, "" if marked else "1")
        if not marked:
            response.headers["HX-Refresh"] = "true"
    return response


def go_out(response: HttpResponse) -> None:
    """At logout: the next one at this browser sees nothing of what was put by, compared or looked at."""
    for name in (WISHES, COMPARED, VIEWED, OFFERED, OWN_PRICES):
        response.delete_cookie(name)
