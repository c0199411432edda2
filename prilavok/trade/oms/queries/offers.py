"""Which stores can serve a basket: two questions, however many stores and goods."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from prilavok.base.clock import now
from prilavok.goods.pim.values import VariantId
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import Available, LocationCard, LocationId, Want
from prilavok.trade.oms.values import MissingLine, StoreOffer

NOTHING = Decimal(0)
Balances = Mapping[VariantId, Mapping[LocationId, Available]]


def store_offers(*, wants: Sequence[Want], city: str | None = None) -> tuple[StoreOffer, ...]:
    """The pick-up stores ranked for these goods."""
    stores = pickup_stores(city)
    if not stores or not wants:
        return ()
    balances = stock.availability(
        variant_ids=[want.variant_id for want in wants], location_ids=[card.location_id for card in stores]
    )
    return ranked(stores, wants, balances)


def pickup_stores(city: str | None = None) -> list[LocationCard]:
    """The stores where orders can be picked up, all or of one city."""
    stores = [card for card in stock.locations().values() if card.is_active and card.is_pickup]
    return [card for card in stores if not city or card.city.casefold() == city.casefold()]


def ranked(stores: Sequence[LocationCard], wants: Sequence[Want], balances: Balances) -> tuple[StoreOffer, ...]:
    """Everything first, then by goods served whole, then by pieces, then the quickest."""
    moment = now()
    offers = [_offer(card, wants, balances, moment) for card in stores]
    return tuple(sorted(offers, key=_rank))


def free_in(balances: Balances, variant_id: VariantId, location_id: LocationId) -> Decimal:
    """What may be promised of a good in a store."""
    balance = balances.get(variant_id, {}).get(location_id)
    return max(balance.available, NOTHING) if balance else NOTHING


def _offer(card: LocationCard, wants: Sequence[Want], balances: Balances, moment: datetime) -> StoreOffer:
    found = [(want, free_in(balances, want.variant_id, card.location_id)) for want in wants]
    missing = tuple(
        MissingLine(variant_id=want.variant_id, wanted=want.quantity, available=free)
        for want, free in found
        if free < want.quantity
    )
    ready_at = moment + timedelta(minutes=card.ready_in_minutes)
    return StoreOffer(location=card, has_all=not missing, missing=missing, ready_at=ready_at)


def _rank(offer: StoreOffer) -> tuple[int, Decimal, datetime, str]:
    lacking = sum((line.wanted - line.available for line in offer.missing), NOTHING)
    return len(offer.missing), lacking, offer.ready_at, offer.location.title
