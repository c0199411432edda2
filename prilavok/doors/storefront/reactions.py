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

SHELVE: Final = "storefront.shelve"
REPRICE: Final = "prilavok.doors.storefront.jobs.reprice_shelf"
LAST: Final = -2  # what is said of single goods goes first


@reacts_to_many(ProductsChanged, as_=SHELVE, at_once=True)
@reacts_to_many(PricesChanged, as_=SHELVE, at_once=True)
@reacts_to_many(StockChanged, as_=SHELVE, at_once=True)
@reacts_to_many(AssortmentChanged, as_=SHELVE, at_once=True)
def shelve(events: Sequence[ProductsChanged | PricesChanged | StockChanged | AssortmentChanged]) -> None:
    """Cards, prices, stock and where it is sold: one stream, so that a product of which an import says all four is
    written once."""
    whole = {one for event in events if isinstance(event, ProductsChanged) for one in event.product_ids}
    whole |= _matrix({one for event in events if isinstance(event, AssortmentChanged) for one in event.product_ids})
    prices = [event for event in events if isinstance(event, PricesChanged)]
    priced = _with_bundles({one for event in prices for one in event.variant_ids})
    stocked = _with_bundles({one for event in events if isinstance(event, StockChanged) for one in event.variant_ids})
    if whole:
        write_shelf.put_products(sorted(whole))
    write_shelf.put_prices(priced, but_not=whole)
    write_shelf.put_stock(stocked, but_not=whole)
    for piece in pieces(sorted({*priced, *stocked})):
        baskets.wake_baskets(piece)
    if any(not event.variant_ids for event in prices):
        _look_all_over()


def _look_all_over() -> None:
    """Prices of everything may have changed: the shelf is looked over in portions, nobody waits for the whole of it."""
    defer_many([Wanted(task=REPRICE, queue="storefront", lock=REPRICE, priority=LAST, kwargs={"after": 0})])


def _matrix(product_ids: set[int]) -> set[int]:
    """The goods, and the bundles they are parts of: these are listed with them."""
    made = bundles.products_made_with(product_ids=sorted(product_ids)) if product_ids else []
    return {*product_ids, *(int(one) for one in made)}


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
