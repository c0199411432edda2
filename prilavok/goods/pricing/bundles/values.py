"""What crosses the door of bundles' prices."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from prilavok.goods.pim.values import VariantId


class PriceBy(StrEnum):
    """How a bundle's price comes about: an amount of its own, or the sum of its parts less a share or an amount."""

    OWN = "own"
    PERCENT = "percent"
    AMOUNT = "amount"


@dataclass(frozen=True, kw_only=True)
class BundlePrice:
    """What a bundle is made of and by what rule it is priced; `parts` are goods and how many of each."""

    variant_id: VariantId
    parts: tuple[tuple[VariantId, Decimal], ...]
    by: PriceBy
    value: Decimal
