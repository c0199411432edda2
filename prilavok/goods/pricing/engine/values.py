"""What goes into the engine and what comes out. Money is whole kopecks, quantities are Decimal with three places."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from prilavok.goods.pricing.engine.times import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line of a basket: `unit` is the price of a piece by its price type, quantity steps included.

    `is_reduced`: a struck price stands beside it. `categories` hold all places above those the good stands in.
    `floors` are prices by price type that floors may name (the cost).
    """

    key: int
    quantity: Decimal
    unit: int
    product_id: int = 0
    brand: str = ""
    categories: frozenset[int] = frozenset()
    price_type_id: int = 0
    is_reduced: bool = False
    floors: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """All that is the same for the whole basket.

    `opened`: promotions that presented coupons open, with the least sum of goods the coupon wants. `spent`: promotions
    whose uses are over, "total" or "person". `gifts`: what may be given, priced; `gone`: what cannot be had.
    """

    moment: Moment
    channel: str = "site"
    region: str = ""
    store_id: int | None = None
    segments: frozenset[str] = frozenset()
    opened: Mapping[int, int] = field(default_factory=dict)
    spent: Mapping[int, str] = field(default_factory=dict)
    gifts: Mapping[int, Item] = field(default_factory=dict)
    gone: frozenset[int] = frozenset()
    floor_percent: Decimal = Decimal(0)
    floor_price_type: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A promotion on a line: what it took off the line, and the line's total after it; `unit` is of a piece then."""

    promotion_id: int
    revision: int
    title: str
    legend: str
    amount: int
    total: int
    unit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOut:
    """A line as it is to be paid. `shelf_unit` is the price after promotions of the catalogue, as listings show it."""

    key: int
    quantity: Decimal
    base_unit: int
    base_total: int
    shelf_unit: int
    total: int
    taken: tuple[Taken, ...] = ()
    is_gift: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A promotion that these goods were meant by and that did not apply.

    `reason`: sum (`short` kopecks are missing), pieces (`short` pieces in thousandths), beaten and closed (by the
    promotion `by`), reduced, spent_total, spent_person, floor, no_gift, no_set.
    """

    promotion_id: int
    revision: int
    title: str
    reason: str
    short: int = 0
    by: str = ""
    keys: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A basket reckoned: lines in the order asked, gifts after them. `free_delivery`: promotions that make it free."""

    lines: tuple[LineOut, ...]
    total: int
    misses: tuple[Miss, ...] = ()
    free_delivery: tuple[tuple[int, int, str], ...] = ()
