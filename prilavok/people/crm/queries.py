"""What crm shows: customers found by anything people say on the phone, their cards, orders and timelines."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from prilavok.base.errors import NotFound
from prilavok.base.money import Money
from prilavok.design.formats import money
from prilavok.foundation.messaging.api import messages_about_many
from prilavok.people.crm import rules
from prilavok.people.crm.models import Customer, CustomerOrder, CustomerReceipt, FieldChange, Happening, Identity
from prilavok.people.crm.values import (
    ContactView,
    CustomerCard,
    CustomerId,
    CustomerOrderView,
    CustomerReceiptView,
    FieldChangeView,
    TimelineLine,
)
from prilavok.trade.oms import api as oms

Stores = frozenset[int] | None


def find_customers(text: str, limit: int, stores: Stores = None) -> list[CustomerCard]:
    """Customers by phone in any spelling or its part, part of a name, e-mail or order number; "" = the latest.

    `stores` narrows to those who ordered in these locations; None means everywhere.
    """
    found = _within(Customer.objects.filter(merged_into=None), stores)
    if text.strip():
        found = found.filter(_match(rules.understand(text)))
    return [card_of(row) for row in found.order_by("-last_seen", "-pk")[:limit]]


def customer(customer_id: CustomerId, stores: Stores = None) -> CustomerCard:
    """One customer; one that was joined with another answers as that other. Raises NotFound."""
    row = Customer.objects.filter(pk=customer_id).select_related("merged_into").first()
    row = row.merged_into or row if row is not None else None
    if row is None or not _within(Customer.objects.filter(pk=row.pk), stores).exists():
        raise NotFound
    return card_of(row)


def customer_by_phone(phone: str) -> CustomerCard | None:
    """The customer of a phone in any spelling."""
    known = rules.known_phone(phone)
    found = Identity.objects.filter(kind="phone", value=known).select_related("customer").first() if known else None
    return None if found is None else card_of(found.customer)


def customers_by_phone(phones: Iterable[str]) -> dict[str, CustomerCard]:
    """Customers of these normalized phones; the unknown are absent."""
    found = Identity.objects.filter(kind="phone", value__in=list(phones)).select_related("customer")
    return {one.value: card_of(one.customer) for one in found}


def contacts(customer_id: CustomerId) -> list[ContactView]:
    """What the customer is known by."""
    return [
        ContactView(kind=one.kind, value=one.value, source=one.source, is_proven=one.is_proven, since=one.since)
        for one in Identity.objects.filter(customer_id=customer_id).order_by("-kind", "pk")
    ]


def orders_of(customer_id: CustomerId, stores: Stores = None) -> list[CustomerOrderView]:
    """The customer's orders, newest first."""
    found = CustomerOrder.objects.filter(customer_id=customer_id).order_by("-placed_at")
    if stores is not None:
        found = found.filter(location_id__in=stores)
    titles = _status_titles()
    return [
        CustomerOrderView(
            order_id=row.pk,
            number=row.number,
            status=row.status,
            status_title=titles.get(row.status, row.status),
            total=Money(row.total, row.currency),
            channel=row.channel,
            location_id=row.location_id,
            placed_at=row.placed_at,
        )
        for row in found[:500]
    ]


def receipts_of(customer_id: CustomerId, stores: Stores = None, limit: int = 500) -> list[CustomerReceiptView]:
    """The customer's receipts of stores, newest first."""
    found = CustomerReceipt.objects.filter(customer_id=customer_id).order_by("-at", "-pk")
    if stores is not None:
        found = found.filter(location_id__in=stores)
    return [_receipt(row) for row in found[:limit]]


def receipts_of_person(
    person_id: int, limit: int, *, since: datetime | None = None, until: datetime | None = None
) -> tuple[list[CustomerReceiptView], int]:
    """The latest receipts that a person may see as their own, of a time or all, and how many there are.

    A receipt is shown to its buyer when the phone told at the till is proven by a code, or the card is the customer's.
    """
    owner = Customer.objects.filter(person_id=person_id, merged_into=None).values("pk")
    proven = Identity.objects.filter(customer__in=owner, kind="phone", is_proven=True).values("value")
    cards = Identity.objects.filter(customer__in=owner, kind="card").values("value")
    found = CustomerReceipt.objects.filter(customer__in=owner).filter(
        Q(phone__in=proven) | Q(card__in=cards) & ~Q(card="")
    )
    if since is not None:
        found = found.filter(at__gte=since)
    if until is not None:
        found = found.filter(at__lt=until)
    return [_receipt(row) for row in found.order_by("-at", "-pk")[:limit]], found.count()


def owns_receipt(person_id: int, receipt_id: int) -> bool:
    """True when the person may see this receipt as their own."""
    shown, _ = receipts_of_person(person_id, 5000)
    return any(one.receipt_id == receipt_id for one in shown)


def field_changes(customer_id: CustomerId) -> list[FieldChangeView]:
    """How the customer's fields got their values, newest first."""
    return [
        FieldChangeView(
            field=row.field,
            before=row.before,
            after=row.after,
            source=row.source,
            actor_name=row.actor_name,
            at=row.at,
        )
        for row in FieldChange.objects.filter(customer_id=customer_id).order_by("-pk")[:100]
    ]


def timeline(customer_id: CustomerId, stores: Stores = None, limit: int = 200) -> list[TimelineLine]:
    """Everything between the customer and the chain, newest first: orders, their moves, messages, corrections."""
    orders = {row.number: row.order_id for row in orders_of(customer_id, stores)}
    titles = _status_titles()
    found = Happening.objects.filter(customer_id=customer_id)
    if stores is not None:
        found = found.filter(order_number__in=list(orders))
    lines = [_happened(row, titles) for row in found.order_by("-at", "-pk")[:limit]]
    lines += _messages(orders)
    lines += [_bought(one) for one in receipts_of(customer_id, stores)]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:limit]


def _within(found: "QuerySet[Customer]", stores: Stores) -> "QuerySet[Customer]":
    if stores is None:
        return found
    ordered = CustomerOrder.objects.filter(location_id__in=stores).values("customer_id")
    bought = CustomerReceipt.objects.filter(location_id__in=stores).values("customer_id")
    return found.filter(Q(pk__in=ordered) | Q(pk__in=bought))


def _match(sought: rules.Sought) -> Q:
    match = Q(pk__in=[])
    if sought.phone:
        match |= Q(identities__kind="phone", identities__value=sought.phone)
    elif sought.phone_part:
        match |= Q(phone__contains=sought.phone_part)
    if sought.order_number:
        match |= Q(pk__in=CustomerOrder.objects.filter(number=sought.order_number).values("customer_id"))
    if sought.email:
        match |= Q(email__startswith=sought.email)
    if sought.words:
        match |= Q(*[Q(search__contains=word) for word in sought.words])
    return match


def _messages(orders: dict[str, int]) -> list[TimelineLine]:
    numbers = {f"order:{order_id}": number for number, order_id in orders.items()}
    return [
        TimelineLine(
            at=message.sent_at or message.created_at,
            kind="message",
            title=_("SMS: {title}").format(title=message.title)
            if message.channel == "sms"
            else _("E-mail: {title}").format(title=message.title),
            detail=message.text,
            order_number=numbers[about],
            state=message.state,
        )
        for about, messages in messages_about_many(numbers).items()
        for message in messages
    ]


def _happened(row: Happening, titles: dict[str, str]) -> TimelineLine:
    data = row.data
    status = titles.get(data.get("status", ""), data.get("status", ""))
    words = {
        "order_placed": (_("Order {number} placed"), data.get("name", "")),
        "order_moved": (_("Order {number}: {status}"), data.get("actor_name", "")),
        "order_corrected": (_("Order {number} corrected"), _("version {version}")),
        "joined": (_("Joined with another card of the same customer"), "{name} {phone} {email}"),
    }
    title, detail = words.get(row.kind, (row.kind, ""))
    filled = {"number": row.order_number, "status": status, "version": data.get("version", "")}
    is_pattern = row.kind in ("order_corrected", "joined")
    return TimelineLine(
        at=row.at,
        kind=row.kind,
        title=title.format(**filled),
        detail=detail.format(**{**data, **filled}).strip() if is_pattern else detail,
        order_number=row.order_number,
    )


def _bought(one: CustomerReceiptView) -> TimelineLine:
    title = (
        _("Returned in a store, receipt {number}") if one.kind == "return" else _("Bought in a store, receipt {number}")
    )
    detail = _("cancelled") if one.is_cancelled else money(one.amount)
    if one.order_number:
        detail = _("for the order {number}").format(number=one.order_number)
    return TimelineLine(
        at=one.at, kind="receipt", title=title.format(number=one.number), detail=detail, receipt_id=one.receipt_id
    )


def _receipt(row: CustomerReceipt) -> CustomerReceiptView:
    return CustomerReceiptView(
        receipt_id=row.pk,
        number=row.number,
        kind=row.kind,
        is_cancelled=row.is_cancelled,
        location_id=row.location_id,
        amount=Money(row.amount, row.currency),
        order_number=row.order_number,
        at=row.at,
    )


def _status_titles() -> dict[str, str]:
    return {status.code: status.title for status in oms.scheme()}


def card_of(row: Customer) -> CustomerCard:
    """The value of a row."""
    return CustomerCard(
        customer_id=CustomerId(row.pk),
        name=row.name,
        phone=row.phone,
        email=row.email,
        orders_count=row.orders_count,
        spent=Money(row.spent, row.currency),
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        person_id=row.person_id,
        tags=tuple(row.tags),
        receipts_count=row.receipts_count,
    )
