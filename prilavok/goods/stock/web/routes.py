"""Routes between stores and who takes part: how an order gets goods that lie elsewhere."""

from datetime import time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from prilavok.base.access import Actor, needs
from prilavok.base.errors import Forbidden, Refused
from prilavok.base.unit import unit
from prilavok.goods.stock import api
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.transfers.values import RouteView, ShareView
from prilavok.goods.stock.values import LocationId

DAYS = (
    (1, gettext_lazy("Mon")),
    (2, gettext_lazy("Tue")),
    (3, gettext_lazy("Wed")),
    (4, gettext_lazy("Thu")),
    (5, gettext_lazy("Fri")),
    (6, gettext_lazy("Sat")),
    (7, gettext_lazy("Sun")),
)


def _editor(request: HttpRequest) -> Actor:
    """The one who edits: routes are the whole chain's."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.stores is not None:
        raise Forbidden
    return actor


@require_GET
@needs("stock.view")
def show_routes(request: HttpRequest) -> HttpResponse:
    """Lead times from place to place, and which places give and take."""
    cards = {key: card for key, card in api.locations().items() if card.is_active}
    shares = transfers.shares()
    network = transfers.network()
    titles = {one.code: one.title for one in api.regions()}
    context = {
        "routes": [
            (
                one,
                _end(one.source_id, one.source_region, cards, titles),
                _end(one.target_id, one.target_region, cards, titles),
            )
            for one in transfers.routes()
        ],
        "places": [
            (card, shares.get(key, ShareView()), len(network.sources.get(key, ()))) for key, card in cards.items()
        ],
        "regions": titles.items(),
        "days": DAYS,
        "is_chain_wide": request.actor.stores is None,  # type: ignore[attr-defined]
    }
    return render(request, "stock/routes.html", context)


@require_POST
@needs("stock.edit")
def keep(request: HttpRequest) -> HttpResponse:
    """Add a route, or change one."""
    actor, post = _editor(request), request.POST
    source, source_region = _read_end(post.get("source", ""))
    target, target_region = _read_end(post.get("target", ""))
    route = RouteView(
        route_id=_number(post.get("route", "")),
        source_id=source,
        source_region=source_region,
        target_id=target,
        target_region=target_region,
        lead_hours=_number(post.get("hours", "")),
        cut_off=_clock(post.get("cut_off", "")),
        weekdays=tuple(day for day, _title in DAYS if str(day) in post.getlist("day")),
        is_active=post.get("is_active") == "1",
    )
    try:
        with unit():
            transfers.keep_route(route, actor=actor)
        messages.success(request, _("Saved."))
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("stock:routes")


@require_POST
@needs("stock.edit")
def drop(request: HttpRequest, route_id: int) -> HttpResponse:
    """Take a route away."""
    actor = _editor(request)
    with unit():
        transfers.drop_route(route_id=route_id, actor=actor)
    return redirect("stock:routes")


@require_POST
@needs("stock.edit")
def set_shares(request: HttpRequest) -> HttpResponse:
    """Which places give goods to orders of others, and which take them."""
    actor = _editor(request)
    gives, takes = set(request.POST.getlist("gives")), set(request.POST.getlist("takes"))
    with unit():
        for key in api.locations():
            share = ShareView(gives=str(key) in gives, takes=str(key) in takes)
            if share != transfers.shares().get(key, ShareView()):
                transfers.set_share(location_id=key, share=share, actor=actor)
    messages.success(request, _("Saved."))
    return redirect("stock:routes")


def _end(place: LocationId | None, region: str, cards: object, titles: dict[str, str]) -> str:
    if place is not None:
        card = cards.get(place)  # type: ignore[attr-defined]
        return card.title if card else "—"
    return titles.get(region, region) if region else _("anywhere")


def _read_end(text: str) -> tuple[LocationId | None, str]:
    """`7` is a place, `region:spb` a region, nothing is anywhere."""
    if text.startswith("region:"):
        return None, text.removeprefix("region:")[:40]
    return (LocationId(_number(text)), "") if _number(text) else (None, "")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 12 else 0


def _clock(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return time(12)
