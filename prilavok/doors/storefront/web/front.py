"""The shop's front: what it is, categories, what ends soon, what is bought, what is new, which stores are near."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from prilavok.base.access import public
from prilavok.doors.storefront import api, memory
from prilavok.doors.storefront.web.frame import Visit, show
from prilavok.doors.storefront.web.plans import plan_of_stores
from prilavok.goods.pim import api as pim
from prilavok.goods.pricing.promotions import api as promotions
from prilavok.goods.pricing.promotions.values import Running
from prilavok.trade.oms.values import Channel

ROWS: Final = {"city": 10, "new": 10, "saving": 10}
OF_EVERYWHERE: Final = {"popular": 10, "new": 10, "saving": 10}
MOST_DEALS: Final = 3
NEAR: Final = 3


@dataclass(frozen=True, kw_only=True)
class Deal:
    """A promotion on the front: where it leads and whose picture it has."""

    title: str
    legend: str
    ends_at: datetime | None
    href: str
    image: str


@public
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The shop's front."""
    visit = Visit(request)
    holding = running(visit)[:MOST_DEALS]
    top = [one.category_id for one in visit.tree.top]
    shown = [*top, *(key for one in holding for key in one.categories[:1] if key not in top)]
    goods, pictures = api.window(visit.seen, ROWS if visit.city_ids else OF_EVERYWHERE, shown)
    near = [one for one in visit.pick_up if one.city == visit.city] if visit.city else visit.pick_up
    return show(
        request,
        "storefront/home.html",
        shared=True,
        visit=visit,
        rows=goods,
        pictures=pictures,
        deals=[_deal(one, pictures) for one in holding],
        near=near,
        plan=plan_of_stores(near, visit.store_id),
    )


def running(visit: Visit) -> list[Running]:
    """Promotions that hold for everybody at the visitor's place; at most twenty seconds old."""
    return memory.kept(
        ("deals", visit.region_code, visit.store_id),
        memory.WINDOW_S,
        lambda: promotions.running(channel=Channel.SITE, region=visit.region_code, store_id=visit.store_id),
    )


def _deal(one: Running, pictures: Mapping[int, str]) -> Deal:
    category = one.categories[0] if one.categories else 0
    slug = _slugs().get(category, "") if category else ""
    return Deal(
        title=one.title,
        legend=one.legend,
        ends_at=one.ends_at,
        href=reverse("storefront:category", args=[slug]) if slug else reverse("storefront:catalog"),
        image=pictures.get(category, ""),
    )


def _slugs() -> Mapping[int, str]:
    """Addresses of categories, also of those that only lead on; at most twenty seconds old."""
    return memory.kept(
        "slugs", memory.WINDOW_S, lambda: {int(one.category_id): one.slug for one in pim.category_tree()}
    )
