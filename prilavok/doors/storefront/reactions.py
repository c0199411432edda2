"""The shelf follows the truth: what changed elsewhere is written here a moment later, all that waits in one go."""

from collections.abc import Sequence
from typing import Final

from prilavok.base.bulk import pieces
from prilavok.base.events import reacts_to_many
from prilavok.base.jobs import Wanted, defer_many
from prilavok.doors.storefront.actions import rate_shelf, write_shelf
from prilavok.goods.assortment.events import AssortmentChanged
from prilavok.goods.bundles import api as bundles
from prilavok.goods.pim.events import ProductsChanged
from prilavok.goods.pricing.events import PricesChanged
from prilavok.goods.stock.events import StockChanged
from prilavok.insight.recommendations import api as recommendations
from prilavok.insight.recommendations.events import PopularityChanged
from prilavok.people.reviews.events import ReviewHidden, ReviewPublished, ReviewsMoved
from prilavok.trade.oms.baskets import api as baskets

REPRICE: Final = "prilavok.doors.storefront.jobs.reprice_shelf"
LAST: Final = -2  # what is said of single goods goes first


@reacts_to_many(ProductsChanged, as_="storefront.shelve_products")
def shelve_products(events: Sequence[ProductsChanged]) -> None:
    """Cards, categories, pictures, variants."""
    write_shelf.put_products(sorted({one for event in events for one in event.product_ids}))


@reacts_to_many(PricesChanged, as_="storefront.shelve_prices")
def shelve_prices(events: Sequence[PricesChanged]) -> None:
    """Prices; a product without any leaves the listings. An event without ids is about all of them: the shelf is looked
    over in portions, so that nobody else waits for the whole of it."""
    variant_ids = _with_bundles({one for event in events for one in event.variant_ids})
    write_shelf.put_prices(variant_ids)
    for piece in pieces(variant_ids):
        baskets.wake_baskets(piece)
    if any(not event.variant_ids for event in events):
        defer_many([Wanted(task=REPRICE, queue="storefront", lock=REPRICE, priority=LAST, kwargs={"after": 0})])


@reacts_to_many(StockChanged, as_="storefront.shelve_stock")
def shelve_stock(events: Sequence[StockChanged]) -> None:
    """Free pieces by location."""
    for variant_ids in pieces(_with_bundles({one for event in events for one in event.variant_ids})):
        write_shelf.put_stock(variant_ids)
        baskets.wake_baskets(variant_ids)


@reacts_to_many(AssortmentChanged, as_="storefront.shelve_assortment")
def shelve_assortment(events: Sequence[AssortmentChanged]) -> None:
    """Where it is listed, in which stores it counts as lying."""
    product_ids = {one for event in events for one in event.product_ids}
    made = bundles.products_made_with(product_ids=sorted(product_ids)) if product_ids else []
    write_shelf.put_products(sorted({*product_ids, *made}))


def _with_bundles(variant_ids: set[int]) -> list[int]:
    """The goods, and the bundles they are parts of: these change with them."""
    made = bundles.made_with(variant_ids=sorted(variant_ids)) if variant_ids else []
    return sorted({*variant_ids, *made})


@reacts_to_many(PopularityChanged, as_="storefront.rank_popularity")
def rank_popularity(events: Sequence[PopularityChanged]) -> None:
    """What sells lately rises in the listings, what does not sinks."""
    for product_ids in pieces(sorted({one for event in events for one in event.product_ids})):
        found = recommendations.popularity(product_ids=product_ids)
        write_shelf.put_popularity({key: one.points for key, one in found.items()})


@reacts_to_many(ReviewPublished, as_="storefront.rate_published")
def rate_published(events: Sequence[ReviewPublished]) -> None:
    """Stars on the cards go up and down with what is published."""
    rate_shelf.put_ratings(sorted({one.product_id for one in events}))


@reacts_to_many(ReviewHidden, as_="storefront.rate_hidden")
def rate_hidden(events: Sequence[ReviewHidden]) -> None:
    """And with what is not published any more."""
    rate_shelf.put_ratings(sorted({one.product_id for one in events}))


@reacts_to_many(ReviewsMoved, as_="storefront.rate_moved")
def rate_moved(events: Sequence[ReviewsMoved]) -> None:
    """And with reviews that went to another product."""
    rate_shelf.put_ratings(sorted({one for event in events for one in event.product_ids}))
