"""What crosses the door of reckoning: an outside system's prices, where they differ from ours, what may explain it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from prilavok.goods.pricing.values import PriceTypeId, VariantId


@dataclass(frozen=True, slots=True)
class PricesOf:
    """All that an outside system asks for a variant: array literals of types, least quantities, amounts, currencies."""

    variant_id: int
    types: str
    min_quantities: str
    amounts: str
    currencies: str


@dataclass(frozen=True, kw_only=True)
class PriceKey:
    """Which price."""

    variant_id: VariantId
    price_type_id: PriceTypeId
    min_quantity: Decimal


@dataclass(frozen=True, kw_only=True)
class ReckonedPrice:
    """A price that is not what the outside system says; None on the side that has none.

    `is_platforms`: prices of this type are the platform's, the system's word does not count."""

    key: PriceKey
    said: Decimal | None
    said_currency: str
    ours: Decimal | None
    currency: str
    is_platforms: bool = False


@dataclass(frozen=True, kw_only=True)
class PriceEvidence:
    """What may explain a difference: the system's last word, and the last change whoever made it."""

    last_said: Decimal | None
    last_said_at: datetime | None
    last_source: str
    changed_by: str
    changed_at: datetime | None
    change_id: int | None


@dataclass(frozen=True, kw_only=True)
class AcceptedPrice:
    """A price to be taken, and the last line of history it was compared with."""

    key: PriceKey
    amount: Decimal | None
    currency: str
    change_id: int | None
