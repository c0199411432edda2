"""What is said of changes of many prices."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from prilavok.base.money import Money
from prilavok.goods.pricing.values import PriceTypeId, RoundingRule, VariantId


class Operation(StrEnum):
    """What is done to the base price; `table` takes the prices of a file as they are."""

    PERCENT = "percent"
    AMOUNT = "amount"
    SET = "set"
    ROUND = "round"
    TABLE = "table"


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Which goods: those that fit everything named; `codes` are articles or barcodes, `prices` beside them of a table.
    Nothing named means none, unless `everything` is said."""

    text: str = ""
    category_ids: tuple[int, ...] = ()
    brands: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    prices: tuple[Decimal, ...] = ()
    everything: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is named."""
        return not (self.text or self.category_ids or self.brands or self.codes or self.everything)


@dataclass(frozen=True, kw_only=True)
class RepricingDraft:
    """A change as a person asks for it; without a moment it holds as soon as it is agreed."""

    title: str
    reason: str
    selection: Selection
    base_type: int
    price_type: int
    operation: Operation
    value: Decimal | None = None
    rounding: RoundingRule | None = None
    starts_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A price of it, counted."""

    variant_id: VariantId
    min_quantity: Decimal
    before: Decimal | None
    after: Decimal
    cost: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Totals:
    """What it comes to. Percents are of prices that had one before; margins are of goods whose cost is known."""

    count: int = 0
    rising: int = 0
    falling: int = 0
    new: int = 0
    rise_percent: Decimal = Decimal(0)
    fall_percent: Decimal = Decimal(0)
    average_percent: Decimal | None = None
    below_cost: int = 0
    margin_before: Decimal | None = None
    margin_after: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one person may do alone."""

    rise_percent: Decimal = Decimal(20)
    fall_percent: Decimal = Decimal(20)
    goods_count: int = 1000
    below_cost: bool = False


@dataclass(frozen=True, kw_only=True)
class Beyond:
    """A limit that is passed: `what` is rise, fall, count or cost; the figure, and what is allowed."""

    what: str
    figure: str
    allowed: str


@dataclass(frozen=True, kw_only=True)
class LineView:
    """A line of it, with the goods it is about."""

    variant_id: VariantId
    title: str
    article: str
    min_quantity: Decimal
    before: Money | None
    after: Money
    percent: Decimal | None
    cost: Money | None
    margin: Decimal | None


@dataclass(frozen=True, kw_only=True)
class StepView:
    """What happened to it."""

    what: str
    who: str
    note: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class RepricingView:
    """A change of many prices; `state` is draft, awaiting, approved, applied, rolled_back or discarded."""

    repricing_id: int
    title: str
    reason: str
    state: str
    operation: str
    value: Decimal | None
    rounding: RoundingRule | None
    selection: Selection
    base_type_id: PriceTypeId
    price_type_id: PriceTypeId
    base_title: str
    price_title: str
    starts_at: datetime | None
    begins_at: datetime | None
    created_by: int | None
    created_by_name: str
    approved_by_name: str
    created_at: datetime
    applied_at: datetime | None
    lines_count: int
    done_count: int
    left_count: int
    unknown: tuple[str, ...]
    beyond: tuple[Beyond, ...]

    @property
    def progress(self) -> int:
        """How much of it is written, in percent."""
        return round(100 * self.done_count / self.lines_count) if self.lines_count else 100


@dataclass(frozen=True, kw_only=True)
class OwnPrice:
    """A price that the platform has changed, as it stands now; None is "not for sale". `number` grows with time."""

    number: int
    variant_id: VariantId
    type_external_id: str
    type_title: str
    min_quantity: Decimal
    amount: Money | None
    source: str
    who: str
    reason: str
    at: datetime
