"""What receipts hold about buyers: the phone, card and e-mail that were told at the till."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from prilavok.base.personal import FIVE_YEARS, Holding, Whose, declare_holding
from prilavok.trade.receipts.models import Receipt, ReceiptLine


def _mine(whose: Whose) -> "QuerySet[Receipt]":
    """By a proven phone or card; a receipt that named another phone and the person's card is the card's."""
    return Receipt.objects.filter(Q(phone__in=whose.phones) | Q(card__in=whose.cards) | Q(email__in=whose.emails))


def gather_receipts(whose: Whose) -> Iterable[Mapping[str, Any]]:
    """Receipts with their lines."""
    rows = list(_mine(whose).order_by("at"))
    lines: dict[int, list[dict[str, Any]]] = {}
    for line in ReceiptLine.objects.filter(receipt_id__in=[row.pk for row in rows]).order_by("pk"):
        told = {"title": line.title, "quantity": line.quantity, "total": line.total}
        lines.setdefault(line.receipt_id, []).append(told)
    for row in rows:
        yield {
            "number": f"{row.shift}-{row.number}",
            "kind": row.kind,
            "at": row.at,
            "total": f"{row.total} {row.currency}",
            "phone": row.phone if row.phone in whose.phones else "",
            "card": row.card if row.card in whose.cards else "",
            "lines": lines.get(row.pk, []),
        }


def erase_receipts(whose: Whose) -> int:
    """The receipt stays for accounting; whose it was goes."""
    return _mine(whose).update(phone="", card="", email="")


def expire_receipts(before: datetime, most: int) -> int:
    """Whose it was goes from a batch of old receipts."""
    told = ~Q(phone="") | ~Q(card="") | ~Q(email="")
    rows = Receipt.objects.filter(told, at__lt=before).order_by("at").values_list("pk", flat=True)[:most]
    return Receipt.objects.filter(pk__in=list(rows)).update(phone="", card="", email="")


declare_holding(
    Holding(
        code="receipts.receipts",
        title="Purchases in stores",
        why="To show you what you bought and to take it back when you return it.",
        keeps={"receipts.Receipt": ("phone", "card", "email")},
        gather=gather_receipts,
        erase=erase_receipts,
        stays="Receipts stay for five years, as accounting wants it, without your phone, card and e-mail.",
        days=FIVE_YEARS,
        least_days=30,
        expire=expire_receipts,
    )
)
