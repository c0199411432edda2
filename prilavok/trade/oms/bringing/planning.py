"""Who sends what to an order's store, and by when it can be promised."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from prilavok.goods.pim.values import VariantId
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.transfers.values import Bring, Network, Source
from prilavok.goods.stock.values import Available, LocationCard, LocationId, Want

NOTHING = Decimal(0)
OPENS, CLOSES = 10, 20
Balances = Mapping[VariantId, Mapping[LocationId, Available]]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is taken in the order's store, what others send there, when all of it will wait for the customer."""

    here: tuple[Want, ...]
    brings: tuple[Bring, ...]
    promised_at: datetime


def plan_for(
    card: LocationCard, wants: Sequence[Want], *, without: bool = False, not_from: Collection[int] = ()
) -> Plan | None:
    """How the store gets all of it; None when it has everything or others cannot send the rest.

    `without`: nothing is to be taken in the store itself (it did not find it). `not_from`: who is not asked. Four
    queries at most.
    """
    network = transfers.network(target_ids=[card.location_id])
    sources = [one for one in network.sources.get(card.location_id, ()) if one.location_id not in not_from]
    if not sources:
        return None
    places = [card.location_id, *(one.location_id for one in sources)]
    balances = stock.availability(variant_ids=[want.variant_id for want in wants], location_ids=places)
    own: Mapping[VariantId, Decimal] = {} if without else free_here(balances, wants, card.location_id)
    missing = {want.variant_id: want.quantity - own.get(want.variant_id, NOTHING) for want in wants}
    parts = sourced(missing, balances, sources)
    if not parts:
        return None
    here = tuple(Want(variant_id=one, quantity=quantity) for one, quantity in own.items() if quantity)
    return Plan(here=here, brings=_brings(parts), promised_at=promise(card, parts))


def sourced(
    missing: Mapping[VariantId, Decimal], balances: Balances, sources: Sequence[Source]
) -> dict[Source, dict[int, Decimal]]:
    """Who sends what; nothing when they cannot send all, or nothing is missing."""
    free: dict[int, dict[int, Decimal]] = {
        variant_id: {one.location_id: _free(balances, variant_id, one.location_id) for one in sources}
        for variant_id, quantity in missing.items()
        if quantity > NOTHING
    }
    wanted = {int(one): quantity for one, quantity in missing.items() if one in free}
    return transfers.sourced(wanted, free, sources) or {}


def promise(card: LocationCard, parts: Mapping[Source, object]) -> datetime:
    """When the order will wait for its customer: the last arrival and the store's time, not in the night."""
    ready = max(one.arrives_at for one in parts) + timedelta(minutes=card.ready_in_minutes)
    local = timezone.localtime(ready)
    if local.hour >= CLOSES:
        local += timedelta(days=1)
    if local.hour >= CLOSES or local.hour < OPENS:
        local = local.replace(hour=OPENS, minute=0, second=0, microsecond=0)
    return local


def brought_at(card: LocationCard, wants: Sequence[Want], balances: Balances, network: Network) -> datetime | None:
    """When all of it could wait in the store if the rest is brought; None when it cannot be."""
    sources = network.sources.get(card.location_id, ())
    if not sources:
        return None
    own = free_here(balances, wants, card.location_id)
    parts = sourced({want.variant_id: want.quantity - own[want.variant_id] for want in wants}, balances, sources)
    return promise(card, parts) if parts else None


def free_here(balances: Balances, wants: Sequence[Want], location_id: LocationId) -> dict[VariantId, Decimal]:
    """What the store itself can give of each want."""
    return {want.variant_id: min(want.quantity, _free(balances, want.variant_id, location_id)) for want in wants}


def _free(balances: Balances, variant_id: VariantId, location_id: LocationId) -> Decimal:
    balance = balances.get(variant_id, {}).get(location_id)
    return max(balance.available, NOTHING) if balance else NOTHING


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
