"""The door of receipts: what tills sold and took back, as accounting systems tell it. Writes join the caller's unit."""

from collections.abc import Sequence

from prilavok.trade.receipts import queries
from prilavok.trade.receipts.actions import take_receipts as _take
from prilavok.trade.receipts.values import Outcome, ReceiptDraft, ReceiptFilter, ReceiptId, ReceiptPage, ReceiptView


def take_receipts(*, source: str, drafts: Sequence[ReceiptDraft]) -> tuple[Outcome, ...]:
    """Write receipts down; what became of each, in their order. `source` is the namespace of the teller's goods."""
    return _take.take_receipts(source=source, drafts=drafts)


def name_goods(*, system: str, variant_ids: dict[str, int]) -> int:
    """Tell lines which variants they are, by the ids of the teller's system; returns how many lines."""
    return _take.name_goods(system=system, variant_ids=variant_ids)


def receipts(*, receipt_ids: Sequence[int]) -> dict[ReceiptId, ReceiptView]:
    """Receipts by id, in the order asked; unknown ones are absent."""
    return queries.receipts(receipt_ids=receipt_ids)


def receipt_ids_of(*, phones: Sequence[str] = (), cards: Sequence[str] = ()) -> list[ReceiptId]:
    """Receipts that name one of these phones (normalized) or cards."""
    return queries.receipt_ids_of(phones=phones, cards=cards)


def find_receipts(wanted: ReceiptFilter) -> ReceiptPage:
    """One page of receipts, newest first."""
    return queries.find_receipts(wanted)


def unknown_goods(*, system: str, limit: int = 1000) -> list[str]:
    """How a system calls goods of its receipts that nobody has matched yet."""
    return queries.unknown_goods(system=system, limit=limit)
