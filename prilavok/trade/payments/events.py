"""What payments announces."""

from dataclasses import dataclass
from decimal import Decimal

from prilavok.base.events import event


@event("payments.payment_settled", subject="order:{order_id}", priority=10)
@dataclass(frozen=True, kw_only=True)
class PaymentSettled:
    """The whole amount of an order has been taken."""

    order_id: int
    payment_id: int
    amount: Decimal
    currency: str
    method: str


@event("payments.money_given_back", subject="order:{order_id}", priority=10)
@dataclass(frozen=True, kw_only=True)
class MoneyGivenBack:
    """A person has given money of a settled payment back."""

    order_id: int
    refund_id: int
    amount: Decimal
    currency: str
    method: str
