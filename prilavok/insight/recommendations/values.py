"""What crosses the door of recommendations."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """A block that a buyer sees. NEAR is not stored: it depends on the buyer's stores."""

    TOGETHER = "together"
    SIMILAR = "similar"
    NEAR = "near"


@dataclass(frozen=True, kw_only=True)
class Bought:
    """Products bought at once: an order or a receipt. No products: it was cancelled, or taken back whole."""

    source: str
    source_id: int
    at: datetime
    product_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why something was chosen.

    Together: of `baskets` with the product `both` had the other one too, `lift` times more often than by chance.
    Similar: `shared` of `traits` values are the same, the price is `price_percent` of the product's, `is_brand`: the
    brand is the same. A pin names who put it there.
    """

    both: int = 0
    baskets: int = 0
    lift: float = 0.0
    shared: int = 0
    traits: int = 0
    price_percent: int = 0
    is_brand: bool = False
    pinned_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A product to show beside another one, and why."""

    product_id: int
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class Popularity:
    """How a product sells. A basket of today is worth 100 points and loses half of them in a half-life."""

    product_id: int
    points: int
    orders: int = 0
    receipts: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How the chain wants it: which blocks are shown, how long baskets count, what is too little to be told."""

    kinds: frozenset[Kind]
    window_days: int
    half_life_days: int
    least_baskets: int
    least_lift: float
    shown: int


@dataclass(frozen=True, kw_only=True)
class Word:
    """What a person decided: `other_id` is pinned beside `product_id`, or never shown there (0: nowhere at all)."""

    word_id: int
    product_id: int
    other_id: int
    is_pin: bool
    made_by: str
    made_at: datetime
