"""Receipts of tills: `prilavok/receipts`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final, Literal

from django.utils.translation import gettext
from msgspec import Meta, Struct

from prilavok.base.money import RUB, Money
from prilavok.base.phones import PhoneNotUnderstood, normalize_phone
from prilavok.goods.pim import api as pim
from prilavok.goods.stock import api as stock
from prilavok.partners.erp.actions._batch import Batch
from prilavok.partners.erp.plain import waiting
from prilavok.partners.erp.plain.envelope import LARGEST, Header
from prilavok.partners.erp.plain.reading import Numbered, Reader, RecordBad, amount, at_line, quantity
from prilavok.partners.erp.rules.tolerant import identity, variant_identity
from prilavok.trade.receipts import api as receipts
from prilavok.trade.receipts.values import Fiscal, Outcome, PaidBy, ReceiptDraft, ReceiptKey, ReceiptLine

LANE: Final = "receipt"
Word = Annotated[str, Meta(min_length=1, max_length=40)] | int
Text = Annotated[str, Meta(max_length=400)]
Id = Annotated[str, Meta(max_length=255)]
Shift = Annotated[int, Meta(ge=0, le=2_000_000_000)]
ZERO: Final = Decimal(0)
KOPECK: Final = Decimal("0.01")


class LineRecord(Struct, kw_only=True, frozen=True):
    """One line of a receipt."""

    quantity: Decimal
    price: Decimal
    total: Decimal
    variant: Id = ""
    title: Text = ""
    barcode: Annotated[str, Meta(max_length=60)] = ""
    discount: Decimal = ZERO
    vat: Annotated[str, Meta(max_length=10)] = ""


class PaymentRecord(Struct, kw_only=True, frozen=True):
    """A way of paying and its part."""

    kind: Literal["cash", "card", "sbp", "bonus", "gift", "credit", "prepaid", "other"]
    amount: Decimal


class BuyerRecord(Struct, kw_only=True, frozen=True):
    """What the till heard of the buyer."""

    phone: Annotated[str, Meta(max_length=60)] = ""
    card: Annotated[str, Meta(max_length=40)] | int = ""
    email: Annotated[str, Meta(max_length=254)] = ""


class FiscalRecord(Struct, kw_only=True, frozen=True):
    """Marks of the fiscal drive."""

    drive: Annotated[str, Meta(max_length=20)] | int = ""
    document: Annotated[str, Meta(max_length=20)] | int = ""
    sign: Annotated[str, Meta(max_length=20)] | int = ""


class SaleRecord(Struct, kw_only=True, frozen=True):
    """Which receipt is returned."""

    till: Word
    shift: Shift
    number: Word
    store: Id = ""


class ReceiptRecord(Struct, kw_only=True, frozen=True):
    """A receipt as it stands in a line of the file."""

    store: Annotated[str, Meta(min_length=1, max_length=255)]
    till: Word
    shift: Shift
    number: Word
    kind: Literal["sale", "return"]
    at: datetime
    lines: Annotated[list[LineRecord], Meta(min_length=1, max_length=1000)]
    total: Decimal
    revision: Annotated[int, Meta(ge=0, le=LARGEST)] | None = None
    payments: list[PaymentRecord] = []
    fiscal: FiscalRecord = FiscalRecord()
    buyer: BuyerRecord = BuyerRecord()
    currency: Annotated[str, Meta(min_length=3, max_length=3)] = RUB
    order: Annotated[str, Meta(max_length=20)] = ""
    return_of: SaleRecord | None = None
    is_cancelled: bool = False
    posted_at: datetime | None = None
    posted: bool | None = None


class Told(Struct, kw_only=True, frozen=True):
    """A checked record; places are still called as the sender calls them."""

    record: ReceiptRecord
    at: datetime
    zone: str
    phone: str
    lines: tuple[ReceiptLine, ...]
    payments: tuple[PaidBy, ...]


def read(record: ReceiptRecord, header: Header) -> Told:
    """Check what can be checked without the database. Raises RecordBad."""
    lines = tuple(_line(one, place) for place, one in enumerate(record.lines))
    total = amount(record.total, "total")
    added = sum((one.total for one in lines), ZERO)
    if added != total:
        raise RecordBad(
            gettext("the lines add up to {added}, the total is {total}; spread the discount over the lines").format(
                added=added, total=total
            )
        )
    payments = tuple(PaidBy(kind=one.kind, amount=amount(one.amount, "payments.amount")) for one in record.payments)
    paid = sum((one.amount for one in payments), ZERO)
    if payments and paid != total:
        raise RecordBad(gettext("the payments add up to {paid}, the total is {total}").format(paid=paid, total=total))
    at = record.at if record.at.tzinfo else record.at.replace(tzinfo=header.zone)
    zone = str(header.zone)
    return Told(record=record, at=at, zone=zone, phone=_phone(record.buyer.phone), lines=lines, payments=payments)


READER: Final = Reader(ReceiptRecord, read)


def apply(batch: Batch, told: Sequence[Numbered[Told]], header: Header) -> None:
    """Take a batch of receipts; those of stores nobody knows yet wait."""
    places = _places(batch, told)
    variants = pim.variant_ids(
        system=batch.namespace, external_ids=list({line.external_id for one in told for line in one.value.lines} - {""})
    )
    ready, early = [], []
    for one in told:
        unknown = next((place for place in _named_places(one.value) if place not in places), None)
        if unknown is None:
            ready.append(one)
        else:
            early.append(waiting.Early(awaited="warehouse", key=unknown, record_key=_name(one.value), told=one))
    waiting.keep(batch, "receipts", header, early)
    outcomes = receipts.take_receipts(source=batch.namespace, drafts=[_draft(one, places, variants) for one in ready])
    for one, outcome in zip(ready, outcomes, strict=True):
        _count(batch, one, outcome)


def name_late_goods(namespace: str) -> int:
    """Goods of receipts that have come since; returns how many lines."""
    unknown = receipts.unknown_goods(system=namespace)
    known = pim.variant_ids(system=namespace, external_ids=unknown) if unknown else {}
    return receipts.name_goods(system=namespace, variant_ids=dict(known)) if known else 0


def _count(batch: Batch, one: Numbered[Told], outcome: Outcome) -> None:
    if outcome in (Outcome.STALE, Outcome.DIFFERS):
        batch.count(LANE, skipped=1)
        code = "plain_stale" if outcome == Outcome.STALE else "plain_differs"
        batch.notes.add(code, at_line(one.line, _name(one.value)))
    else:
        batch.count(LANE, **{outcome.value: 1})


def _places(batch: Batch, told: Sequence[Numbered[Told]]) -> dict[str, int]:
    named = {place for one in told for place in _named_places(one.value)}
    return dict(stock.location_ids(system=batch.namespace, external_ids=list(named)))


def _named_places(told: Told) -> list[str]:
    back = told.record.return_of
    return [identity(told.record.store), *([identity(back.store)] if back and back.store else [])]


def _draft(one: Numbered[Told], places: Mapping[str, int], variants: Mapping[str, int]) -> ReceiptDraft:
    told, record = one.value, one.value.record
    back = record.return_of
    fiscal, buyer = record.fiscal, record.buyer
    return ReceiptDraft(
        key=_key(places[identity(record.store)], record),
        revision=one.revision,
        kind=record.kind,
        at=told.at,
        zone=told.zone,
        lines=tuple(
            line if line.external_id not in variants else _known(line, variants[line.external_id])
            for line in told.lines
        ),
        total=Money(record.total, record.currency.upper()),
        payments=told.payments,
        fiscal=Fiscal(drive=str(fiscal.drive), document=str(fiscal.document), sign=str(fiscal.sign)),
        phone=told.phone,
        card=str(buyer.card).strip(),
        email=buyer.email.strip().lower(),
        order_number=record.order.strip().upper(),
        return_of=_key(places[identity(back.store or record.store)], back) if back else None,
        is_cancelled=record.is_cancelled,
        posted_at=_in_zone(record.posted_at, told.at),
        is_posted=record.posted,
    )


def _in_zone(moment: datetime | None, beside: datetime) -> datetime | None:
    """The moment; without an offset it is of the zone of the receipt's own time."""
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=beside.tzinfo)


def _key(location_id: int, record: ReceiptRecord | SaleRecord) -> ReceiptKey:
    return ReceiptKey(
        location_id=location_id, till=str(record.till), shift=record.shift, number=str(record.number).strip()
    )


def _known(line: ReceiptLine, variant_id: int) -> ReceiptLine:
    return ReceiptLine(
        external_id=line.external_id,
        variant_id=variant_id,
        title=line.title,
        barcode=line.barcode,
        quantity=line.quantity,
        price=line.price,
        discount=line.discount,
        total=line.total,
        vat=line.vat,
    )


def _line(one: LineRecord, place: int) -> ReceiptLine:
    where = f"lines[{place}]"
    external_id = variant_identity(one.variant)
    if not external_id and not one.title.strip():
        raise RecordBad(gettext("{where} names no goods; add variant or title").format(where=where))
    line = ReceiptLine(
        external_id=external_id,
        title=" ".join(one.title.split()) or external_id,
        barcode=one.barcode.strip(),
        quantity=quantity(one.quantity, f"{where}.quantity"),
        price=amount(one.price, f"{where}.price"),
        discount=amount(one.discount, f"{where}.discount"),
        total=amount(one.total, f"{where}.total"),
        vat=one.vat.strip(),
    )
    if abs(line.quantity * line.price - line.discount - line.total) > KOPECK:
        raise RecordBad(gettext("{where}: quantity × price − discount is not the total").format(where=where))
    return line


def _phone(text: str) -> str:
    """A phone that is none is no reason to lose a receipt."""
    try:
        return normalize_phone(text) if text.strip() else ""
    except PhoneNotUnderstood:
        return ""


def _name(told: Told) -> str:
    record = told.record
    return f"{record.store} / {record.till} / {record.shift}-{record.number}"
