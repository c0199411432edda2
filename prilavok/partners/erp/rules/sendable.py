"""An order as it may be sent: plain values, and what must hold, because one bad document makes 1C refuse them all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

NUMBER_LENGTH = 11
LONGEST_ID = 80
MONEY = Decimal("0.01")
LARGEST = Decimal(10) ** 15
NOTHING = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class StepOut:
    """One step of a price: the rule by its name, the price of a piece after it, what it took off the line if known."""

    title: str
    price: Decimal
    taken: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class LineOut:
    """A line to send; `external_id` is exactly the id received, `vat` "20", "none" or empty.

    `steps`: the base price first, then each rule that was applied.
    """

    external_id: str
    title: str
    article: str
    unit: str
    quantity: Decimal
    price: Decimal
    total: Decimal
    vat: str
    steps: tuple[StepOut, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DiscountOut:
    """What a rule took off a line's total, inside of it already."""

    title: str
    amount: Decimal
    percent: Decimal


@dataclass(frozen=True, kw_only=True)
class PaymentOut:
    """The payment of an order; `method` is a code of ours, `paid_at` None while the money is only expected."""

    number: str
    amount: Decimal
    method: str
    paid_at: datetime | None
    is_cancelled: bool


@dataclass(frozen=True, kw_only=True)
class RefundOut:
    """Money of the order that was given back; `method` is a code of ours."""

    number: str
    amount: Decimal
    method: str
    paid_at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class ShipmentOut:
    """The goods of an order on their way out; `shipped_at` None while they lie in the store."""

    number: str
    shipped_at: datetime | None
    is_cancelled: bool


@dataclass(frozen=True, kw_only=True)
class OrderOut:
    """An order to send. `at` is in the node's local time; `status` is our title of it; `extra` are more requisites."""

    number: str
    revision: int
    version: int
    at: datetime
    changed_at: datetime
    currency: str
    total: Decimal
    customer_key: str
    name: str
    phone: str
    email: str
    comment: str
    warehouse_id: str
    warehouse: str
    status_code: str
    status: str
    is_paid: bool
    is_cancelled: bool
    is_issued: bool
    lines: tuple[LineOut, ...]
    payment: PaymentOut | None = None
    refunds: tuple[RefundOut, ...] = ()
    shipment: ShipmentOut | None = None
    extra: tuple[tuple[str, str], ...] = ()


def fault_of(order: OrderOut) -> str:
    """Why the order must not be sent: a code, or empty when it may."""
    number, lines = order.number, order.lines
    checks = (
        ("number", bool(number) and len(number) <= NUMBER_LENGTH and number == "".join(number.split())),
        ("currency", len(order.currency) == 3 and order.currency.isascii()),
        ("no_lines", bool(lines)),
        ("line_unlinked", all(line.external_id for line in lines)),
        ("line_id", all(len(line.external_id) <= LONGEST_ID for line in lines)),
        ("line_title", all(line.title.strip() for line in lines)),
        ("line_numbers", all(_is_sendable(line) for line in lines)),
        ("line_sum", all(explained(line) == line.total for line in lines)),
        ("sum", sum((line.total for line in lines), NOTHING) == order.total < LARGEST),
    )
    return next((code for code, holds in checks if not holds), "")


def _is_sendable(line: LineOut) -> bool:
    return NOTHING < line.quantity < LARGEST and NOTHING <= line.price < LARGEST and NOTHING <= line.total < LARGEST


def explained(line: LineOut) -> Decimal:
    """The total that the sent price, quantity and rounding give; anything but the line's own would drift in 1C."""
    return kopecks(line.price * line.quantity) - rounding(line)


def rounding(line: LineOut) -> Decimal:
    """By how many kopecks price times quantity is more than the total; a whole rouble a piece is no rounding."""
    difference = kopecks(line.price * line.quantity) - line.total
    return difference if abs(difference) < max(line.quantity, Decimal(1)) else NOTHING


def discounts(line: LineOut) -> tuple[DiscountOut, ...]:
    """What each rule took off the line; together they are the base price times quantity less the total, exactly."""
    sums = _running(line)
    titles = [step.title for step in line.steps[1:]]
    made = [_discount(title, before, after) for title, before, after in zip(titles, sums, sums[1:], strict=False)]
    if rounding(line):
        made.append(_discount("Округление", sums[-1], line.total))
    return tuple(one for one in made if one.amount)


def _running(line: LineOut) -> list[Decimal]:
    """The line's sum after each step, exact where a rule says what it took; the last as price times quantity."""
    sums: list[Decimal] = []
    for step in line.steps:
        known = sums[-1] - step.taken if sums and step.taken is not None else kopecks(step.price * line.quantity)
        sums.append(known)
    return [*sums[:-1], kopecks(line.price * line.quantity)]


def base_price(line: LineOut) -> Decimal:
    """The price before any rule."""
    return line.steps[0].price if line.steps else line.price


def _discount(title: str, before: Decimal, after: Decimal) -> DiscountOut:
    percent = kopecks((before - after) * 100 / before) if before else NOTHING
    return DiscountOut(title=title, amount=before - after, percent=percent)


def kopecks(amount: Decimal) -> Decimal:
    """Two decimals, half up."""
    return amount.quantize(MONEY, rounding=ROUND_HALF_UP)


def vat_within(lines: Sequence[LineOut]) -> Decimal:
    """The VAT inside the totals."""
    return sum((line_vat(line) for line in lines), NOTHING)


def line_vat(line: LineOut) -> Decimal:
    """The VAT inside a line's total."""
    if not line.vat or not line.vat.replace(".", "", 1).isdecimal():
        return NOTHING
    rate = Decimal(line.vat)
    return kopecks(line.total * rate / (100 + rate))
