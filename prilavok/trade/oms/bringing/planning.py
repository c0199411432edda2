"""Who sends what to an order's store, and by when it can be promised."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from prilavok.goods.pim.values import VariantId
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.advances.values import Ahead
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.transfers.values import Bring, Network, Source
from prilavok.goods.stock.values import Available, LocationCard, LocationId, Want
from prilavok.trade.oms.bringing.awaiting import (
    NOTHING,
    Awaited,
    Expected,
    arrivals_of,
    awaited,
    brings_later,
    free_in,
    not_at_night,
)
from prilavok.trade.oms.values import LaterPart

Balances = Mapping[VariantId, Mapping[LocationId, Available]]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is taken in the order's store, what others send there, when all of it will wait for the customer.

    `ahead` of these have not come: they are expected, and promised to the order.
    """

    here: tuple[Want, ...]
    brings: tuple[Bring, ...]
    promised_at: datetime
    ahead: tuple[Ahead, ...] = ()


def plan_for(
    card: LocationCard,
    wants: Sequence[Want],
    *,
    without: bool = False,
    not_from: Collection[int] = (),
    preorders: Collection[VariantId] = (),
) -> Plan | None:
    """How the store gets all of it; None when it has everything or the rest can neither be sent nor awaited.

    `without`: nothing is to be taken in the store itself (it did not find it). `not_from`: who is not asked.
    `preorders`: goods that may be promised of expected arrivals. Six queries at most.
    """
    network = transfers.network(target_ids=[card.location_id])
    sources = [one for one in network.sources.get(card.location_id, ()) if one.location_id not in not_from]
    expected = arrivals_of(preorders)
    if not sources and not expected:
        return None
    places = [card.location_id, *(one.location_id for one in sources)]
    balances = stock.availability(variant_ids=[want.variant_id for want in wants], location_ids=places)
    own: Mapping[VariantId, Decimal] = {} if without else free_here(balances, wants, card.location_id)
    missing = {want.variant_id: want.quantity - own.get(want.variant_id, NOTHING) for want in wants}
    parts = split(card, missing, balances, network, expected, sources=sources)
    return _plan(card, own, parts) if parts else None


@dataclass(frozen=True)
class Parts:
    """What others send now, and what is promised of arrivals."""

    brought: Mapping[Source, Mapping[int, Decimal]]
    later: tuple[Awaited, ...]

    def __bool__(self) -> bool:
        return bool(self.brought or self.later)

    def ready_at(self, card: LocationCard) -> datetime:
        """When the last of it can be picked up."""
        return max([*([promise(card, self.brought)] if self.brought else []), *(one.ready_at for one in self.later)])


def split(
    card: LocationCard,
    missing: Mapping[VariantId, Decimal],
    balances: Balances,
    network: Network,
    expected: Expected,
    *,
    sources: Sequence[Source],
) -> Parts | None:
    """Who sends what the store lacks, and what of it has to arrive first; None when that does not suffice."""
    later = awaited(card, missing, balances, network, expected, sources=sources)
    if later is None:
        return None
    awaits = {one.variant_id for one in later}
    rest = {one: quantity for one, quantity in missing.items() if one not in awaits and quantity > NOTHING}
    brought = sourced(rest, balances, sources) if rest else {}
    return None if rest and not brought else Parts(brought, later)


def _plan(card: LocationCard, own: Mapping[VariantId, Decimal], parts: Parts) -> Plan:
    here = dict(own)
    for one in parts.later:
        if one.location_id == card.location_id:
            here[one.variant_id] = here.get(one.variant_id, NOTHING) + one.quantity
    return Plan(
        here=tuple(Want(variant_id=one, quantity=quantity) for one, quantity in here.items() if quantity),
        brings=(*_brings(parts.brought), *brings_later(card, parts.later)),
        promised_at=parts.ready_at(card),
        ahead=tuple(
            Ahead(location_id=one.location_id, variant_id=one.variant_id, quantity=one.quantity, until=one.expected_on)
            for one in parts.later
            if not one.is_lying
        ),
    )


def sourced(
    missing: Mapping[VariantId, Decimal], balances: Balances, sources: Sequence[Source]
) -> dict[Source, dict[int, Decimal]]:
    """Who sends what; nothing when they cannot send all, or nothing is missing."""
    free: dict[int, dict[int, Decimal]] = {
        variant_id: {one.location_id: free_in(balances, variant_id, one.location_id) for one in sources}
        for variant_id, quantity in missing.items()
        if quantity > NOTHING
    }
    wanted = {int(one): quantity for one, quantity in missing.items() if one in free}
    return transfers.sourced(wanted, free, sources) or {}


def promise(card: LocationCard, parts: Mapping[Source, object]) -> datetime:
    """When the order will wait for its customer: the last arrival and the store's time, not in the night."""
    ready = max(one.arrives_at for one in parts) + timedelta(minutes=card.ready_in_minutes)
    return not_at_night(ready)


def parts_later(
    card: LocationCard, wants: Sequence[Want], balances: Balances, network: Network, expected: Expected
) -> tuple[LaterPart, ...] | None:
    """When each good the store lacks could wait there if it is brought or awaited; None when not all of it can be."""
    own = free_here(balances, wants, card.location_id)
    missing = {want.variant_id: want.quantity - own[want.variant_id] for want in wants}
    sources = network.sources.get(card.location_id, ())
    parts = split(card, missing, balances, network, expected, sources=sources)
    return _apart(card, parts) if parts else None


def _apart(card: LocationCard, parts: Parts) -> tuple[LaterPart, ...]:
    senders: dict[int, list[Source]] = {}
    for source, wants in parts.brought.items():
        for variant_id in wants:
            senders.setdefault(variant_id, []).append(source)
    moments = {one: promise(card, dict.fromkeys(sources)) for one, sources in senders.items()}
    arriving: dict[int, datetime] = {}
    for one in parts.later:
        arriving[one.variant_id] = max(arriving.get(one.variant_id, one.ready_at), one.ready_at)
    return (
        *(LaterPart(VariantId(key), at) for key, at in moments.items()),
        *(LaterPart(VariantId(key), at, is_ahead=True) for key, at in arriving.items()),
    )


def free_here(balances: Balances, wants: Sequence[Want], location_id: LocationId) -> dict[VariantId, Decimal]:
    """What the store itself can give of each want."""
    return {want.variant_id: min(want.quantity, free_in(balances, want.variant_id, location_id)) for want in wants}


def _brings(parts: Mapping[Source, Mapping[int, Decimal]]) -> tuple[Bring, ...]:
    return tuple(
        Bring(
            source_id=one.location_id,
            wants=tuple(
                Want(variant_id=VariantId(variant_id), quantity=quantity) for variant_id, quantity in wants.items()
            ),
            expected_at=one.arrives_at,
        )
        for one, wants in parts.items()
    )
