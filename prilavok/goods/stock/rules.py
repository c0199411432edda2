"""Pure decisions of stock."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

WAREHOUSE_WORDS = ("склад", "warehouse", "рц", "распределител")


def guess_kind(title: str) -> str:
    """A store unless the title calls itself a warehouse; people may correct it."""
    words = title.casefold()
    return "warehouse" if any(word in words for word in WAREHOUSE_WORDS) else "store"


def on_hand_after_snapshot(
    *,
    said: Decimal,
    meaning: str,
    known_held: Decimal,
    unknown_issued: Decimal,
    unknown_moved: Decimal = Decimal(0),
) -> Decimal:
    """What really lies there when the ERP says a figure.

    A "physical" figure still counts pieces we issued that the ERP has not heard of. A "free" figure has, besides, our
    reservations that the ERP knows already taken off. What transfers moved and it has not heard of comes on top.
    """
    return said + (known_held if meaning == "free" else Decimal(0)) - unknown_issued + unknown_moved


def summed(wants: Iterable[tuple[int, Decimal]]) -> dict[int, Decimal]:
    """Quantities added up per variant, without zeros; a negative quantity is a defect of the caller."""
    result: dict[int, Decimal] = {}
    for variant_id, quantity in wants:
        if quantity < 0:
            raise ValueError("a quantity cannot be negative")
        result[variant_id] = result.get(variant_id, Decimal(0)) + quantity
    return {variant_id: quantity for variant_id, quantity in sorted(result.items()) if quantity}


def changes(before: Mapping[int, Decimal], after: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """What must be added per variant to come from one set of quantities to the other; zeros left out."""
    deltas = {key: after.get(key, Decimal(0)) - before.get(key, Decimal(0)) for key in before.keys() | after.keys()}
    return {key: delta for key, delta in sorted(deltas.items()) if delta}


def teller_of(source: str) -> str:
    """Who told a figure: the source up to its colon, as in "erp.retail:118"."""
    return source.partition(":")[0][:64]
