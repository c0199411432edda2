"""Which stores can serve a basket: two questions, however many stores and goods."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from prilavok.base.clock import now
from prilavok.goods.pim.values import VariantId
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import Available, LocationCard, LocationId, Want
from prilavok.trade.oms.queries.selling import Selling, selling_of
from prilavok.trade.oms.values import Channel, MissingLine, StoreOffer

NOTHING = Decimal(0)
Balances = Mapping[VariantId, Mapping[LocationId, Available]]


def store_offers(
    *, wants: Sequence[Want], city: str | None = None, channel: str = Channel.SITE
) -> tuple[StoreOffer, ...]:
    """The pick-up stores ranked for these goods, without those that sell none of them."""
    stores = pickup_stores(city)
    if not stores or not wants:
        return ()
    balances = stock.availability(
        variant_ids=[want.variant_id for want in wants], location_ids=[card.location_id for card in stores]
    )
    selling = selling_of([want.variant_id for want in wants], stores, channel)
    return ranked(stores, wants, balances, selling)


def pickup_stores(city: str | None = None) -> list[LocationCard]:
    """The stores where orders can be picked up, all or of one city."""
    stores = [card for card in stock.locations().values() if card.is_active and card.is_pickup]
    return [card for card in stores if not city or card.city.casefold() == city.casefold()]


def ranked(
    stores: Sequence[LocationCard], wants: Sequence[Want], balances: Balances, selling: Selling
) -> tuple[StoreOffer, ...]:
    """Everything first, then by goods served whole, then by pieces, then the quickest."""
    moment, free = now(), sellable(balances, selling)
    offers = [
        _offer(card, wants, free, moment, selling)
        for card in stores
        if any(selling.sells(want.variant_id, card.location_id) for want in wants)
    ]
    return tuple(sorted(offers, key=_rank))


def sellable(balances: Balances, selling: Selling) -> Balances:
    """The balances without those of stores that leave the goods out."""
    return {
        key: {place: one for place, one in places.items() if selling.sells(key, place)}
        for key, places in balances.items()
    }


def free_in(balances: Balances, variant_id: VariantId, location_id: LocationId) -> Decimal:
    """What may be promised of a good in a store."""
    balance = balances.get(variant_id, {}).get(location_id)
    return max(balance.available, NOTHING) if balance else NOTHING


def _offer(
    card: LocationCard, wants: Sequence[Want], balances: Balances, moment: datetime, selling: Selling
) -> StoreOffer:
    found = [(want, free_in(balances, want.variant_id, card.location_id)) for want in wants]
    missing = tuple(
        MissingLine(
            variant_id=want.variant_id,
            wanted=want.quantity,
            available=free,
            is_sold=selling.sells(want.variant_id, card.location_id),
        )
        for want, free in found
        if free < want.quantity
    )
    ready_at = moment + timedelta(minutes=card.ready_in_minutes)
    return StoreOffer(location=card, has_all=not missing, missing=missing, ready_at=ready_at)


def _rank(offer: StoreOffer) -> tuple[int, Decimal, datetime, str]:
    lacking = sum((line.wanted - line.available for line in offer.missing), NOTHING)
    return len(offer.missing), lacking, offer.ready_at, offer.location.title
