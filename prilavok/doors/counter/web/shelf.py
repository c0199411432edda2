"""What lies in the store, by barcode, article or words."""

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from prilavok.base.access import needs
from prilavok.doors.counter.web.place import LOGIN, current_store, go, show
from prilavok.goods.assortment import api as assortment
from prilavok.goods.assortment.values import Standing
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantCard, VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.values import Circumstances, PriceTag
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import Available, LocationCard, LocationId

MOST = 12
NONE = Available(on_hand=Decimal(0), reserved=Decimal(0), available=Decimal(0))


@dataclass(frozen=True)
class Shelf:
    """A variant with its balance here, in the other stores, and its price."""

    card: VariantCard
    here: Available
    elsewhere: int
    tag: PriceTag | None
    standing: Standing


@require_GET
@needs("stock.view", login=LOGIN)
def shelf(request: HttpRequest) -> HttpResponse:
    """On the shelf and free, in this store; how many other stores have it."""
    store = current_store(request)
    if store is None:
        return go("/counter/store/")
    text = request.GET.get("q", "").strip()[:100]
    return show(request, "shelf.html", store=store, text=text, rows=_rows(store, text) if text else [])


def _rows(store: LocationCard, text: str) -> list[Shelf]:
    products = pim.cards(product_ids=pim.find(text=text, limit=MOST))
    variants = [one for card in products.values() for one in card.variants if one.is_active]
    exact = [one for one in variants if text in one.barcodes or text.casefold() == one.article.casefold()]
    shown = (exact or variants)[: 3 * MOST]
    ids = [one.variant_id for one in shown]
    where = Circumstances(channel="store", region=store.region, store_id=store.location_id)
    balances, tags = stock.availability(variant_ids=ids), pricing.prices(variant_ids=ids, where=where)
    standings = assortment.sold(variant_ids=ids, channel="store", store_id=store.location_id)
    return [_row(one, store, balances.get(one.variant_id, {}), tags, standings) for one in shown]


def _row(
    card: VariantCard,
    store: LocationCard,
    balances: dict[LocationId, Available],
    tags: dict[VariantId, PriceTag],
    standings: dict[VariantId, Standing],
) -> Shelf:
    elsewhere = sum(1 for place, balance in balances.items() if place != store.location_id and balance.available > 0)
    return Shelf(
        card=card,
        here=balances.get(store.location_id, NONE),
        elsewhere=elsewhere,
        tag=tags.get(card.variant_id),
        standing=standings[card.variant_id],
    )
