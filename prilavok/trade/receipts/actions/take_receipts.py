"""Take receipts as an outside system tells them: once each, corrected by a higher revision, never by an older one."""

from collections.abc import Sequence

from prilavok.base.bulk import one_at_a_time, pieces
from prilavok.base.clock import database_now
from prilavok.base.events import publish
from prilavok.base.once import digest
from prilavok.base.revisions import judged
from prilavok.base.unit import require_unit
from prilavok.trade.receipts.actions._off_the_shelf import tell_stock
from prilavok.trade.receipts.events import ReceiptsChanged
from prilavok.trade.receipts.models import Receipt, ReceiptLine
from prilavok.trade.receipts.values import Outcome, ReceiptDraft, ReceiptKey


def take_receipts(*, source: str, drafts: Sequence[ReceiptDraft]) -> tuple[Outcome, ...]:
    """What became of each draft, in their order. Joins the unit; the same receipts again write nothing."""
    require_unit()
    one_at_a_time("receipts.take")
    known = _known([draft.key for draft in drafts])
    outcomes, touched = [], []
    later: dict[int, list[int]] = {}
    for draft in drafts:
        row = known.get(draft.key)
        contents = _digest(draft)
        done = judged(known=(row.revision, row.digest) if row else None, told=(draft.revision, contents))
        outcomes.append(done)
        if done in (Outcome.CREATED, Outcome.CHANGED):
            known[draft.key] = _write(row or Receipt(), draft, contents, source)
            touched.append(known[draft.key].pk)
        elif done == Outcome.UNCHANGED and row is not None and draft.revision > row.revision:
            row.revision = draft.revision
            later.setdefault(draft.revision, []).append(row.pk)
    for revision, ids in later.items():  # the same contents under a later revision: what comes late is older than it
        Receipt.objects.filter(pk__in=ids).update(revision=revision)
    for piece in pieces(dict.fromkeys(touched)):
        publish(ReceiptsChanged(receipt_ids=piece))
    tell_stock(touched)
    return tuple(outcomes)


def name_goods(*, system: str, variant_ids: dict[str, int]) -> int:
    """Tell lines of that system's receipts which variants they are, once these are known; returns how many lines."""
    require_unit()
    named, touched = 0, set()
    for external_id, variant_id in variant_ids.items():
        lines = ReceiptLine.objects.filter(variant_id__isnull=True, external_id=external_id, receipt__source=system)
        touched |= set(lines.values_list("receipt_id", flat=True))
        named += lines.update(variant_id=variant_id)
    tell_stock(sorted(touched))
    return named


def _known(keys: Sequence[ReceiptKey]) -> dict[ReceiptKey, Receipt]:
    rows = Receipt.objects.filter(
        location_id__in={key.location_id for key in keys},
        till__in={key.till for key in keys},
        shift__in={key.shift for key in keys},
        number__in={key.number for key in keys},
    )
    return {
        ReceiptKey(location_id=row.location_id, till=row.till, shift=row.shift, number=row.number): row for row in rows
    }


def _digest(draft: ReceiptDraft) -> str:
    """Of everything but the revision and what we found out ourselves."""
    lines = [
        (one.external_id, one.title, one.barcode, one.quantity, one.price, one.discount, one.total, one.vat)
        for one in draft.lines
    ]
    said = (draft.kind, draft.at, draft.zone, draft.total.amount, draft.total.currency, draft.phone, draft.card)
    more = (draft.email, draft.order_number, draft.return_of, draft.is_cancelled, draft.payments, draft.fiscal)
    posted = (draft.posted_at, draft.is_posted)
    return digest(lines, said, more, *([posted] if posted != (None, None) else []))


def _write(row: Receipt, draft: ReceiptDraft, contents: str, source: str) -> Receipt:
    key, back, fiscal = draft.key, draft.return_of, draft.fiscal
    row.location_id, row.till, row.shift, row.number = key.location_id, key.till, key.shift, key.number
    row.revision, row.digest, row.source = draft.revision, contents, source
    row.kind, row.is_cancelled, row.at, row.zone = draft.kind, draft.is_cancelled, draft.at, draft.zone
    row.total, row.currency = draft.total.amount, draft.total.currency
    row.payments = [{"kind": one.kind, "amount": str(one.amount)} for one in draft.payments]
    row.fiscal_drive, row.fiscal_document, row.fiscal_sign = fiscal.drive, fiscal.document, fiscal.sign
    row.phone, row.card, row.email, row.order_number = draft.phone, draft.card, draft.email, draft.order_number
    row.return_location_id, row.return_till = (back.location_id, back.till) if back else (None, "")
    row.return_shift, row.return_number = (back.shift, back.number) if back else (None, "")
    row.posted_at, row.is_posted = draft.posted_at, draft.is_posted
    row.changed_at = database_now()
    is_new = row.pk is None
    row.save()
    if not is_new:
        row.lines.all().delete()
    ReceiptLine.objects.bulk_create(_lines(row, draft))
    return row


def _lines(row: Receipt, draft: ReceiptDraft) -> list[ReceiptLine]:
    return [
        ReceiptLine(
            receipt=row,
            place=place,
            external_id=one.external_id,
            variant_id=one.variant_id,
            title=one.title,
            barcode=one.barcode,
            quantity=one.quantity,
            price=one.price,
            discount=one.discount,
            total=one.total,
            vat=one.vat,
        )
        for place, one in enumerate(draft.lines)
    ]
