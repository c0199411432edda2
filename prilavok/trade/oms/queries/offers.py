"""Which stores can serve a basket, by themselves or with what others send: a few questions, however many stores."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from prilavok.base.clock import now
from prilavok.goods.pim.values import VariantId
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.transfers.values import Network
from prilavok.goods.stock.values import Available, LocationCard, LocationId, Want
from prilavok.trade.oms.bringing.awaiting import Expected, arrivals_of
from prilavok.trade.oms.bringing.planning import parts_later
from prilavok.trade.oms.queries.selling import Selling, selling_of
from prilavok.trade.oms.values import Channel, MissingLine, StoreOffer

NOTHING = Decimal(0)
Balances = Mapping[VariantId, Mapping[LocationId, Available]]


def store_offers(
    *,
    wants: Sequence[Want],
    city: str | None = None,
    channel: str = Channel.SITE,
    brought: bool = False,
    preorders: Collection[VariantId] = (),
) -> tuple[StoreOffer, ...]:
    """The pick-up stores ranked for these goods, without those that sell none of them.

    `brought`: with what other stores could send them; `preorders`: goods that may be promised of arrivals then. Without
    these, two questions: stores with what lies there, and the assortment.
    """
    ids = [want.variant_id for want in wants]
    everywhere, balances = stock.shelves(variant_ids=ids)
    stores = [card for card in everywhere if _is_in(card, city)]
    if not stores or not wants:
        return ()
    network = network_of(stores) if brought else None
    if network is not None:
        balances = stock.availability(variant_ids=ids, location_ids=places_of(stores, network))
    selling = selling_of(ids, stores, channel)
    return ranked(stores, wants, balances, selling, network, arrivals_of(preorders) if brought else None)


def offers_at(
    *,
    stores: Sequence[LocationCard],
    wants: Sequence[Want],
    balances: Balances,
    network: Network | None = None,
    preorders: Collection[VariantId] = (),
) -> tuple[StoreOffer, ...]:
    """The same for stores that are known to sell the goods, by balances that were read before.

    No query; one with `preorders`.
    """
    return ranked(stores, wants, balances, Selling({}), network, arrivals_of(preorders))


def network_of(stores: Sequence[LocationCard]) -> Network | None:
    """Who could send to these stores; None when nobody takes part."""
    network = transfers.network(target_ids=[card.location_id for card in stores])
    return network if network.sources else None


NOBODY = Network(sources={}, takers=frozenset())


def places_of(stores: Sequence[LocationCard], network: Network | None) -> list[LocationId]:
    """The stores and those that could send to them, each once."""
    places = {card.location_id: None for card in stores}
    for sources in network.sources.values() if network else ():
        places.update({one.location_id: None for one in sources})
    return list(places)


def pickup_stores(city: str | None = None) -> list[LocationCard]:
    """The stores where orders can be picked up, all or of one city."""
    stores = [card for card in stock.locations().values() if card.is_active and card.is_pickup]
    return [card for card in stores if _is_in(card, city)]


def _is_in(card: LocationCard, city: str | None) -> bool:
    return not city or card.city.casefold() == city.casefold()


def ranked(
    stores: Sequence[LocationCard],
    wants: Sequence[Want],
    balances: Balances,
    selling: Selling,
    network: Network | None = None,
    expected: Expected | None = None,
) -> tuple[StoreOffer, ...]:
    """Everything first, then what can be brought soonest, then by goods served whole, by pieces, the quickest."""
    moment, free = now(), sellable(balances, selling)
    offers = [
        _offer(card, wants, free, moment, selling)
        for card in stores
        if any(selling.sells(want.variant_id, card.location_id) for want in wants)
    ]
    if network is not None or expected:
        ways = network or NOBODY
        offers = [_later(one, wants, free, ways, expected or {}) if _may_be_brought(one) else one for one in offers]
    return tuple(sorted(offers, key=_rank))


def most_of(balances: Balances, variant_id: VariantId, card: LocationCard, network: Network | None) -> Decimal:
    """What a store can promise of a good, with what others can send it."""
    senders = network.sources.get(card.location_id, ()) if network else ()
    places = [card.location_id, *(one.location_id for one in senders)]
    return sum((free_in(balances, variant_id, place) for place in places), NOTHING)


def _later(
    offer: StoreOffer, wants: Sequence[Want], balances: Balances, network: Network, expected: Expected
) -> StoreOffer:
    """The offer with what others can send the store, or, when that does not suffice, with what is to arrive."""
    card = offer.location
    near = parts_later(card, wants, balances, network, {})
    parts = near if near is not None or not expected else parts_later(card, wants, balances, network, expected)
    if not parts:
        return offer
    return replace(offer, brought_at=max(one.ready_at for one in parts), is_ahead=near is None, later=parts)


def most_made(balances: Balances, each: Sequence[Want], card: LocationCard, network: Network | None) -> Decimal:
    """How many times a store can promise all of these together, with what others can send it."""
    if len(each) == 1 and each[0].quantity == 1:
        return most_of(balances, each[0].variant_id, card, network)
    return min(most_of(balances, one.variant_id, card, network) // one.quantity for one in each)


def _may_be_brought(offer: StoreOffer) -> bool:
    return not offer.has_all and all(line.is_sold for line in offer.missing)


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


def _rank(offer: StoreOffer) -> tuple[int, int, Decimal, datetime, str]:
    if offer.brought_at is not None:
        return 1, 0, NOTHING, offer.brought_at, offer.location.title
    lacking = sum((line.wanted - line.available for line in offer.missing), NOTHING)
    return 2 if offer.missing else 0, len(offer.missing), lacking, offer.ready_at, offer.location.title
