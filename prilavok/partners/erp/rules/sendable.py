"""An order as it may be sent: plain values, and what must hold, because one bad document makes 1C refuse them all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

NUMBER_LENGTH = 11
MONEY = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class LineOut:
    """A line to send; `external_id` is exactly the id received, `vat` "20", "none" or empty."""

    external_id: str
    title: str
    article: str
    unit: str
    quantity: Decimal
    price: Decimal
    total: Decimal
    vat: str


@dataclass(frozen=True, kw_only=True)
class OrderOut:
    """An order to send. `at` is in the node's local time; `status` is our title of it."""

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


def fault_of(order: OrderOut) -> str:
    """Why the order must not be sent: a code, or empty when it may."""
    number = order.number
    checks = (
        ("number", bool(number) and len(number) <= NUMBER_LENGTH and number == "".join(number.split())),
        ("currency", len(order.currency) == 3),
        ("no_lines", bool(order.lines)),
        ("line_unlinked", all(line.external_id for line in order.lines)),
        ("line_numbers", all(line.quantity > 0 and line.price >= 0 for line in order.lines)),
        ("sum", sum((line.total for line in order.lines), Decimal(0)) == order.total),
    )
    return next((code for code, holds in checks if not holds), "")


def vat_within(lines: Sequence[LineOut]) -> Decimal:
    """The VAT inside the totals."""
    return sum((line_vat(line) for line in lines), Decimal(0))


def line_vat(line: LineOut) -> Decimal:
    """The VAT inside a line's total."""
    if not line.vat or not line.vat.replace(".", "", 1).isdecimal():
        return Decimal(0)
    rate = Decimal(line.vat)
    return (line.total * rate / (100 + rate)).quantize(MONEY)
