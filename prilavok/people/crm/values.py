"""What crosses the door of crm. Times are aware UTC, money in the currency of the orders."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from prilavok.base.money import Money

CustomerId = NewType("CustomerId", int)


@dataclass(frozen=True, kw_only=True)
class CustomerCard:
    """A customer in brief. `spent` counts issued orders only; `orders_count` all that were not cancelled."""

    customer_id: CustomerId
    name: str
    phone: str
    email: str
    orders_count: int
    spent: Money
    first_seen: datetime
    last_seen: datetime
    person_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ContactView:
    """One way to know a customer: `kind` is phone or email; proven by a code, or only told (`source` says where)."""

    kind: str
    value: str
    source: str
    is_proven: bool
    since: datetime


@dataclass(frozen=True, kw_only=True)
class CustomerOrderView:
    """An order of a customer as last heard of; `status` is a code of the order scheme."""

    order_id: int
    number: str
    status: str
    status_title: str
    total: Money
    channel: str
    location_id: int
    placed_at: datetime


@dataclass(frozen=True, kw_only=True)
class FieldChangeView:
    """How a field of a customer got its value: from where or from whom."""

    field: str
    before: str
    after: str
    source: str
    actor_name: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class TimelineLine:
    """One thing between a customer and the chain, worded in the active language.

    `kind`: order_placed, order_moved, order_corrected, message, joined, changed. `state` is a message's state.
    """

    at: datetime
    kind: str
    title: str
    detail: str
    order_number: str = ""
    state: str = ""


@dataclass(frozen=True, kw_only=True)
class CustomerEdit:
    """New name and e-mail of a customer, written by staff."""

    customer_id: CustomerId
    name: str
    email: str
