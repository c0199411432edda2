"""What crm holds about buyers: the card of a customer, what it is known by, its timeline, what is waited for."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from prilavok.base.clock import database_now
from prilavok.base.personal import Holding, Whose, declare_holding, declare_staff_marks, extends_whose
from prilavok.people.crm.models import (
    Customer,
    CustomerLink,
    CustomerReceipt,
    FieldChange,
    Happening,
    Identity,
    Merge,
    Proposal,
    Review,
    Waiting,
)


def _cards(whose: Whose) -> "QuerySet[Customer]":
    """The person's customer card, and those that were joined into it."""
    own = Customer.objects.filter(person_id=whose.person_id, merged_into=None).values("pk")
    return Customer.objects.filter(Q(pk__in=own) | Q(merged_into__in=own))


@extends_whose
def know_customer(whose: Whose) -> Whose:
    """Phones and e-mails proven before, cards, and the subjects by which others speak of the customer."""
    ids = list(_cards(whose).values_list("pk", flat=True))
    known: dict[str, set[str]] = {"phone": set(), "email": set(), "card": set()}
    for row in Identity.objects.filter(customer_id__in=ids):
        if row.is_proven or row.kind == "card":
            known[row.kind].add(row.value)
    waits = Waiting.objects.filter(contact__in=whose.contacts).values_list("pk", flat=True)
    return replace(
        whose,
        phones=whose.phones | known["phone"],
        emails=whose.emails | known["email"],
        cards=whose.cards | known["card"],
    ).with_refs([*(f"customer:{pk}" for pk in ids), *(f"waiting:{pk}" for pk in waits)])


def gather_customer(whose: Whose) -> Iterable[Mapping[str, Any]]:
    """The card, what it is known by, how its fields got their values."""
    for row in _cards(whose).filter(merged_into=None):
        yield {
            "name": row.name,
            "phone": row.phone,
            "email": row.email,
            "tags": list(row.tags),
            "orders": row.orders_count,
            "purchases": row.receipts_count,
            "spent": f"{row.spent} {row.currency}",
            "first_seen": row.first_seen,
            "last_seen": row.last_seen,
            "known_by": [
                {"kind": one.kind, "value": one.value, "proven": one.is_proven, "since": one.since}
                for one in Identity.objects.filter(customer=row).order_by("pk")
                # What was only told may be somebody else's.
                if one.is_proven or one.kind == "card" or one.value in whose.contacts
            ],
        }


def erase_customer(whose: Whose) -> int:
    """Counts and sums stay without a person; names, contacts and the timeline go."""
    ids = whose.ids("customer")
    for model in (Identity, FieldChange, Happening, Proposal):
        model.objects.filter(customer_id__in=ids).delete()
    # Others may know these contacts too: told, never proven.
    Identity.objects.filter(value__in=whose.contacts).delete()
    _forget_elsewhere(whose)
    CustomerReceipt.objects.filter(Q(customer_id__in=ids) | Q(phone__in=whose.phones) | Q(card__in=whose.cards)).update(
        phone="", card=""
    )
    CustomerLink.objects.filter(customer_id__in=ids).update(theirs={}, ours={})
    Merge.objects.filter(Q(winner_id__in=ids) | Q(other_id__in=ids)).update(filled={}, moved={})
    Review.objects.filter(_reviews_of(ids)).delete()
    return Customer.objects.filter(pk__in=ids).update(
        name="", name_source="", search="", phone="", email="", person_id=None, tags=[], erased_at=database_now()
    )


def gather_waits(whose: Whose) -> Iterable[Mapping[str, Any]]:
    """Goods that the person asked to hear of."""
    for row in Waiting.objects.filter(contact__in=whose.contacts).order_by("pk"):
        yield {"goods": row.title, "city": row.city, "contact": row.contact, "asked_at": row.asked_at}


def erase_waits(whose: Whose) -> int:
    """Nobody waits any more."""
    return int(Waiting.objects.filter(contact__in=whose.contacts).delete()[0])


def expire_waits(before: datetime, most: int) -> int:
    """Delete a batch of what was over so long ago."""
    rows = Waiting.objects.filter(ended_at__lt=before).values_list("pk", flat=True)[:most]
    return int(Waiting.objects.filter(pk__in=list(rows)).delete()[0])


def _forget_elsewhere(whose: Whose) -> None:
    """Cards of others that name the contact in a field, a change or a proposal."""
    for field, values in (("phone", whose.phones), ("email", whose.emails)):
        Customer.objects.filter(**{f"{field}__in": values}).update(**{field: ""})
    contacts = whose.contacts
    placed = [f"placed:{ref.partition(':')[2]}" for ref in whose.mentions if ref.startswith("order:")]
    for line in Happening.objects.filter(key__in=placed):
        Happening.objects.filter(pk=line.pk).update(data={**line.data, "name": ""})
    FieldChange.objects.filter(Q(before__in=contacts) | Q(after__in=contacts)).delete()
    Proposal.objects.filter(value__in=contacts).delete()
    Review.objects.filter(Q(ours__in=contacts) | Q(theirs__in=contacts)).delete()


def _reviews_of(ids: list[int]) -> Q:
    match = Q(pk__in=[])
    for one in ids:
        match |= Q(customers__contains=[one])
    return match


declare_holding(
    Holding(
        code="crm.customer",
        title="Your card of a customer",
        why="To know you by phone, e-mail and loyalty card, whatever way you come.",
        keeps={
            "crm.Customer": ("name", "phone", "email", "person_id"),
            "crm.Identity": ("customer_id",),
            "crm.CustomerOrder": ("customer_id",),
            "crm.Happening": ("customer_id",),
            "crm.FieldChange": ("customer_id",),
            "crm.CustomerReceipt": ("customer_id", "phone", "card"),
            "crm.CustomerLink": ("customer_id",),
            "crm.Proposal": ("customer_id",),
        },
        gather=gather_customer,
        erase=erase_customer,
        stays="Counts and sums of purchases stay, without a name and without contacts.",
        corrected_at="/account/profile/",
    ),
    Holding(
        code="crm.waiting",
        title="Goods you wait for",
        why="To tell you once when they are there.",
        keeps={"crm.Waiting": ("contact",)},
        gather=gather_waits,
        erase=erase_waits,
        days=90,
        expire=expire_waits,
    ),
)
declare_staff_marks("crm.FieldChange", "actor_name")
declare_staff_marks("crm.Review", "decided_by")
declare_staff_marks("crm.Merge", "actor_name")
