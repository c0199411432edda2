"""What was agreed of prices: the steps of a line, the promotions and coupons of an order. Re-exported by `values`."""

from dataclasses import dataclass
from decimal import Decimal

from prilavok.base.money import Money
from prilavok.goods.pim.values import VariantId


@dataclass(frozen=True, kw_only=True)
class LineStep:
    """One step of a line's price as it was calculated: the rule by its name, the price of a piece after it.

    A promotion's step also says what it has taken off the line, by which revision, and the legend that justifies it.
    """

    title: str
    price: Decimal
    taken: Decimal | None = None
    source: str = ""
    legend: str = ""


@dataclass(frozen=True, kw_only=True)
class DealPart:
    """A promotion ("promotion:12:3", with its revision) or a coupon ("coupon:5") of an order, what it took off."""

    key: str
    title: str
    amount: Money


@dataclass(frozen=True, kw_only=True)
class Deal:
    """What was agreed besides prices when an order was placed; it stays as it was agreed."""

    promotions: tuple[DealPart, ...] = ()
    coupons: tuple[DealPart, ...] = ()
    gifts: tuple[VariantId, ...] = ()
    free_delivery: tuple[str, ...] = ()
