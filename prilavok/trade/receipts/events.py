"""What receipts announces."""

from dataclasses import dataclass

from prilavok.base.events import event


@event("receipts.receipts_changed", subject="receipts", priority=-1)
@dataclass(frozen=True, kw_only=True)
class ReceiptsChanged:
    """Receipts came or were corrected; 500 ids at most in one event."""

    receipt_ids: tuple[int, ...]
