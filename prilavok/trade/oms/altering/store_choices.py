"""Where else an order could wait: every other store with all of its goods, as stock says now."""

from prilavok.goods.stock.values import LocationId, Want
from prilavok.trade.oms.queries.offers import store_offers
from prilavok.trade.oms.values import OrderView, StoreOffer


def store_choices(order: OrderView) -> tuple[StoreOffer, ...]:
    """The stores that can take the order over whole first, then those that lack something. Three queries."""
    wants = [Want(variant_id=line.variant_id, quantity=line.quantity) for line in order.lines]
    offers = store_offers(wants=wants, channel=order.channel)
    return tuple(one for one in offers if one.location.location_id != LocationId(order.location_id))
