"""A quote: what a basket costs, why each line costs what it costs, and what did not apply. Re-exported by `values`."""

from dataclasses import dataclass
from decimal import Decimal

from prilavok.base.money import Money
from prilavok.goods.pim.values import VariantId


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a calculation, as a person reads it; `amount` is the unit price after the step.

    A promotion's step says what it has `taken` off the line's total, by which revision (`source`, as "promotion:12:3"),
    and the legend that justifies it.
    """

    title: str
    amount: Money
    taken: Money | None = None
    source: str = ""
    legend: str = ""


@dataclass(frozen=True, kw_only=True)
class QuotePart:
    """A part of a line as a till can say it: `total` is exactly price times quantity."""

    quantity: Decimal
    unit_price: Money
    total: Money


@dataclass(frozen=True, kw_only=True)
class BundlePiece:
    """A part of a bundle: how many in all, the price of one by itself, what they cost by themselves and in the bundle.

    The totals of a line's pieces sum to the line's total exactly. `steps` lead from the price by itself there; the one
    that the bundle makes names it as its source ("bundle:77"). `parts` is how a receipt says it, in a quote only.
    """

    variant_id: VariantId
    quantity: Decimal
    price: Money
    base_total: Money
    total: Money
    steps: tuple[Step, ...] = ()
    parts: tuple[QuotePart, ...] = ()


@dataclass(frozen=True, kw_only=True)
class QuoteLine:
    """One line of a quote. `parts` is how a receipt says it: two of them when no single price of a piece is exact.

    `base_total` is before promotions, `shelf_price` of a piece after those of the catalogue: what listings show.
    A gift's total is nothing. `pieces`: what a bundle is made of, empty for any other good.
    """

    variant_id: VariantId
    quantity: Decimal
    unit_price: Money
    total: Money
    steps: tuple[Step, ...]
    base_total: Money | None = None
    shelf_price: Money | None = None
    is_gift: bool = False
    parts: tuple[QuotePart, ...] = ()
    pieces: tuple[BundlePiece, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AppliedPromotion:
    """A promotion of the basket: its revision, and what it took off all lines together."""

    promotion_id: int
    revision: int
    title: str
    amount: Money


@dataclass(frozen=True, kw_only=True)
class MissedPromotion:
    """A promotion that did not apply to goods it is meant for: `text` says why in the active language, `short` how much
    is missing when it is a sum. `reason` is stable for machines."""

    promotion_id: int
    title: str
    reason: str
    text: str
    short: Money | None = None
    variant_ids: tuple[VariantId, ...] = ()


@dataclass(frozen=True, kw_only=True)
class QuoteCoupon:
    """A presented coupon: whether it does something here, what it took off, and if nothing, why."""

    coupon_id: int
    shown: str
    title: str
    is_applied: bool
    taken: Money
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Quote:
    """The lines in the order asked, gifts after them, and their exact sum."""

    lines: tuple[QuoteLine, ...]
    total: Money
    base_total: Money | None = None
    applied: tuple[AppliedPromotion, ...] = ()
    missed: tuple[MissedPromotion, ...] = ()
    coupons: tuple[QuoteCoupon, ...] = ()
    free_delivery: tuple[str, ...] = ()

    @property
    def gifts(self) -> tuple[QuoteLine, ...]:
        """Lines that nobody asked for and that cost nothing."""
        return tuple(line for line in self.lines if line.is_gift)


@dataclass(frozen=True, kw_only=True)
class Redeemed:
    """What an order has used of its quote. `person` are those whose uses are limited: by phone, and by account."""

    order_id: int
    number: str
    phone: str
    quote: Quote
    person_id: int | None = None
