"""Staff correct a customer's name, phone and e-mail; the deed and the fields' history are kept, systems are told."""

from collections.abc import Sequence

from django.utils.translation import gettext

from prilavok.base.access import Actor
from prilavok.base.clock import database_now
from prilavok.base.errors import NotFound
from prilavok.base.events import publish
from prilavok.base.owners import ERP
from prilavok.base.phones import normalize_phone
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts.api import audit
from prilavok.foundation.contour import api as contour
from prilavok.foundation.contour.errors import FieldLocked
from prilavok.people.crm import rules
from prilavok.people.crm.actions._locks import lock_contacts
from prilavok.people.crm.actions.remember_customer import set_field
from prilavok.people.crm.errors import EmailNotUnderstood, EmailOfAnother, PhoneNeeded, PhoneOfAnother
from prilavok.people.crm.events import CustomerCorrected
from prilavok.people.crm.models import Customer, Identity
from prilavok.people.crm.values import CustomerEdit

SOURCE = "office"


def edit_customer(*, edit: CustomerEdit, actor: Actor) -> None:
    """Write the new values; the old phone stays an identity of the customer.

    Raises NotFound, PhoneNotUnderstood, PhoneOfAnother, PhoneNeeded, EmailNotUnderstood, EmailOfAnother,
    FieldLocked.
    """
    require_unit()
    email = rules.known_email(edit.email)
    if edit.email.strip() and not email:
        raise EmailNotUnderstood(email=edit.email.strip()[:100])
    phone = None if edit.phone is None else normalize_phone(edit.phone) if edit.phone.strip() else ""
    lock_contacts(email, phone or "")
    customer = Customer.objects.select_for_update().filter(pk=edit.customer_id, merged_into=None).first()
    if customer is None:
        raise NotFound
    before = {"name": customer.name, "phone": customer.phone, "email": customer.email}
    after = {
        "name": rules.single_name(edit.name),
        "phone": customer.phone if phone is None else phone,
        "email": email,
    }
    changed = [field for field in after if after[field] != before[field]]
    _tag(customer, edit.tags, actor)
    if not changed:
        return
    if before["phone"] and not after["phone"]:
        raise PhoneNeeded
    _refuse_locked(changed)
    for kind in ("phone", "email"):
        if kind in changed and after[kind]:
            _claim(customer, kind, after[kind])
    for field in changed:
        set_field(customer, field, after[field], source=SOURCE, actor_name=actor.name)
    publish(CustomerCorrected(customer_id=customer.pk, fields=tuple(changed), source=SOURCE))
    was, now = ({field: side[field] for field in changed} for side in (before, after))
    audit(actor, "crm.customer_changed", f"customer:{customer.pk}", was, now)


def _tag(customer: Customer, tags: Sequence[str] | None, actor: Actor) -> None:
    """Tags are ours alone: no accounting system is told of them."""
    before = list(customer.tags)
    after = before if tags is None else rules.tags_of(tags)
    if before != after:
        customer.tags = after
        customer.save(update_fields=["tags"])
        audit(actor, "crm.customer_tagged", f"customer:{customer.pk}", {"tags": before}, {"tags": after})


def _refuse_locked(changed: list[str]) -> None:
    owners = contour.owners_of("customer")
    locked = next((field for field in changed if owners.get(field) == ERP), None)
    if locked is not None:
        raise FieldLocked(field=gettext(locked))


def _claim(customer: Customer, kind: str, value: str) -> None:
    taken = Identity.objects.filter(kind=kind, value=value).select_related("customer").first()
    if taken is not None and taken.customer_id != customer.pk:
        name = taken.customer.name or taken.customer.phone
        raise EmailOfAnother(email=value, name=name) if kind == "email" else PhoneOfAnother(phone=value, name=name)
    if taken is None:
        Identity.objects.create(customer=customer, kind=kind, value=value, source=SOURCE, since=database_now())
