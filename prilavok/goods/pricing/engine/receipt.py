"""A line as a till can say it: price of a piece times quantity is the sum, to the kopeck, in every part (54-FZ).

Three pieces for 100.00 cannot be said by one price. Such a line is split: two pieces at 33.33 and one at 33.34; by
weight, the last whole unit takes the rest. A rest line of its own kopecks was rejected: a till needs goods for it.
"""

from dataclasses import dataclass
from decimal import Decimal

MILLI = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """So much at this price (kopecks): `total` is exactly their product, rounded half up."""

    quantity: Decimal
    unit: int
    total: int


def parts_of(quantity: Decimal, total: int) -> tuple[Part, ...]:
    """The fewest parts that say the line exactly: one, or two of neighbouring prices."""
    milli = int(quantity * MILLI)
    unit = half_up(total * MILLI, milli)
    if half_up(unit * milli, MILLI) == total:
        return (Part(quantity, unit, total),)
    return _in_pieces(milli // MILLI, total) if milli % MILLI == 0 else _by_weight(milli, total)


def _in_pieces(pieces: int, total: int) -> tuple[Part, ...]:
    unit, dearer = divmod(total, pieces)
    cheap = pieces - dearer
    return (
        Part(Decimal(cheap), unit, cheap * unit),
        Part(Decimal(dearer), unit + 1, dearer * (unit + 1)),
    )


def _by_weight(milli: int, total: int) -> tuple[Part, ...]:
    """More than one unit by weight: all but the last whole unit at the lower price, the rest on that one."""
    unit = total * MILLI // milli
    most = half_up(unit * (milli - MILLI), MILLI)
    return (
        Part(Decimal(milli - MILLI) / MILLI, unit, most),
        Part(Decimal(1), total - most, total - most),
    )


def half_up(amount: int, by: int) -> int:
    """A quotient of whole numbers, rounded half up; neither is negative."""
    return (2 * amount + by) // (2 * by)
