"""Know a customer by a phone or an e-mail.

The phone decides. An e-mail told in an order is kept with the customer, but it never leads to somebody else's history:
two customers become one only by proof (`join_customers`).
"""

from datetime import datetime

from prilavok.base.clock import database_now
from prilavok.base.unit import require_unit
from prilavok.people.crm import rules
from prilavok.people.crm.actions._locks import lock_contacts
from prilavok.people.crm.errors import NobodyToRemember
from prilavok.people.crm.models import Customer, FieldChange, Identity
from prilavok.people.crm.values import CustomerId


def remember(name: str, phone: str, email: str, source: str) -> CustomerId:
    """The customer of that phone or e-mail, made if new; empty fields are filled. Joins the unit."""
    require_unit()
    phone, email = rules.known_phone(phone), rules.known_email(email)
    if not phone and not email:
        raise NobodyToRemember
    now = lock_contacts(phone, email)
    told = {"name": rules.single_name(name), "phone": phone, "email": email}
    customer = _known(phone, email) or Customer(first_seen=now, last_seen=now)
    _fill(customer, told, source, now)
    Identity.objects.bulk_create(
        [
            Identity(kind=kind, value=told[kind], customer=customer, source=source, since=now)
            for kind in ("phone", "email")
            if told[kind]
        ],
        ignore_conflicts=True,
    )
    return CustomerId(customer.pk)


def _known(phone: str, email: str) -> Customer | None:
    by_phone = Identity.objects.filter(kind="phone", value=phone).select_related("customer").first() if phone else None
    if by_phone is not None:
        return by_phone.customer
    by_email = Identity.objects.filter(kind="email", value=email).select_related("customer").first() if email else None
    if by_email is None or (phone and by_email.customer.phone):
        return None
    return by_email.customer


def _fill(customer: Customer, told: dict[str, str], source: str, now: datetime) -> None:
    """Give empty fields what was told, and save."""
    filled = {field: value for field, value in told.items() if value and not getattr(customer, field)}
    for field, value in filled.items():
        setattr(customer, field, value)
    if "name" in filled:
        customer.name_source, customer.search = source, rules.searchable(filled["name"])
    customer.last_seen = max(customer.last_seen, now)
    if customer.pk is None:
        customer.save(force_insert=True)
    else:
        customer.save(update_fields=[*told, "name_source", "search", "last_seen"])
    FieldChange.objects.bulk_create(
        FieldChange(customer=customer, field=field, after=value, source=source, at=now)
        for field, value in filled.items()
    )


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
