"""Pages of a region and of a city, with addresses and titles of their own: what is sold there and where to pick it up.

They are the same for everybody: what they show comes from the address, not from the visitor's choice. A place without a
store says where the nearest ones are, so that nobody who comes from a search engine stands before a wall.
"""

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from prilavok.base.access import public
from prilavok.base.errors import NotFound
from prilavok.doors.storefront import api
from prilavok.doors.storefront.values import Seen
from prilavok.doors.storefront.web.frame import Visit, show
from prilavok.goods.pim.api import slugify
from prilavok.goods.stock.values import LocationCard, Region


@dataclass(frozen=True, kw_only=True)
class Landing:
    """A place to land at: its name, its stores or, when it has none, the nearest ones, the cities around."""

    title: str
    region: Region | None
    is_city: bool
    stores: tuple[LocationCard, ...]
    nearest: tuple[LocationCard, ...]
    cities: tuple[tuple[str, str, int], ...]


@public
@require_GET
def region(request: HttpRequest, code: str) -> HttpResponse:
    """A region: its cities, its stores, what sells there."""
    one = next((one for one in api.regions() if one.code == code), None)
    if one is None:
        raise NotFound
    stores = tuple(card for card in _pick_up() if card.region == code)
    landing = Landing(
        title=one.title,
        region=one,
        is_city=False,
        stores=stores,
        nearest=() if stores else tuple(_pick_up()),
        cities=_cities_of(one),
    )
    return _show(request, landing)


@public
@require_GET
def city(request: HttpRequest, slug: str) -> HttpResponse:
    """A city: its stores, what sells there."""
    name = next((name for name in known_cities() if slugify(name) == slug), None)
    if name is None:
        raise NotFound
    home = next((one for one in api.regions() if name.casefold() in {each.casefold() for each in one.cities}), None)
    stores = tuple(card for card in _pick_up() if card.city.casefold() == name.casefold())
    around = [card for card in _pick_up() if home and card.region == home.code] or _pick_up()
    landing = Landing(
        title=name,
        region=home,
        is_city=True,
        stores=stores,
        nearest=() if stores else tuple(around),
        cities=_cities_of(home) if home else (),
    )
    return _show(request, landing)


def _show(request: HttpRequest, landing: Landing) -> HttpResponse:
    code = landing.region.code if landing.region else ""
    place = api.place_of(region=code, store_id=None)
    ids = tuple(int(card.location_id) for card in landing.stores or landing.nearest)
    visit = Visit(request)
    own = visit.own and replace(visit.own, region=code, store_id=None)
    popular = api.window(Seen(city_ids=ids, place=place, own=own), {"popular": 8})[0]["popular"]
    tree = api.tree(place)
    return show(
        request, "storefront/landing.html", shared=True, visit=visit, landing=landing, popular=popular, tree=tree
    )


def addresses() -> list[str]:
    """Every page of a region or a city, for the sitemap."""
    regions = [reverse("storefront:landing_region", args=[one.code]) for one in api.regions()]
    cities = {reverse("storefront:landing_city", args=[slugify(name)]) for name in known_cities()}
    return [*regions, *sorted(cities)]


def known_cities() -> list[str]:
    """Cities of regions and of stores, each once."""
    names = [name for one in api.regions() for name in one.cities] + [card.city for card in _pick_up()]
    return list({name.casefold(): name for name in names if name}.values())


def _pick_up() -> list[LocationCard]:
    return [card for card in api.stores().values() if card.is_pickup]


def _cities_of(home: Region) -> tuple[tuple[str, str, int], ...]:
    """Name, address and number of stores of each city of a region."""
    counted = [sum(card.city.casefold() == name.casefold() for card in _pick_up()) for name in home.cities]
    return tuple(
        (name, reverse("storefront:landing_city", args=[slugify(name)]), count)
        for name, count in zip(home.cities, counted, strict=True)
    )
