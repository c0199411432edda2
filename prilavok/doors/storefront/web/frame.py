"""What every page of the shop stands in: who visits, where they are, the header's menu; and how a page is answered.

A page that is the same for every visitor of a city is marked with `X-Page-Cache`: the cache in front keys it by
address and by the cookies `city`, `store` and `lang`. Such a page never reads a session, a basket or a name; those come
by the small fragment `/me/`.

Buyers of a segment with prices of its own see their prices on every page. Their browser has the cookie `own_prices`,
by which the cache lets them pass and which says nothing of them: whose prices are shown is asked of the login alone.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote, unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import get_template
from django.utils import translation
from markupsafe import Markup

from prilavok.base.access import Actor
from prilavok.doors.storefront import api, memory
from prilavok.doors.storefront.values import Place, Seen, Tree
from prilavok.doors.storefront.web.addresses import safe_next
from prilavok.goods.pim.api import slugify
from prilavok.goods.pricing.values import Circumstances
from prilavok.goods.stock.values import LocationCard, Region
from prilavok.people.marketing.segments import api as segments
from prilavok.trade.oms.values import Channel

YEAR_S = 365 * 24 * 3600
# Nothing shown is older than two seconds. What the index told may be half a second old already, the truth is not.
INDEX_S = 1.0
TRUTH_S = 1.5
BASKET = "basket"
# Where the cache in front looks for it (WSGI environment).
PROOF = "prilavok.proof"
OWN_PRICES = "own_prices"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")


@dataclass
class Visit:
    """A visit to a page: where the visitor is, in words and ids. `city` is the first one until they say otherwise."""

    request: HttpRequest

    @cached_property
    def pick_up(self) -> list[LocationCard]:
        """Every store where orders can be picked up."""
        return [one for one in api.stores().values() if one.is_pickup]

    @cached_property
    def cities(self) -> list[tuple[str, int]]:
        """Cities of stores and of regions with their number of stores, the largest first."""
        return memory.kept("cities", memory.STORES_S, self._count_cities)

    def _count_cities(self) -> list[tuple[str, int]]:
        counted: dict[str, int] = {name: 0 for one in api.regions() for name in one.cities}
        for one in self.pick_up:
            if one.city:
                counted[one.city] = counted.get(one.city, 0) + 1
        return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))

    @cached_property
    def city(self) -> str:
        """The city chosen, else that of the chosen store, else the one with most stores; "" when stores have none."""
        asked = unquote(self.request.COOKIES.get("city", ""))
        known = [name for name, _ in self.cities]
        if asked in known:
            return asked
        return known[0] if known else ""

    @cached_property
    def store(self) -> LocationCard | None:
        """The store chosen, when it is in the city chosen and still open for pick-up."""
        asked = self.request.COOKIES.get("store", "")
        one = api.stores().get(int(asked)) if asked.isdecimal() and len(asked) < 19 else None
        return one if one is not None and one.is_pickup and (not self.city or one.city == self.city) else None

    @cached_property
    def store_id(self) -> int | None:
        """The id of the store chosen."""
        return int(self.store.location_id) if self.store else None

    @cached_property
    def city_ids(self) -> tuple[int, ...]:
        """Ids of the city's pick-up stores."""
        return tuple(int(one.location_id) for one in self.pick_up if not self.city or one.city == self.city)

    @cached_property
    def region(self) -> Region | None:
        """The region of the store chosen, else that of the city; None where stock's directory knows none."""
        code = self.store.region if self.store else ""
        folded = self.city.casefold()
        return next(
            (
                one
                for one in api.regions()
                if one.code == code or (not code and folded in {name.casefold() for name in one.cities})
            ),
            None,
        )

    @property
    def region_code(self) -> str:
        """The code of the region; "" for none."""
        return self.region.code if self.region else ""

    @cached_property
    def near(self) -> list[LocationCard]:
        """Where a visitor of a city without stores can pick up: the stores of the region, else all; else nothing."""
        if self.city_ids:
            return []
        return [one for one in self.pick_up if one.region and one.region == self.region_code] or self.pick_up

    @property
    def near_cities(self) -> list[str]:
        """The cities of those stores, at most five."""
        return list(dict.fromkeys(one.city for one in self.near if one.city))[:5]

    @property
    def place(self) -> Place:
        """Where the visitor is, as a value."""
        return Place(
            city=self.city if self.city_ids else "",
            store_id=self.store_id,
            region=self.region_code,
            near=self.city_ids or tuple(int(one.location_id) for one in self.near),
            own=self.own,
        )

    @property
    def where(self) -> Circumstances:
        """Where the visitor is and to whom they belong, as prices of their own basket are asked for."""
        return Circumstances(
            channel=Channel.SITE, region=self.region_code, store_id=self.store_id, segments=self.segments
        )

    @cached_property
    def segments(self) -> frozenset[str]:
        """The segments of who is logged in; pages that are the same for everybody never ask."""
        actor: Actor = self.request.actor  # type: ignore[attr-defined]
        return segments.segments_of(person_id=actor.person_id) if actor.kind == "buyer" else frozenset()

    @cached_property
    def own(self) -> Circumstances | None:
        """By what the prices are that this visitor pays, when they are not everybody's; None without the cookie."""
        return self.where if OWN_PRICES in self.request.COOKIES and self.has_own_prices else None

    @property
    def has_own_prices(self) -> bool:
        """Whether the one who is logged in belongs to a segment with prices of its own."""
        return bool(api.own_segments() & self.segments)

    @cached_property
    def shelf(self) -> str:
        """What the shelf calls the visitor's place."""
        return api.place_of(region=self.region_code, store_id=self.store_id)

    @property
    def seen(self) -> Seen:
        """From where cards are looked at."""
        return Seen(city_ids=self.city_ids, store_id=self.store_id, place=self.shelf, own=self.own)

    @property
    def tree(self) -> Tree:
        """The catalogue's tree, as the visitor's place sees it."""
        return api.tree(self.shelf)

    @property
    def path(self) -> str:
        """The address of this page with its query, to come back to."""
        return self.request.get_full_path()

    @property
    def menu(self) -> Markup:
        """The catalogue menu, rendered once for everybody of a place."""
        language = translation.get_language()
        key = ("menu", language, self.shelf)
        return memory.kept(key, memory.TREE_S, lambda: fragment("storefront/menu.html", tree=self.tree))

    @property
    def rail(self) -> Markup:
        """The row of sections under the header, rendered once for everybody of a place."""
        key = ("rail", translation.get_language(), self.shelf)
        return memory.kept(key, memory.TREE_S, lambda: fragment("storefront/rail.html", tree=self.tree))

    @property
    def places(self) -> Markup:
        """The largest cities with pages of their own, for the footer."""

        def make() -> Markup:
            return fragment(
                "storefront/foot_places.html",
                places=[(name, slugify(name)) for name, count in self.cities if count][:6],
            )

        return memory.kept("foot places", memory.TREE_S, make)


def fragment(template: str, **context: Any) -> Markup:
    """A rendered piece of a page."""
    return Markup(text_of(template, **context))  # noqa: S704 - rendered by an autoescaping template


def text_of(template: str, **context: Any) -> str:
    """A template's text; past Django's wrapper, which would add a token to every page."""
    found: Any = get_template(template)
    return str(found.template.render(context))


def show(
    request: HttpRequest, template: str, *, status: int = 200, shared: bool = False, **context: Any
) -> HttpResponse:
    """Answer with a page; `shared` marks one that is the same for everybody in the same city, store and language, but
    for who sees prices of their own."""
    visit: Visit = context.setdefault("visit", Visit(request))
    return answer(text_of(template, request=request, **context), visit, status=status, shared=shared)


def answer(
    text: str, visit: Visit, *, status: int = 200, shared: bool = False, seconds: float = INDEX_S
) -> HttpResponse:
    """The answer with a page's text; `shared` as for `show`, kept for so many seconds."""
    response = HttpResponse(text, status=status)
    if shared and visit.own is None:
        response.headers["X-Page-Cache"] = f"{seconds:g}"
        response.headers["Cache-Control"] = "private, no-cache"
    else:
        response.headers["Cache-Control"] = "private, no-store"
    return response


def provable(request: HttpRequest, proof: Callable[[], bool] | None) -> None:
    """Let the cache in front ask by itself whether the page that is answered would say the same, instead of having it
    made anew when its time is over."""
    if proof is not None:
        request.META[PROOF] = proof


def back(request: HttpRequest, default: str = "/") -> HttpResponse:
    """See other: the page the form named in `next`, if it is ours."""
    return see_other(safe_next(request.POST.get("next", "") or request.GET.get("next", ""), default))


def see_other(address: str) -> HttpResponse:
    """303: after a form, the browser asks for the next page with GET."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    response.headers["Cache-Control"] = "private, no-store"
    return response


def remember_choice(response: HttpResponse, name: str, value: str) -> None:
    """Keep a choice of the visitor (city, store, language) for a year."""
    response.set_cookie(name, quote(value), max_age=YEAR_S, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)


def basket_token(request: HttpRequest) -> str:
    """The basket's token out of its cookie; "" when there is none or it cannot be one of ours."""
    return known_token(request, BASKET)


def known_token(request: HttpRequest, name: str) -> str:
    """A token out of a cookie; "" when there is none or it cannot be one of ours."""
    token = request.COOKIES.get(name, "")
    return token if _TOKEN.fullmatch(token) else ""


def keep_basket(response: HttpResponse, token: str) -> None:
    """Keep the basket's token: a secret, for the server only."""
    response.set_cookie(
        BASKET, token, max_age=90 * 24 * 3600, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
