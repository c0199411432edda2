"""What crosses the door of recommendations."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """A block that a buyer sees. NEAR is not stored: it depends on the buyer's stores."""

    TOGETHER = "together"
    SIMILAR = "similar"
    NEAR = "near"


class Rule(StrEnum):
    """Why goods were offered, as effects are counted; ALL is a visitor's meeting with any of them."""

    ALL = "all"
    BOUGHT = "bought"
    PINNED = "pinned"
    ALIKE = "alike"
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
    """How the chain wants it: which blocks are shown, how long baskets count, what is too little to be told.

    `apart_percent`: of a hundred visitors so many see no block, so that its worth can be told by comparison.
    """

    kinds: frozenset[Kind]
    window_days: int
    half_life_days: int
    least_baskets: int
    least_lift: float
    shown: int
    apart_percent: int = 0


@dataclass(frozen=True, kw_only=True)
class Tale:
    """What the goods of a rule led to. `people` came to where they stand, or would stand; of them so many put such
    goods into the basket, or ordered them, each counted once. The others count goods and blocks."""

    shown: int = 0
    clicked: int = 0
    put: int = 0
    ordered: int = 0
    people: int = 0
    people_put: int = 0
    people_ordered: int = 0


@dataclass(frozen=True, kw_only=True)
class Told:
    """A tale of a day: that on which these people met the blocks first. `is_apart`: of those who see none."""

    day: date
    rule: Rule
    is_apart: bool
    tale: Tale


@dataclass(frozen=True, kw_only=True)
class GoodTold:
    """What offering a product led to, of visitors who met blocks first in a month; only `people` to `ordered` of the
    tale count."""

    month: date
    product_id: int
    is_apart: bool
    tale: Tale


class Judgement(StrEnum):
    """What a comparison says."""

    ALONE = "alone"
    FEW = "few"
    SAME = "same"
    MORE = "more"
    LESS = "less"


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Of a thousand visitors so many did it, with the block and without; None where there were none.

    `gain` is the difference, from `low` to `high` by all that is known; `percent` the same in parts of a hundred of
    those without. FEW: `needed` visitors without the block would tell; ALONE: nobody is kept from it.
    """

    judgement: Judgement
    with_block: Decimal | None
    without: Decimal | None
    gain: Decimal = Decimal(0)
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    percent: int | None = None
    needed: int = 0


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What a rule is good for: the tale of those who see it and of those who do not, and how they compare."""

    rule: Rule
    seen: Tale
    apart: Tale
    put: Compared
    ordered: Compared


@dataclass(frozen=True, kw_only=True)
class Word:
    """What a person decided: `other_id` is pinned beside `product_id`, or never shown there (0: nowhere at all)."""

    word_id: int
    product_id: int
    other_id: int
    is_pin: bool
    made_by: str
    made_at: datetime
