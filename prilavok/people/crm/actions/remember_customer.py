"""Know a customer by a phone or an e-mail.

The phone decides. An e-mail told in an order is kept with the customer, but it never leads to somebody else's history:
two customers become one only by proof (`join_customers`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from prilavok.base.bulk import fetch, records
from prilavok.base.clock import database_now
from prilavok.base.unit import require_unit
from prilavok.people.crm import rules
from prilavok.people.crm.actions._locks import lock_contacts
from prilavok.people.crm.errors import NobodyToRemember
from prilavok.people.crm.models import Customer, FieldChange, Identity
from prilavok.people.crm.values import CustomerId

KINDS: Final = ("phone", "email")
FILLED: Final = ("name", *KINDS)
KEPT: Final = (*FILLED, "name_source", "search", "last_seen")
KEEP: Final = """
UPDATE crm_customer AS known SET name = told.name, phone = told.phone, email = told.email,
    name_source = told.name_source, search = told.search, last_seen = told.last_seen
FROM jsonb_to_recordset(%s::jsonb) AS told (id bigint, name text, phone text, email text, name_source text, search text,
    last_seen timestamptz)
WHERE known.id = told.id
"""


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Somebody as told of: a name, a phone and an e-mail in any spelling, each may be empty."""

    name: str = ""
    phone: str = ""
    email: str = ""


def remember(name: str, phone: str, email: str, source: str) -> CustomerId:
    """The customer of that phone or e-mail, made if new; empty fields are filled. Joins the unit."""
    return remember_many([Contact(name=name, phone=phone, email=email)], source)[0]


def remember_many(told: Sequence[Contact], source: str) -> list[CustomerId]:
    """As `remember`, of many, in their order: whom one of them made, the next may be. Joins the unit."""
    require_unit()
    clean = [
        Contact(
            name=rules.single_name(one.name), phone=rules.known_phone(one.phone), email=rules.known_email(one.email)
        )
        for one in told
    ]
    if any(not one.phone and not one.email for one in clean):
        raise NobodyToRemember
    if not clean:
        return []
    contacts = {value for one in clean for value in (one.phone, one.email) if value}
    now = lock_contacts(*contacts)
    book = _Book(source=source, now=now, known=_known(contacts))
    found = [book.enter(one) for one in clean]
    book.save()
    return [CustomerId(customer.pk) for customer in found]


def _clean(one: Contact) -> Contact:
    name, phone, email = rules.single_name(one.name), rules.known_phone(one.phone), rules.known_email(one.email)
    return Contact(name=name, phone=phone, email=email)


def _known(contacts: Collection[str]) -> dict[tuple[str, str], Customer]:
    known = Identity.objects.filter(kind__in=KINDS, value__in=contacts).select_related("customer")
    people: dict[int, Customer] = {}
    return {(one.kind, one.value): people.setdefault(one.customer_id, one.customer) for one in known}


@dataclass(kw_only=True)
class _Book:
    """The customers met so far, by phone and by e-mail, and what has to be written of them."""

    source: str
    now: datetime
    known: dict[tuple[str, str], Customer]
    made: list[Customer] = field(default_factory=list)
    seen: dict[int, Customer] = field(default_factory=dict)
    identities: list[Identity] = field(default_factory=list)
    changes: list[FieldChange] = field(default_factory=list)

    def enter(self, one: Contact) -> Customer:
        customer = self._whose(one)
        if customer is None:
            customer = Customer(first_seen=self.now, last_seen=self.now)
            self.made.append(customer)
        elif customer.pk is not None:
            self.seen[customer.pk] = customer
        self._fill(customer, one)
        for kind in KINDS:
            value = getattr(one, kind)
            if value and (kind, value) not in self.known:
                self.known[kind, value] = customer
                self.identities.append(
                    Identity(kind=kind, value=value, customer=customer, source=self.source, since=self.now)
                )
        return customer

    def _whose(self, one: Contact) -> Customer | None:
        by_phone = self.known.get(("phone", one.phone))
        if by_phone is not None:
            return by_phone
        by_email = self.known.get(("email", one.email))
        return None if by_email is None or (one.phone and by_email.phone) else by_email

    def _fill(self, customer: Customer, one: Contact) -> None:
        """Give empty fields what was told."""
        for name in FILLED:
            value = getattr(one, name)
            if value and not getattr(customer, name):
                setattr(customer, name, value)
                if name == "name":
                    customer.name_source, customer.search = self.source, rules.searchable(value)
                self.changes.append(
                    FieldChange(customer=customer, field=name, after=value, source=self.source, at=self.now)
                )
        customer.last_seen = max(customer.last_seen, self.now)

    def save(self) -> None:
        Customer.objects.bulk_create(self.made)
        if self.seen:
            kept = [{"id": key, **{name: getattr(one, name) for name in KEPT}} for key, one in self.seen.items()]
            fetch(KEEP, [records(kept)])
        Identity.objects.bulk_create(self.identities, ignore_conflicts=True)
        FieldChange.objects.bulk_create(self.changes)


def set_field(customer: Customer, field: str, value: str, *, source: str, actor_name: str = "") -> None:
    """Give a field another value; the old one stays in its history. The caller publishes and saves nothing more."""
    before = getattr(customer, field)
    setattr(customer, field, value)
    if field == "name":
        customer.name_source, customer.search = source[:20], rules.searchable(value)
    customer.save(update_fields=[field, "name_source", "search"])
    FieldChange.objects.create(
        customer=customer,
        field=field,
        before=before,
        after=value,
        source=source[:20],
        actor_name=actor_name,
        at=database_now(),
    )


def known_person(person_id: int) -> CustomerId | None:
    """The customer who logs in as this person."""
    found = Customer.objects.filter(person_id=person_id, merged_into=None).values_list("pk", flat=True).first()
    return None if found is None else CustomerId(found)


def known_persons(person_ids: Collection[int]) -> dict[int, CustomerId]:
    """The customers who log in as these persons."""
    found = Customer.objects.filter(person_id__in=list(person_ids), merged_into=None).order_by("-pk")
    return {person: CustomerId(pk) for person, pk in found.values_list("person_id", "pk") if person is not None}
