"""What crosses the door of crm. Times are aware UTC, money in the currency of the orders."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NewType

from prilavok.base.money import Money

CustomerId = NewType("CustomerId", int)


@dataclass(frozen=True, kw_only=True)
class CustomerCard:
    """A customer in brief. `spent`: issued orders and receipts less returns; `orders_count` all not cancelled."""

    customer_id: CustomerId
    name: str
    phone: str
    email: str
    orders_count: int
    spent: Money
    first_seen: datetime
    last_seen: datetime
    person_id: int | None = None
    receipts_count: int = 0
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ContactView:
    """One way to know a customer: `kind` is phone, email or card; proven by a code, or only told (`source`: where)."""

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

    `kind`: order_placed, order_moved, order_corrected, message, joined, changed, receipt. `state` is a message's state.
    """

    at: datetime
    kind: str
    title: str
    detail: str
    order_number: str = ""
    state: str = ""
    receipt_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class CustomerEdit:
    """New name, e-mail, phone and tags of a customer, written by staff; a phone or tags of None stay."""

    customer_id: CustomerId
    name: str
    email: str
    phone: str | None = None
    tags: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class CustomerDraft:
    """A customer's card as an outside system tells it. None: not told. `revision` None: the teller has no order.

    Phones are normalized, e-mails in lower case; the first of each is the main one.
    """

    external_id: str
    site_id: int | None = None
    revision: int | None = None
    name: str | None = None
    phones: tuple[str, ...] | None = None
    emails: tuple[str, ...] | None = None
    cards: tuple[str, ...] | None = None
    is_removed: bool = False


class Taken(StrEnum):
    """What became of a card that was told."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    STALE = "stale"
    DIFFERS = "differs"
    NEEDS_A_PERSON = "conflict"
    NOTHING_KNOWN = "skipped"


@dataclass(frozen=True, kw_only=True)
class CustomerRecord:
    """A customer's card to give out; the main phone and e-mail come first. `external_id` is empty when not known."""

    customer_id: CustomerId
    external_id: str
    name: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    cards: tuple[str, ...]
    before: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class CustomerReceiptView:
    """A receipt of a customer; `amount` is negative for a return."""

    receipt_id: int
    number: str
    kind: str
    is_cancelled: bool
    location_id: int
    amount: Money
    order_number: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ReviewView:
    """Something for a person to decide: `kind` persons (who is it) or field (which value holds)."""

    review_id: int
    kind: str
    system: str
    external_id: str
    customers: tuple[CustomerCard, ...]
    field: str
    ours: str
    theirs: str
    told_name: str
    told_contacts: tuple[str, ...]
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class MergePreview:
    """What a merge of two cards would do: what moves from the other to the winner, and how it will look."""

    winner: CustomerCard
    other: CustomerCard
    after: CustomerCard
    contacts: tuple[ContactView, ...]
    both_log_in: bool


@dataclass(frozen=True, kw_only=True)
class MergeView:
    """A merge that a person made."""

    merge_id: int
    winner: CustomerCard
    other_name: str
    other_phone: str
    actor_name: str
    at: datetime
    is_undone: bool


@dataclass(frozen=True, kw_only=True)
class ProposalView:
    """A new contact named in an order, not proven yet."""

    proposal_id: int
    kind: str
    value: str
    order_number: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Habits:
    """What customers are chosen by. Sums in roubles and numbers of purchases are of the last `days`, of all time
    without; `bought_within` and `not_bought_for` are days before now. What is None or empty does not matter."""

    spent_from: Decimal | None = None
    spent_to: Decimal | None = None
    times_from: int | None = None
    days: int | None = None
    bought_within: int | None = None
    not_bought_for: int | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """A customer that was chosen, with what others know them by: "phone:+7...", "person:12"."""

    customer_id: CustomerId
    keys: tuple[str, ...]
