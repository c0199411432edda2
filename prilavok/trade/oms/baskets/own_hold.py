"""What is held for a buyer is there for that buyer: balances as they are seen from the own basket."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from prilavok.goods.pim.values import VariantId
from prilavok.goods.stock.values import Available, BasketHold, LocationId

NOTHING = Decimal(0)


def with_own(
    lying: Mapping[VariantId, Mapping[LocationId, Available]], hold: BasketHold | None
) -> dict[VariantId, dict[LocationId, Available]]:
    """The balances as if the own hold were not there, by the formula: what was held and has vanished stays away."""
    seen = {one: dict(places) for one, places in lying.items()}
    for variant_id, quantity in hold.quantities.items() if hold else ():
        balance = seen.get(variant_id, {}).get(hold.location_id) if hold else None
        if hold is None or balance is None or not balance.is_known:
            continue
        reserved = balance.reserved - quantity
        free = max(balance.on_hand - reserved - balance.safety - balance.unsynced, NOTHING)
        seen[variant_id][hold.location_id] = replace(balance, reserved=reserved, available=free)
    return seen
