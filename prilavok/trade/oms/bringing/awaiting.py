"""Goods that no store can send now, promised of expected arrivals: which, where, and from when they wait.

What lies anywhere near is always taken first; an arrival stands only for goods that may be ordered ahead, and for all
that is missing of such a good at once. It comes to the order's store itself, or to a place that sends there.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from prilavok.goods.pim.values import VariantId
from prilavok.goods.stock.advances import api as advances
from prilavok.goods.stock.advances.values import Coming
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.transfers.values import Bring, Network, Source
from prilavok.goods.stock.values import Available, LocationCard, LocationId, Want

NOTHING = Decimal(0)
OPENS, CLOSES = 10, 20
# An arrival is said by its day only: by noon it is unpacked.
UNPACKED: Final = time(12)
Expected = Mapping[VariantId, tuple[Coming, ...]]
Balances = Mapping[VariantId, Mapping[LocationId, Available]]


@dataclass(frozen=True, kw_only=True)
class Awaited:
    """So many pieces of a good that will arrive at a place, and when they can wait for the customer in the store.

    `is_lying`: these few lie there already and go along with the rest.
    """

    variant_id: VariantId
    location_id: LocationId
    quantity: Decimal
    expected_on: date
    ready_at: datetime
    is_lying: bool = False


def arrivals_of(preorders: Collection[VariantId]) -> Expected:
    """What is left to promise of the goods that may be ordered ahead. One query, none without such goods."""
    return advances.coming(sorted(preorders)) if preorders else {}


def awaited(
    card: LocationCard,
    missing: Mapping[VariantId, Decimal],
    balances: Balances,
    network: Network,
    expected: Expected,
    *,
    sources: Sequence[Source],
) -> tuple[Awaited, ...] | None:
    """Which arrivals stand for what nobody can send now; None when they do not suffice. No query."""
    found: list[Awaited] = []
    for variant_id, quantity in missing.items():
        near = sum((free_in(balances, variant_id, one.location_id) for one in sources), NOTHING)
        if quantity <= near or variant_id not in expected:
            continue
        own = _soonest(variant_id, quantity, reachable(card, expected[variant_id], network))
        if own is None:
            return None
        found += _lying_first(own, balances, card.location_id)
    return tuple(found)


def reachable(card: LocationCard, arrivals: Sequence[Coming], network: Network) -> tuple[tuple[datetime, Coming], ...]:
    """The arrivals that can come to the store, each with the moment from which it could be picked up, soonest first."""
    moments = ((ready_on(card, one.location_id, one.expected_on, network), one) for one in arrivals)
    found = [(moment, one) for moment, one in moments if moment is not None]
    return tuple(sorted(found, key=lambda pair: (pair[0], pair[1].arrival_id)))


def ready_on(card: LocationCard, place: LocationId, day: date, network: Network) -> datetime | None:
    """When what arrives at a place on a day can be picked up in the store; None when nothing brings it there."""
    here: datetime | None = timezone.make_aware(datetime.combine(day, UNPACKED))
    if place != card.location_id:
        senders = {one.location_id for one in network.sources.get(card.location_id, ())}
        here = transfers.arrives_at(network, place, card.location_id, here) if here and place in senders else None
    return not_at_night(here + timedelta(minutes=card.ready_in_minutes)) if here else None


@dataclass(frozen=True)
class Later:
    """The most of a good that could be ordered ahead at any one store, and the soonest moment for what is wanted."""

    most: Decimal = NOTHING
    ready_at: datetime | None = None


def later_of(
    want: Want, stores: Sequence[LocationCard], balances: Balances, network: Network, arrivals: Sequence[Coming]
) -> Later:
    """What arrivals can do for a wish at the stores given. No query."""
    most, moments = NOTHING, []
    for card in stores:
        coming = reachable(card, arrivals, network)
        here = free_in(balances, want.variant_id, card.location_id)
        total = here + sum((one.free for _, one in coming), NOTHING) if coming else NOTHING
        most = max(most, total)
        own = _soonest(want.variant_id, want.quantity - here, coming) if total >= want.quantity else None
        moments += [max(one.ready_at for one in own)] if own else []
    return Later(most, min(moments, default=None))


def brings_later(card: LocationCard, later: Sequence[Awaited]) -> tuple[Bring, ...]:
    """The transfers that bring on what arrives elsewhere: one a place, and it says that it has to wait."""
    groups: dict[LocationId, list[Awaited]] = {}
    for one in later:
        if one.location_id != card.location_id:
            groups.setdefault(one.location_id, []).append(one)
    return tuple(
        Bring(
            source_id=place,
            wants=tuple(Want(variant_id=one.variant_id, quantity=one.quantity) for one in group),
            expected_at=max(one.ready_at for one in group),
            comment=_wait_until(max(one.expected_on for one in group)),
        )
        for place, group in sorted(groups.items())
    )


def free_in(balances: Balances, variant_id: VariantId, location_id: LocationId) -> Decimal:
    """What may be promised of a good at a place."""
    balance = balances.get(variant_id, {}).get(location_id)
    return max(balance.available, NOTHING) if balance else NOTHING


def not_at_night(moment: datetime) -> datetime:
    """The moment in local time, put off to the morning when stores are closed."""
    local = timezone.localtime(moment)
    if local.hour >= CLOSES:
        local += timedelta(days=1)
    if local.hour >= CLOSES or local.hour < OPENS:
        local = local.replace(hour=OPENS, minute=0, second=0, microsecond=0)
    return local


def _soonest(
    variant_id: VariantId, quantity: Decimal, arrivals: Sequence[tuple[datetime, Coming]]
) -> list[Awaited] | None:
    found = []
    for ready_at, one in arrivals:
        count = min(quantity, one.free)
        quantity -= count
        found.append(
            Awaited(
                variant_id=variant_id,
                location_id=one.location_id,
                quantity=count,
                expected_on=one.expected_on,
                ready_at=ready_at,
            )
        )
        if quantity <= NOTHING:
            return found
    return None


def _lying_first(own: Sequence[Awaited], balances: Balances, here: LocationId) -> list[Awaited]:
    """What lies free where it arrives is not taken of the arrival; the store's own was counted before."""
    left: dict[LocationId, Decimal] = {here: NOTHING}
    found = []
    for one in own:
        lying = left.setdefault(one.location_id, free_in(balances, one.variant_id, one.location_id))
        count = min(lying, one.quantity)
        left[one.location_id] -= count
        found += [replace(one, quantity=count, is_lying=True)] if count else []
        found += [replace(one, quantity=one.quantity - count)] if one.quantity > count else []
    return found


def _wait_until(day: date) -> str:
    """For the people of the sending place, in the language of the house."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("Ordered ahead: send it when the arrival of %(day)s is here.") % {"day": date_format(day, "j E")}
