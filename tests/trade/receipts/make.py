"""Factories of receipts for tests."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from prilavok.base.money import Money
from prilavok.trade.receipts import api
from prilavok.trade.receipts.values import ReceiptDraft, ReceiptId, ReceiptKey, ReceiptLine

SYSTEM = "erp.test"


def draft(number: int = 1, *, location_id: int = 1, total: str = "100.00", **more: Any) -> ReceiptDraft:
    """A sale of one line, two pieces of bread."""
    price = Decimal(total) / 2
    line = ReceiptLine(
        title="Хлеб", quantity=Decimal(2), price=price, discount=Decimal(0), total=Decimal(total), external_id="bread"
    )
    told: dict[str, Any] = {
        "key": ReceiptKey(location_id=location_id, till="1", shift=7, number=str(number)),
        "revision": 1,
        "kind": "sale",
        "at": datetime(2026, 5, 12, 12, 30, tzinfo=UTC),
        "zone": "Europe/Moscow",
        "lines": (line,),
        "total": Money(Decimal(total)),
        **more,
    }
    return ReceiptDraft(**told)


def make_receipt(number: int = 1, **more: Any) -> ReceiptId:
    """A receipt that was taken (inside a unit)."""
    wanted = draft(number, **more)
    api.take_receipts(source=SYSTEM, drafts=[wanted])
    found = api.receipt_ids_of(
        phones=[wanted.phone] if wanted.phone else [], cards=[wanted.card] if wanted.card else []
    )
    return found[-1] if found else ReceiptId(0)
