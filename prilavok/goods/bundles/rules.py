"""Pure decisions about bundles."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from prilavok.goods.bundles.values import Part, PriceBy

MOST_PARTS: Final = 30
MOST_OF_ONE: Final = 999
HUNDRED: Final = Decimal(100)


def merged(parts: Sequence[Part]) -> tuple[Part, ...]:
    """One line a good, in the order of their first mention."""
    counts: dict[int, Part] = {}
    for part in parts:
        known = counts.get(part.variant_id)
        quantity = part.quantity + known.quantity if known else part.quantity
        counts[part.variant_id] = Part(variant_id=part.variant_id, quantity=quantity)
    return tuple(counts.values())


def is_count(quantity: Decimal) -> bool:
    """Parts are counted in whole pieces."""
    return quantity == quantity.to_integral_value() and 1 <= quantity <= MOST_OF_ONE


def is_value(by: PriceBy, value: Decimal) -> bool:
    """Whether the rule can be applied at all; what it leaves to pay depends on the parts."""
    if not value.is_finite() or value < 0 or value > 10_000_000:
        return False
    return value > 0 if by == PriceBy.OWN else by == PriceBy.AMOUNT or value < HUNDRED


def limiting(parts: Sequence[Part], free: Mapping[int, Decimal]) -> Part | None:
    """The part of which the fewest bundles can be made there."""
    return min(parts, key=lambda part: free.get(part.variant_id, Decimal(0)) // part.quantity, default=None)
