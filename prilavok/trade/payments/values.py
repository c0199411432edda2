"""What crosses the door of payments."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from prilavok.base.money import Money

PaymentId = NewType("PaymentId", int)


class PaymentState(StrEnum):
    """Where a payment stands: it is settled once or cancelled, never both."""

    OPEN = "open"
    SETTLED = "settled"
    CANCELLED = "cancelled"


class PaymentMethod(StrEnum):
    """How the money comes: not yet known, in the store by cash or card, or taken by the ERP's own till."""

    AT_PICKUP = "at_pickup"
    CASH = "cash"
    CARD = "card"
    ERP_TILL = "erp_till"


@dataclass(frozen=True, kw_only=True)
class PaymentView:
    """One payment of one order."""

    payment_id: PaymentId
    order_id: int
    amount: Money
    method: str
    state: str
    settled_at: datetime | None


RefundId = NewType("RefundId", int)


class RefundState(StrEnum):
    """A refund is proposed by the house; a person gives the money back or declines, once."""

    PROPOSED = "proposed"
    PAID_BACK = "paid_back"
    DECLINED = "declined"


@dataclass(frozen=True, kw_only=True)
class RefundView:
    """Money that should go, went or will not go back to a customer."""

    refund_id: RefundId
    order_id: int
    payment_id: PaymentId
    amount: Money
    reason: str
    state: str
    method: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
