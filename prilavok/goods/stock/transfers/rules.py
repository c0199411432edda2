"""Pure decisions of transfers: what arrived, what a decision moves, when goods leave, who sends what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from prilavok.goods.stock.transfers.values import RouteView, Source

NOTHING: Final = Decimal(0)
MILLI: Final = Decimal("0.001")
MOST: Final = Decimal(99_999)
MOST_LINES: Final = 300
LONGEST_HOURS: Final = 24 * 60
# What may be decided about each kind of discrepancy.
OUTCOMES: Final = {
    "short": ("at_sender", "at_receiver", "written_off"),
    "damaged": ("at_receiver", "at_sender", "written_off"),
    "surplus": ("from_sender", "back", "entered"),
    "missing": ("found", "written_off"),
}


@dataclass(frozen=True)
class Arrived:
    """What a receiver's count means: on the shelf, damaged, short of what was sent, more than was sent."""

    accepted: Decimal
    damaged: Decimal
    short: Decimal
    surplus: Decimal


@dataclass(frozen=True)
class Effect:
    """What a decision does: to the sender's balance, to the receiver's, and how much is written off for good."""

    source: Decimal = NOTHING
    target: Decimal = NOTHING
    lost: Decimal = NOTHING


def is_count(quantity: Decimal) -> bool:
    """True for a quantity that can be counted: zero or more, no finer than a thousandth."""
    return quantity.is_finite() and NOTHING <= quantity <= MOST and quantity == quantity.quantize(MILLI)


def arrived(*, sent: Decimal, good: Decimal, damaged: Decimal) -> Arrived | None:
    """What came of a line; None when more are said to be damaged than were sent."""
    if damaged > sent:
        return None
    accepted = min(good, sent - damaged)
    return Arrived(accepted=accepted, damaged=damaged, short=sent - damaged - accepted, surplus=good - accepted)


def effect(kind: str, outcome: str, quantity: Decimal) -> Effect | None:
    """What is moved by deciding so about a discrepancy; None when that cannot be decided.

    What is short or damaged is in transit until then: the sum of all balances, of what is in transit and of what was
    written off never changes. A surplus entered as found is a write-off of less than nothing.
    """
    if outcome not in OUTCOMES.get(kind, ()):
        return None
    if kind == "missing":
        return Effect() if outcome == "found" else Effect(target=-quantity, lost=quantity)
    return {
        "at_sender": Effect(source=quantity),
        "at_receiver": Effect(target=quantity),
        "written_off": Effect(lost=quantity),
        "from_sender": Effect(source=-quantity, target=quantity),
        "back": Effect(),
        "entered": Effect(target=quantity, lost=-quantity),
    }[outcome]


def number_of(count: int) -> str:
    """The speakable number of a transfer: П, a count, a check digit that catches a wrong or swapped digit."""
    weighted = 0
    for place, digit in enumerate(reversed(str(count))):
        doubled = int(digit) * 2 if place % 2 == 0 else int(digit)
        weighted += doubled - 9 if doubled > 9 else doubled
    return f"П{count}-{-weighted % 10}"


def less_promised(promised: Mapping[int, Decimal], too_much: Decimal) -> dict[int, Decimal]:
    """Take so much away from what transfers promise of a good, the youngest transfer first; what remains of each."""
    remaining = {}
    for transfer_id in sorted(promised, reverse=True):
        taken = min(promised[transfer_id], too_much)
        remaining[transfer_id] = promised[transfer_id] - taken
        too_much -= taken
    return remaining


def departure(route: RouteView, asked_at: datetime) -> datetime:
    """When goods asked for now leave: at the cut-off of today, if that is still to come and a day of the route."""
    day = asked_at
    for _ in range(8):
        leaves = day.replace(
            hour=route.cut_off.hour, minute=route.cut_off.minute, second=route.cut_off.second, microsecond=0
        )
        if leaves >= asked_at and leaves.isoweekday() in route.weekdays:
            return leaves
        day += timedelta(days=1)
    return asked_at


def arrival(route: RouteView, asked_at: datetime) -> datetime:
    """When they arrive; the moment given is in the time zone of the cut-off."""
    return departure(route, asked_at) + timedelta(hours=route.lead_hours)


def weight(route: RouteView) -> int:
    """How exactly a route names its ends: places before regions before anywhere, the sender before the receiver."""
    ends = ((route.source_id, route.source_region, 3), (route.target_id, route.target_region, 1))
    return sum(2 * worth if place else worth if region else 0 for place, region, worth in ends)


def route_between(routes: Sequence[RouteView], source: tuple[int, str], target: tuple[int, str]) -> RouteView | None:
    """The most exact route between two places, each given with its region; an inactive one forbids the way."""
    fitting = [
        one
        for one in routes
        if _fits(one.source_id, one.source_region, source) and _fits(one.target_id, one.target_region, target)
    ]
    best = max(fitting, key=weight, default=None)
    return best if best is not None and best.is_active else None


def _fits(place: int | None, region: str, end: tuple[int, str]) -> bool:
    if place is not None:
        return place == end[0]
    return not region or region == end[1]


def sourced(
    wanted: Mapping[int, Decimal], free: Mapping[int, Mapping[int, Decimal]], sources: Iterable[Source]
) -> dict[Source, dict[int, Decimal]] | None:
    """Who sends what so that all of it comes; None when it cannot.

    One sender for everything is best, the soonest of those; else as few senders as a greedy choice finds: the one with
    most of the missing pieces, then the soonest.
    """
    missing = {one: quantity for one, quantity in wanted.items() if quantity > NOTHING}
    known = sorted(sources, key=lambda one: (one.arrives_at, one.location_id))
    parts: dict[Source, dict[int, Decimal]] = {}
    while missing:
        best, most = None, NOTHING
        for one in known:
            covered = sum(_covered(missing, free, one.location_id).values(), NOTHING)
            if one not in parts and covered > most:
                best, most = one, covered
        if best is None:
            return None
        parts[best] = _covered(missing, free, best.location_id)
        missing = {
            one: rest for one, quantity in missing.items() if (rest := quantity - parts[best].get(one, NOTHING)) > 0
        }
    return parts


def _covered(
    missing: Mapping[int, Decimal], free: Mapping[int, Mapping[int, Decimal]], location_id: int
) -> dict[int, Decimal]:
    found = {one: min(quantity, free.get(one, {}).get(location_id, NOTHING)) for one, quantity in missing.items()}
    return {one: quantity for one, quantity in found.items() if quantity > NOTHING}
