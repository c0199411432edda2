"""How many bundles the parts that lie somewhere make."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal

from prilavok.goods.stock.values import Available, LocationId, VariantId

ZERO = Decimal(0)
NOTHING = Available(on_hand=ZERO, reserved=ZERO, available=ZERO)
Places = Mapping[LocationId, Available]


def made_of(
    parts: Sequence[tuple[VariantId, Decimal]], lying: Mapping[VariantId, Places]
) -> dict[LocationId, Available]:
    """Bundles by place: as many whole ones as the scarcest part allows there; unknown where a part's number is."""
    places = dict.fromkeys(place for part, _ in parts for place in lying.get(part, {}))
    return {
        place: _there([(lying.get(part, {}).get(place, NOTHING), each) for part, each in parts]) for place in places
    }


def _there(parts: Sequence[tuple[Available, Decimal]]) -> Available:
    return Available(
        on_hand=min(_whole(balance.on_hand, each) for balance, each in parts),
        reserved=ZERO,
        available=min(_whole(balance.available, each) for balance, each in parts),
        doubt=next((balance.doubt for balance, _ in parts if balance.doubt), ""),
    )


def _whole(quantity: Decimal, each: Decimal) -> Decimal:
    return (quantity / each).to_integral_value(rounding=ROUND_FLOOR)
