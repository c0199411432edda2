"""What crosses the door of receipts. Sums of returns are positive too; `kind` says which way the money went."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NewType

from prilavok.base.money import Money
from prilavok.base.revisions import Outcome

__all__ = [
    "Fiscal",
    "Outcome",
    "PaidBy",
    "ReceiptDraft",
    "ReceiptFilter",
    "ReceiptId",
    "ReceiptKey",
    "ReceiptLine",
    "ReceiptPage",
    "ReceiptView",
]

ReceiptId = NewType("ReceiptId", int)


@dataclass(frozen=True, kw_only=True, order=True)
class ReceiptKey:
    """Which receipt: a number of a shift of a till of a place."""

    location_id: int
    till: str
    shift: int
    number: str


@dataclass(frozen=True, kw_only=True)
class ReceiptLine:
    """One line. `external_id` is how the teller's system calls the variant; `variant_id` is None while unknown."""

    title: str
    quantity: Decimal
    price: Decimal
    discount: Decimal
    total: Decimal
    external_id: str = ""
    variant_id: int | None = None
    barcode: str = ""
    vat: str = ""


@dataclass(frozen=True, kw_only=True)
class PaidBy:
    """A part of the total by one way of paying: cash, card, sbp, bonus, gift, credit, prepaid, other."""

    kind: str
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Fiscal:
    """The fiscal drive, the number of the document in it and its sign; empty when the till did not say."""

    drive: str = ""
    document: str = ""
    sign: str = ""


@dataclass(frozen=True, kw_only=True)
class ReceiptDraft:
    """A receipt as an outside system tells it. `zone` is the store's time zone; `phone` is normalized or empty.

    `posted_at` is when the system wrote the goods off its stock, `is_posted` False when it has not yet; when it tells
    neither, its figures are judged by the time of the receipt.
    """

    key: ReceiptKey
    revision: int
    kind: str
    at: datetime
    zone: str
    lines: tuple[ReceiptLine, ...]
    total: Money
    payments: tuple[PaidBy, ...] = ()
    fiscal: Fiscal = Fiscal()
    phone: str = ""
    card: str = ""
    email: str = ""
    order_number: str = ""
    return_of: ReceiptKey | None = None
    is_cancelled: bool = False
    posted_at: datetime | None = None
    is_posted: bool | None = None


@dataclass(frozen=True, kw_only=True)
class ReceiptView:
    """A receipt to show. `signed` is what it adds to what the buyer spent: minus for a return, zero when cancelled."""

    receipt_id: ReceiptId
    key: ReceiptKey
    revision: int
    source: str
    kind: str
    at: datetime
    zone: str
    lines: tuple[ReceiptLine, ...]
    total: Money
    payments: tuple[PaidBy, ...]
    fiscal: Fiscal
    phone: str
    card: str
    email: str
    order_number: str
    return_of: ReceiptKey | None
    return_of_id: ReceiptId | None
    is_cancelled: bool
    signed: Money

    @property
    def number(self) -> str:
        """The number as people say it: shift and number of the till."""
        return f"{self.key.shift}-{self.key.number}"


@dataclass(frozen=True, kw_only=True)
class ReceiptFilter:
    """Which receipts to list: by number, phone or card; `location_ids` is the scope of the one who looks."""

    text: str = ""
    location_ids: tuple[int, ...] | None = None
    page: int = 1
    page_size: int = 50


@dataclass(frozen=True, kw_only=True)
class ReceiptPage:
    """One page of receipts, newest first."""

    receipts: tuple[ReceiptView, ...]
    total_count: int
