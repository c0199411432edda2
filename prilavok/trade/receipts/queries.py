"""What receipts shows, always for many."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from decimal import Decimal

from django.db.models import Q

from prilavok.base.money import Money
from prilavok.base.phones import PhoneNotUnderstood, normalize_phone
from prilavok.trade.receipts import rules
from prilavok.trade.receipts.models import Receipt
from prilavok.trade.receipts.models import ReceiptLine as LineRow
from prilavok.trade.receipts.values import (
    Fiscal,
    PaidBy,
    ReceiptFilter,
    ReceiptId,
    ReceiptKey,
    ReceiptLine,
    ReceiptPage,
    ReceiptView,
)


def receipts(*, receipt_ids: Sequence[int]) -> dict[ReceiptId, ReceiptView]:
    """Receipts by id, in the order asked; unknown ones are absent. Three queries."""
    rows = {row.pk: row for row in Receipt.objects.filter(pk__in=list(receipt_ids))}
    return {view.receipt_id: view for view in _views([rows[one] for one in receipt_ids if one in rows])}


def receipt_ids_of(*, phones: Sequence[str] = (), cards: Sequence[str] = ()) -> list[ReceiptId]:
    """Receipts that name one of these phones or cards."""
    wanted = Q(pk__in=[])
    if phones:
        wanted |= Q(phone__in=list(phones))
    if cards:
        wanted |= Q(card__in=list(cards))
    return [ReceiptId(pk) for pk in Receipt.objects.filter(wanted).order_by("pk").values_list("pk", flat=True)]


def find_receipts(wanted: ReceiptFilter) -> ReceiptPage:
    """One page, newest first."""
    found = Receipt.objects.order_by("-at", "-pk")
    if wanted.location_ids is not None:
        found = found.filter(location_id__in=wanted.location_ids)
    if wanted.text:
        found = found.filter(_match(wanted.text))
    first = (wanted.page - 1) * wanted.page_size
    return ReceiptPage(receipts=tuple(_views(list(found[first : first + wanted.page_size]))), total_count=found.count())


def unknown_goods(*, system: str, limit: int) -> list[str]:
    """How a system calls goods of its receipts that nobody has matched yet."""
    rows = LineRow.objects.filter(variant_id__isnull=True, receipt__source=system).exclude(external_id="")
    return list(rows.order_by("external_id").values_list("external_id", flat=True).distinct()[:limit])


def _match(text: str) -> Q:
    shift, dash, number = text.partition("-")
    match = Q(number=text) | Q(card=text) | Q(fiscal_document=text)
    if dash and shift.isdecimal() and len(shift) < 9:
        match |= Q(shift=int(shift), number=number)
    with suppress(PhoneNotUnderstood):
        match |= Q(phone=normalize_phone(text))
    return match


def _views(rows: Sequence[Receipt]) -> list[ReceiptView]:
    lines: dict[int, list[ReceiptLine]] = defaultdict(list)
    for line in LineRow.objects.filter(receipt__in=rows).order_by("receipt_id", "place"):
        lines[line.receipt_id].append(_line(line))
    sales = _ids(key for key in map(_return_of, rows) if key is not None)
    return [_view(row, tuple(lines[row.pk]), sales) for row in rows]


def _ids(keys: Iterable[ReceiptKey]) -> dict[ReceiptKey, ReceiptId]:
    wanted = Q(pk__in=[])
    for key in keys:
        wanted |= Q(location_id=key.location_id, till=key.till, shift=key.shift, number=key.number)
    return {_key(row): ReceiptId(row.pk) for row in Receipt.objects.filter(wanted)}


def _key(row: Receipt) -> ReceiptKey:
    return ReceiptKey(location_id=row.location_id, till=row.till, shift=row.shift, number=row.number)


def _return_of(row: Receipt) -> ReceiptKey | None:
    if row.return_location_id is None or row.return_shift is None:
        return None
    return ReceiptKey(
        location_id=row.return_location_id, till=row.return_till, shift=row.return_shift, number=row.return_number
    )


def _line(row: LineRow) -> ReceiptLine:
    return ReceiptLine(
        external_id=row.external_id,
        variant_id=row.variant_id,
        title=row.title,
        barcode=row.barcode,
        quantity=row.quantity,
        price=row.price,
        discount=row.discount,
        total=row.total,
        vat=row.vat,
    )


def _view(row: Receipt, lines: tuple[ReceiptLine, ...], sales: dict[ReceiptKey, ReceiptId]) -> ReceiptView:
    total, back = Money(row.total, row.currency), _return_of(row)
    return ReceiptView(
        receipt_id=ReceiptId(row.pk),
        key=_key(row),
        revision=row.revision,
        source=row.source,
        kind=row.kind,
        at=row.at,
        zone=row.zone,
        lines=lines,
        total=total,
        payments=tuple(PaidBy(kind=one["kind"], amount=Decimal(one["amount"])) for one in row.payments),
        fiscal=Fiscal(drive=row.fiscal_drive, document=row.fiscal_document, sign=row.fiscal_sign),
        phone=row.phone,
        card=row.card,
        email=row.email,
        order_number=row.order_number,
        return_of=back,
        return_of_id=sales.get(back) if back else None,
        is_cancelled=row.is_cancelled,
        signed=rules.signed(total, kind=row.kind, is_cancelled=row.is_cancelled),
    )
