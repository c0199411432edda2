"""Which arrival is promised to whom. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from prilavok.goods.stock.advances.values import Ahead, Coming
from prilavok.goods.stock.values import LocationId, VariantId

NOTHING = Decimal(0)


def coming(arrival_id: int, variant_id: int, location_id: int, expected_on: date, free: Decimal) -> Coming:
    """An arrival as the database tells it, column by column."""
    return Coming(
        arrival_id=arrival_id,
        variant_id=VariantId(variant_id),
        location_id=LocationId(location_id),
        expected_on=expected_on,
        free=free,
    )


def after_debts(arrivals: Sequence[Coming], debts: Mapping[tuple[int, int], Decimal]) -> tuple[Coming, ...]:
    """What is left of arrivals, soonest first, when they have paid what their place owes already, by (good, place)."""
    owed = dict(debts)
    left = []
    for one in sorted(arrivals, key=lambda row: (row.expected_on, row.arrival_id)):
        place = (one.variant_id, one.location_id)
        paid = min(owed.get(place, NOTHING), one.free)
        owed[place] = owed.get(place, NOTHING) - paid
        if one.free > paid:
            left.append(replace(one, free=one.free - paid))
    return tuple(left)


def allotted(wanted: Sequence[Ahead], arrivals: Sequence[Coming]) -> tuple[dict[int, Decimal], tuple[Ahead, ...]]:
    """How much of each arrival goes to what is wanted, soonest first; and what of it no arrival covers in time."""
    free = {one.arrival_id: one.free for one in arrivals}
    taken: dict[int, Decimal] = {}
    short = []
    for want in wanted:
        missing = want.quantity
        for one in arrivals:
            fits = one.variant_id == want.variant_id and one.location_id == want.location_id
            if not fits or one.expected_on > want.until or missing <= NOTHING:
                continue
            count = min(missing, free[one.arrival_id])
            free[one.arrival_id] -= count
            missing -= count
            if count:
                taken[one.arrival_id] = taken.get(one.arrival_id, NOTHING) + count
        if missing > NOTHING:
            short.append(replace(want, quantity=missing))
    return taken, tuple(short)


def less(arrivals: Sequence[Coming], taken: Mapping[int, Decimal]) -> list[Coming]:
    """What is left of arrivals when so much of each was taken."""
    left = (replace(one, free=one.free - taken.get(one.arrival_id, NOTHING)) for one in arrivals)
    return [one for one in left if one.free > NOTHING]
