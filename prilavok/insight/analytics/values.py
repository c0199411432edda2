"""What crosses the door: a period, figures with their definitions, breakdowns."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from prilavok.base.money import Money


class Slice(StrEnum):
    """Which orders of the period a figure counts."""

    PLACED = "placed"
    LIVE = "live"
    PAID = "paid"
    ISSUED = "issued"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Period:
    """Days in the chain's time zone, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it holds."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Whose orders: a channel, a store, or only the stores of the one who looks (None is everywhere)."""

    channel: str = ""
    location_id: int | None = None
    stores: frozenset[int] | None = None


@dataclass(frozen=True, kw_only=True)
class Totals:
    """The figures of a period. `turnover` and `average` are of live orders (neither cancelled nor expired)."""

    placed: int
    live: int
    turnover: Money
    average: Money
    paid: int
    paid_sum: Money
    issued: int
    cancelled: int
    minutes_to_ready: int | None


@dataclass(frozen=True, kw_only=True)
class Part:
    """One row of a breakdown: by store, by channel, by day or by hour."""

    key: str
    title: str
    placed: int
    live: int
    turnover: Money
    average: Money
    share: int


@dataclass(frozen=True, kw_only=True)
class SourcePart:
    """Orders of one source; `percent` of all orders placed, so that the column is 100.0 in sum."""

    title: str
    campaign: str
    placed: int
    percent: Decimal
    turnover: Money


@dataclass(frozen=True, kw_only=True)
class Dashboard:
    """The page: the period, the one before it, and the breakdowns."""

    period: Period
    before: Period
    totals: Totals
    totals_before: Totals
    by_store: tuple[Part, ...]
    by_channel: tuple[Part, ...]
    by_time: tuple[Part, ...]
    by_source: tuple[SourcePart, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FactLine:
    """One order behind a figure."""

    order_id: int
    number: str
    channel: str
    location_id: int
    status: str
    total: Money
    is_paid: bool
    placed_at: datetime
    ready_at: datetime | None
    issued_at: datetime | None
