"""The plain formats of pictures: what a node says of its stocks, prices, orders and receipts, each as a whole."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final, Literal

from django.utils.translation import gettext
from msgspec import Meta, Struct

from prilavok.base.money import RUB
from prilavok.partners.erp.plain.envelope import LARGEST, Header
from prilavok.partners.erp.plain.reading import Reader, RecordBad, amount, quantity

Id = Annotated[str, Meta(min_length=1, max_length=255)]
Word = Annotated[str, Meta(min_length=1, max_length=40)] | int
Revision = Annotated[int, Meta(ge=0, le=LARGEST)]
MOST_PIECES: Final = Decimal(10) ** 9
MOST_PLACES: Final = 2000
ONE: Final = Decimal(1)


class StockRecord(Struct, kw_only=True, frozen=True):
    """All quantities of a variant: by places; a place that is not named holds nothing."""

    variant: Id
    stocks: Annotated[dict[str, Decimal], Meta(max_length=MOST_PLACES)]
    revision: int | None = None


class OnePrice(Struct, kw_only=True, frozen=True):
    """A price of one type."""

    type: Id
    price: Decimal
    currency: Annotated[str, Meta(min_length=3, max_length=3)] = RUB
    least: Decimal = ONE


class PriceRecord(Struct, kw_only=True, frozen=True):
    """All prices of a variant; a type that is not named has none."""

    variant: Id
    prices: Annotated[list[OnePrice], Meta(max_length=200)]
    revision: int | None = None


class LineRecord(Struct, kw_only=True, frozen=True):
    """A line of an order."""

    variant: Id
    quantity: Decimal
    price: Decimal


class OrderRecord(Struct, kw_only=True, frozen=True):
    """An order as the node has it now."""

    number: Annotated[str, Meta(min_length=1, max_length=60)]
    total: Decimal
    id: Annotated[str, Meta(max_length=255)] = ""
    erp_number: Annotated[str, Meta(max_length=60)] = ""
    at: datetime | None = None
    status: Annotated[str, Meta(max_length=120)] = ""
    is_paid: bool = False
    is_shipped: bool = False
    is_cancelled: bool = False
    lines: Annotated[list[LineRecord], Meta(max_length=1000)] = []
    revision: int | None = None


class ReceiptRecord(Struct, kw_only=True, frozen=True):
    """A receipt in short; `revision` of the receipt itself, when it has one."""

    store: Id
    till: Word
    shift: Annotated[int, Meta(ge=0, le=2_000_000_000)]
    number: Word
    kind: Literal["sale", "return"]
    at: datetime
    total: Decimal
    is_cancelled: bool = False
    told: Revision | None = None
    revision: int | None = None


def read_stock(record: StockRecord, header: Header) -> StockRecord:
    """Check the quantities; they may be negative. Raises RecordBad."""
    for place, value in record.stocks.items():
        if not value.is_finite() or abs(value) >= MOST_PIECES:
            raise RecordBad(gettext("the quantity at {place} is not a number of pieces").format(place=place[:60]))
    return record


def read_price(record: PriceRecord, header: Header) -> PriceRecord:
    """Check the amounts. Raises RecordBad."""
    for one in record.prices:
        amount(one.price, "prices.price")
        if quantity(one.least, "prices.least") < ONE:
            raise RecordBad(gettext("the field {field} must be a number from one").format(field="prices.least"))
    return record


def read_order(record: OrderRecord, header: Header) -> OrderRecord:
    """Check the sums. Raises RecordBad."""
    amount(record.total, "total")
    for line in record.lines:
        quantity(line.quantity, "lines.quantity")
        amount(line.price, "lines.price")
    return record


def read_receipt(record: ReceiptRecord, header: Header) -> ReceiptRecord:
    """Check the sum. Raises RecordBad."""
    amount(record.total, "total")
    return record


STOCKS: Final = Reader(StockRecord, read_stock)
PRICES: Final = Reader(PriceRecord, read_price)
ORDERS: Final = Reader(OrderRecord, read_order)
RECEIPTS: Final = Reader(ReceiptRecord, read_receipt)
