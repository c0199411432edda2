"""What crosses the door of redemptions. Times are aware UTC."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prilavok.goods.pricing.quotes import Quote


@dataclass(frozen=True, kw_only=True)
class Taking:
    """A till takes what a quote uses, under a key of its own. `fingerprint` tells the same basket from another one,
    `answer` is what a repeated call hears (JSON)."""

    till_id: int
    key: str
    fingerprint: str
    store_id: int
    phone: str
    quote: Quote
    answer: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Taken:
    """`state`: held, confirmed, cancelled or expired. `is_counted` is false for a receipt that came when its uses had
    gone to others: a receipt is a fact, but its coupon was not counted twice."""

    key: str
    state: str
    expires_at: datetime
    receipt: str
    is_counted: bool
    answer: dict[str, Any]
