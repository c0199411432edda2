"""The matrix: goods down, places across, a status in each cell; and where one product is sold."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from prilavok.base.access import Actor, needs
from prilavok.base.errors import Refused
from prilavok.base.unit import unit
from prilavok.goods.assortment import api, desk
from prilavok.goods.assortment.errors import NothingChosen
from prilavok.goods.assortment.values import EditDraft, GoodsRef, Place, PlaceKind, Scope
from prilavok.goods.assortment.web.reading import channel, editor, effect, number, wanted
from prilavok.goods.assortment.words import CHANNELS, STATUSES, channel_words
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.errors import ProductUnknown
from prilavok.goods.pim.values import ProductId

MOST_GOODS = 20_000


@require_GET
@needs("goods.view")
def show_matrix(request: HttpRequest) -> HttpResponse:
    """A page of goods with how each stands in the chain, the regions and the stores of the region opened."""
    asked = wanted(request.GET)
    page = api.matrix(asked)
    places = desk.ChainPlaces()
    context = {
        "wanted": asked,
        "page": page,
        "columns": [(place, desk.key_of(place)) for place in page.places],
        "pages_count": -(-page.total_count // asked.page_size),
        "regions": [(one, len(places.stores_of(one.code))) for one in places.regions],
        "lonely": len(places.stores_of("")) if places.regions else 0,
        "no_region": desk.NO_REGION,
        "categories": pim.category_tree(),
        "statuses": STATUSES.items(),
        "channels": CHANNELS.items(),
        "rules_count": desk.rules_count(),
        "last": next(iter(desk.edits(limit=1)), None),
        "is_chain_wide": _actor(request).stores is None,
    }
    return render(request, "assortment/matrix.html", context)


@require_POST
@needs("assortment.edit")
def draft(request: HttpRequest) -> HttpResponse:
    """Prepare the bulk edit of the goods and places that are marked, and show what it would do."""
    actor = editor(request)
    try:
        told = EditDraft(
            goods=_goods(request),
            places=tuple(_places(request.POST.getlist("place"))),
            channel=channel(request.POST.get("channel")),
            effect=effect(request.POST),
        )
        with unit():
            edit_id = api.draft_edit(told, actor=actor)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(f"{request.path.replace('draft/', '')}?{request.POST.get('kept', '')}")
    return redirect("assortment:edit", edit_id)


def _goods(request: HttpRequest) -> tuple[GoodsRef, ...]:
    """The products marked, or all that the filter finds. Raises NothingChosen."""
    if request.POST.get("all_found"):
        ids = desk.found_ids(wanted(request.POST))[:MOST_GOODS]
    else:
        ids = [ProductId(one) for text in request.POST.getlist("product") if (one := number(text)) is not None]
    cards = pim.cards(product_ids=ids)
    if not cards:
        raise NothingChosen
    return tuple(GoodsRef(scope=Scope.PRODUCT, goods_id=key, title=card.title) for key, card in cards.items())


def _places(keys: Sequence[str]) -> list[Place]:
    known = {desk.key_of(place): place for place in desk.ChainPlaces().every()}
    return [known[key] for key in dict.fromkeys(keys) if key in known]


@require_GET
@needs("goods.view")
def show_product(request: HttpRequest, product_id: int) -> HttpResponse:
    """Where a product is sold and why; as a part of another page when htmx asks."""
    card = pim.cards(product_ids=[ProductId(product_id)]).get(ProductId(product_id))
    if card is None:
        raise ProductUnknown
    actor = _actor(request)
    standings = [
        one
        for one in api.where_sold(product_id=product_id)
        if actor.stores is None or one.place.kind is not PlaceKind.STORE or int(one.place.code) in actor.stores
    ]
    lines = [(one.place, [(channel_words(code), standing) for code, standing in one.standings]) for one in standings]
    context = {"card": card, "lines": lines}
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "assortment/_where.html" if is_part else "assortment/product.html", context)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
