"""The stores of a city for one good: how many, how far, from when; by themselves or with what others bring."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from prilavok.doors.storefront import memory, rules
from prilavok.doors.storefront.queries import shelf, words
from prilavok.doors.storefront.values import LadderStep, Place
from prilavok.goods.pim.values import VariantCard
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.transfers.values import Network
from prilavok.goods.stock.values import Available, LocationCard, LocationId, Want
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import StoreOffer

Point = tuple[Decimal, Decimal]
ONE = Decimal(1)
NOBODY = Network(sources={}, takers=frozenset())


@dataclass(frozen=True)
class Ladder:
    """The steps, what distances are measured from ("" when from the middle of the city's stores), the offers."""

    steps: tuple[LadderStep, ...] = ()
    measured_from: str = ""
    ahead: StoreOffer | None = None
    brought: StoreOffer | None = None


def ladder_of(
    chosen: VariantCard,
    balances: Mapping[LocationId, Available],
    place: Place,
    selling: Collection[int],
    *,
    is_bundle: bool = False,
) -> Ladder:
    """Stores that sell it, the visitor's own first, then those that have it, the nearest of them first.

    Of a bundle it is only said what lies there: parts may come from several stores, which the basket looks into.
    """
    known = shelf.stores()
    offered = [known[one] for one in place.near or tuple(known) if one in selling and one in known]
    has_none = not any(balances[one.location_id].available > 0 for one in offered if one.location_id in balances)
    offers = oms.offers_at(
        stores=offered,
        wants=[Want(variant_id=chosen.variant_id, quantity=ONE)],
        balances={chosen.variant_id: balances},
        network=NOBODY if is_bundle else _network(tuple(int(one.location_id) for one in offered)),
        preorders=[chosen.variant_id] if chosen.can_preorder and has_none else (),
    )
    by_store = {int(one.location.location_id): one for one in offers}
    mine = known.get(place.store_id) if place.store_id else None
    start = _point(mine) or _middle(offered if place.city else ())
    steps = [_step(one, chosen, balances, place, _Told(by_store.get(int(one.location_id)), start)) for one in offered]
    soonest = sorted((one for one in offers if one.brought_at is not None), key=_when)
    return Ladder(
        steps=tuple(sorted(steps, key=_rank)),
        measured_from=mine.title if _point(mine) and mine else "",
        ahead=next((one for one in soonest if one.is_ahead), None),
        brought=next((one for one in soonest if not one.is_ahead), None),
    )


def _network(store_ids: tuple[int, ...]) -> Network:
    """Who could send to these stores; at most a second old."""
    return memory.kept(("network", store_ids), memory.STORES_S, lambda: transfers.network(target_ids=store_ids))


@dataclass(frozen=True)
class _Told:
    offer: StoreOffer | None
    start: Point | None


def _step(
    one: LocationCard, chosen: VariantCard, balances: Mapping[LocationId, Available], place: Place, told: _Told
) -> LadderStep:
    balance, offer, point = balances.get(one.location_id), told.offer, _point(one)
    available = balance.available if balance else Decimal(0)
    is_here = available > 0
    is_mine = one.location_id == place.store_id
    later = offer.brought_at if offer and not is_here else None
    return LadderStep(
        location_id=one.location_id,
        title=one.title,
        city=one.city,
        address=one.address if place.city or not place.near else f"{one.city}, {one.address}",
        hours=one.hours,
        latitude=one.latitude,
        longitude=one.longitude,
        available=available,
        words=words.unknown() if balance and balance.doubt else words.amount_words(available, chosen.unit),
        tone=rules.amount_tone(available),
        ready=words.ready_words(offer.ready_at if offer and offer.has_all else None, one.hours) if is_here else "",
        is_mine=is_mine,
        km=rules.kilometres(told.start, point) if told.start and point and not is_mine else None,
        later=words.later_words(later, is_ahead=bool(offer and offer.is_ahead)),
    )


def _rank(step: LadderStep) -> tuple[bool, bool, bool, float, str]:
    far = step.km if step.km is not None else 0.0
    return not step.is_mine, step.available <= 0, not step.later, far, rules.plain(step.title)


def _when(offer: StoreOffer) -> float:
    return offer.brought_at.timestamp() if offer.brought_at else 0.0


def _point(one: LocationCard | None) -> Point | None:
    return (one.latitude, one.longitude) if one and one.latitude is not None and one.longitude is not None else None


def _middle(stores: Sequence[LocationCard]) -> Point | None:
    """The middle of a city, as its stores know it; a single store is no distance from itself."""
    points = [point for one in stores if (point := _point(one))]
    if len(points) < 2:
        return None
    count = len(points)
    return sum((one for one, _ in points), Decimal(0)) / count, sum((two for _, two in points), Decimal(0)) / count
