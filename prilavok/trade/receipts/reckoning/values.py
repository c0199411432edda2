"""What crosses the door of reckoning: receipts in short, and goods that tills sold."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from prilavok.trade.receipts.values import ReceiptId, ReceiptKey


@dataclass(frozen=True, kw_only=True)
class ReceiptBrief:
    """A receipt without its lines; `came_at` is when it came here first."""

    receipt_id: ReceiptId
    key: ReceiptKey
    revision: int
    kind: str
    total: Decimal
    is_cancelled: bool
    at: datetime
    came_at: datetime


@dataclass(frozen=True, kw_only=True)
class SoldAt:
    """Pieces that one receipt took off a place; negative when they came back."""

    receipt_id: ReceiptId
    name: str
    at: datetime
    quantity: Decimal
