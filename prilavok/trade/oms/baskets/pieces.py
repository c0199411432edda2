"""What a basket takes off the shelves: its goods, and of bundles their parts."""

from collections.abc import Iterable
from decimal import Decimal

from prilavok.goods.bundles import api as bundles
from prilavok.goods.pim.values import VariantId
from prilavok.goods.stock.values import Want

NOTHING = Decimal(0)


def pieces_of(lines: Iterable[tuple[VariantId, Decimal]]) -> list[Want]:
    """Each good once, with how many of it are taken in all. One query."""
    told = list(lines)
    around = bundles.around(variant_ids=[variant_id for variant_id, _ in told])
    found: dict[VariantId, Decimal] = {}
    for variant_id, quantity in told:
        parts = around.parts_of(variant_id)
        for part in parts:
            found[part.variant_id] = found.get(part.variant_id, NOTHING) + part.quantity * quantity
        if not parts:
            found[variant_id] = found.get(variant_id, NOTHING) + quantity
    return [Want(variant_id=one, quantity=quantity) for one, quantity in found.items()]
