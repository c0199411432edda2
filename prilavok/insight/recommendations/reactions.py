"""What is bought is written down at once and counted a minute later; changed cards are noted for the next choosing."""

from collections.abc import Sequence
from typing import Final

from prilavok.base.events import reacts_to_many
from prilavok.base.jobs import Wanted, defer_many
from prilavok.goods.pim.events import ProductsChanged, ProductsMerged
from prilavok.insight.recommendations import api
from prilavok.trade.oms.events import OrderCorrected, OrderMoved, OrderPlaced
from prilavok.trade.receipts.events import ReceiptsChanged

LAST = ("cancelled", "expired")
FOLLOW: Final = "prilavok.insight.recommendations.jobs.follow_goods"


@reacts_to_many(OrderPlaced, as_="recommendations.remember_order")
def remember_orders(events: Sequence[OrderPlaced]) -> None:
    """A new order is a basket."""
    api.remember_orders([event.order_id for event in events])


@reacts_to_many(OrderCorrected, as_="recommendations.correct_basket")
def correct_baskets(events: Sequence[OrderCorrected]) -> None:
    """Other lines make another basket."""
    api.remember_orders([event.order_id for event in events])


@reacts_to_many(OrderMoved, as_="recommendations.forget_order")
def forget_orders(events: Sequence[OrderMoved]) -> None:
    """A cancelled order was no purchase."""
    dead = [event.order_id for event in events if event.to_status in LAST]
    if dead:
        api.remember_orders(dead)


@reacts_to_many(ReceiptsChanged, as_="recommendations.remember_receipts")
def remember_receipts(events: Sequence[ReceiptsChanged]) -> None:
    """What tills sell counts as much as what the site sells."""
    api.remember_receipts([one for event in events for one in event.receipt_ids])


@reacts_to_many(ProductsChanged, as_="recommendations.note_goods")
def note_goods(events: Sequence[ProductsChanged]) -> None:
    """Another card may be similar to others."""
    api.note_goods(one for event in events for one in event.product_ids)


@reacts_to_many(ProductsMerged, as_="recommendations.follow_goods")
def follow_merged(events: Sequence[ProductsMerged]) -> None:
    """What was bought was another product, or two."""
    ids = sorted({one for event in events for one in event.product_ids})
    api.lead_words(ids)
    defer_many([Wanted(task=FOLLOW, queue="recommendations", kwargs={"product_ids": ids})])
