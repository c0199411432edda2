"""A contact was proven by a code: link the customer with the login, and join those who are proven to be one.

An e-mail that was only told in somebody's order does not make that somebody the owner: it is taken from that customer
and given to the one who proved it. The joined customer's row stays and points to the one that lives on.
"""

from datetime import datetime
from typing import Final

from prilavok.base.clock import database_now
from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.people.crm.actions._locks import lock_contacts
from prilavok.people.crm.actions.count_orders import recount
from prilavok.people.crm.actions.propose_contact import close_proposals
from prilavok.people.crm.actions.remember_customer import remember, set_field
from prilavok.people.crm.events import CustomerCorrected
from prilavok.people.crm.models import (
    Customer,
    CustomerLink,
    CustomerOrder,
    CustomerReceipt,
    FieldChange,
    Happening,
    Identity,
)
from prilavok.people.crm.values import CustomerId

BELONGINGS: Final = (Identity, CustomerOrder, CustomerReceipt, CustomerLink, Happening, FieldChange)


def join_proven(*, person_id: int, name: str, phone: str, email: str) -> CustomerId:
    """The one customer of this login, with everything that its proven contacts prove. Joins the unit."""
    require_unit()
    lock_contacts(phone, email)
    for kind, value in (("phone", phone), ("email", email)):
        _release_from_other_login(kind, value, person_id)
    if email:
        _release_told_email(email)
    ids = [remember(name, phone, "", "account")] if phone else []
    ids += [remember(name, "", email, "account")] if email else []
    owned = Customer.objects.filter(person_id=person_id, merged_into=None).values_list("pk", flat=True)
    rows = Customer.objects.select_for_update().filter(pk__in=[*ids, *owned]).order_by("pk")
    winner, *others = list(rows)
    for other in others:
        _join(other, winner)
    now = database_now()
    if phone and winner.phone != phone:
        set_field(winner, "phone", phone, source="account")
        publish(CustomerCorrected(customer_id=winner.pk, fields=("phone",), source="account"))
    close_proposals(winner.pk, phone, email)
    Identity.objects.filter(customer=winner, value__in=[one for one in (phone, email) if one]).update(is_proven=True)
    Customer.objects.filter(pk=winner.pk).update(person_id=person_id, last_seen=now)
    return CustomerId(winner.pk)


def join_persons(*, person_id: int, other_id: int) -> None:
    """Two logins became one: so do their customers. Joins the unit; the same again changes nothing."""
    require_unit()
    rows = Customer.objects.select_for_update().filter(person_id__in=[person_id, other_id], merged_into=None)
    known = {row.person_id: row for row in rows.order_by("pk")}
    other, winner = known.get(other_id), known.get(person_id)
    if other is None:
        return
    if winner is None:
        Customer.objects.filter(pk=other.pk).update(person_id=person_id)
    else:
        _join(other, winner)


def _release_from_other_login(kind: str, value: str, person_id: int) -> None:
    """A number is given out anew: whoever proves it gets the number, not the history of its owner before."""
    known = Identity.objects.filter(kind=kind, value=value).select_related("customer").first() if value else None
    if known is None or known.customer.person_id in (None, person_id):
        return
    owner = known.customer
    known.delete()
    if getattr(owner, kind) == value:
        set_field(owner, kind, "", source="account")


def _release_told_email(email: str) -> None:
    told = Identity.objects.filter(kind="email", value=email, is_proven=False).select_related("customer").first()
    if told is not None and told.customer.phone:
        told.delete()


def _join(other: Customer, winner: Customer) -> None:
    now = database_now()
    for model in BELONGINGS:
        model.objects.filter(customer=other).update(customer=winner)
    for field in ("name", "phone", "email"):
        if not getattr(winner, field) and getattr(other, field):
            setattr(winner, field, getattr(other, field))
    winner.search = winner.search or other.search
    winner.name_source = winner.name_source or other.name_source
    winner.first_seen = min(winner.first_seen, other.first_seen)
    winner.save()
    _close(other, winner, now)
    recount([winner.pk])


def _close(other: Customer, winner: Customer, now: datetime) -> None:
    Customer.objects.filter(merged_into=other).update(merged_into=winner)
    Customer.objects.filter(pk=other.pk).update(merged_into=winner, person_id=None, orders_count=0, spent=0)
    Happening.objects.create(
        customer=winner,
        key=f"joined:{other.pk}",
        kind="joined",
        at=now,
        data={"name": other.name, "phone": other.phone, "email": other.email},
    )
