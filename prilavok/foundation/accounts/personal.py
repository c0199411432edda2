"""What accounts holds about buyers: the login, devices, passkeys, the book, codes; what the audit says of them."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import Q

from prilavok.base.clock import database_now
from prilavok.base.ids import new_token
from prilavok.base.personal import (
    Holding,
    Whose,
    declare_holding,
    declare_staff_marks,
    extends_whose,
)
from prilavok.foundation.accounts.deeds import deed_title
from prilavok.foundation.accounts.models import (
    Address,
    AuditRow,
    Device,
    LoginCode,
    Passkey,
    PasskeyChallenge,
    Person,
    Recipient,
)

ABOUT = ("person:", "customer:")


@extends_whose
def know_person(whose: Whose) -> Whose:
    """The login is a subject of events and of the audit; so are the codes sent to its contacts."""
    codes = LoginCode.objects.filter(contact__in=whose.contacts).values_list("pk", flat=True)
    return whose.with_refs([f"person:{whose.person_id}", *(f"login:{pk}" for pk in codes)])


def gather_login(whose: Whose) -> Iterable[Mapping[str, Any]]:
    """The account."""
    for row in Person.objects.filter(pk=whose.person_id):
        yield {
            "number": row.pk,
            "name": row.get_full_name(),
            "phone": row.phone,
            "email": row.email,
            "since": row.date_joined,
            "last_login": row.last_login,
        }


def erase_login(whose: Whose) -> int:
    """The row stays as a number that nobody can sign in by; a later login is a new person."""
    return Person.objects.filter(pk=whose.person_id, kind=Person.Kind.BUYER).update(
        username=f"gone-{whose.person_id}-{new_token(64)}", first_name="", last_name="", phone="", email="",
        is_active=False, closed_reason="", last_login=None,
    )  # fmt: skip


def gather_devices(whose: Whose) -> Iterable[Mapping[str, Any]]:
    """Where the person is signed in, and by which keys."""
    for row in Device.objects.filter(person_id=whose.person_id).order_by("pk"):
        yield {
            "device": row.title,
            "network": row.network,
            "way": row.way,
            "since": row.created_at,
            "last_seen_at": row.last_seen_at,
        }
    for key in Passkey.objects.filter(person_id=whose.person_id).order_by("pk"):
        yield {"passkey": key.name, "since": key.created_at, "last_used_at": key.last_used_at}


def erase_devices(whose: Whose) -> int:
    """Sessions, keys and challenges go."""
    keys = list(Device.objects.filter(person_id=whose.person_id).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    PasskeyChallenge.objects.filter(person_id=whose.person_id).delete()
    Passkey.objects.filter(person_id=whose.person_id).delete()
    return int(Device.objects.filter(person_id=whose.person_id).delete()[0])


def expire_devices(before: datetime, most: int) -> int:
    """A browser nobody used so long is signed out."""
    rows = list(Device.objects.filter(last_seen_at__lt=before).values_list("pk", "session_key")[:most])
    Session.objects.filter(session_key__in=[key for _, key in rows]).delete()
    return int(Device.objects.filter(pk__in=[pk for pk, _ in rows]).delete()[0])


def gather_book(whose: Whose) -> Iterable[Mapping[str, Any]]:
    """Addresses, and people who may pick up."""
    for row in Address.objects.filter(person_id=whose.person_id).order_by("pk"):
        yield {
            "address": ", ".join(part for part in (row.postcode, row.city, row.street, row.flat) if part),
            "title": row.title,
            "note": row.note,
        }
    for one in Recipient.objects.filter(person_id=whose.person_id).order_by("pk"):
        yield {"recipient": one.name, "phone": one.phone}


def erase_book(whose: Whose) -> int:
    """The book goes."""
    gone = Address.objects.filter(person_id=whose.person_id).delete()[0]
    return int(gone + Recipient.objects.filter(person_id=whose.person_id).delete()[0])


def gather_codes(whose: Whose) -> Iterable[Mapping[str, Any]]:
    """When codes were asked for; the codes themselves nobody knows."""
    for row in LoginCode.objects.filter(contact__in=whose.contacts).order_by("pk"):
        yield {"contact": row.contact, "asked_at": row.created_at, "used_at": row.used_at}


def erase_codes(whose: Whose) -> int:
    """Codes go."""
    return int(LoginCode.objects.filter(contact__in=whose.contacts).delete()[0])


def expire_codes(before: datetime, most: int) -> int:
    """Codes that were good so long ago; numbers grow with time."""
    before = min(before, database_now() - timedelta(days=1))
    rows = LoginCode.objects.order_by("pk").values_list("pk", "created_at")[:most]
    return int(LoginCode.objects.filter(pk__in=[pk for pk, at in rows if at < before]).delete()[0])


def gather_deeds(whose: Whose) -> Iterable[Mapping[str, Any]]:
    """What the person did here that the audit knows."""
    for row in AuditRow.objects.filter(person_id=whose.person_id).order_by("pk"):
        yield {"deed": deed_title(row.action), "about": row.subject, "at": row.at}


def erase_deeds(whose: Whose) -> int:
    """Deeds stay by number; the name of the doer and the words about the person go."""
    AuditRow.objects.filter(person_id=whose.person_id).update(actor_name="")
    about = [ref for ref in whose.refs if ref.startswith(ABOUT)]
    mine = Q(subject__in=about) | Q(person_id=whose.person_id)
    return AuditRow.objects.filter(mine).update(before={}, after={})


declare_holding(
    Holding(
        code="accounts.login",
        title="The account",
        why="To let you in and to know how to reach you.",
        keeps={"accounts.Person": ("username", "first_name", "last_name", "phone", "email")},
        gather=gather_login,
        erase=erase_login,
        corrected_at="/account/profile/",
    ),
    Holding(
        code="accounts.devices",
        title="Devices and passkeys",
        why="To show you where you are signed in, and to keep others out.",
        keeps={
            "accounts.Device": ("person_id", "session_key", "network"),
            "accounts.Passkey": ("person_id", "name"),
            "accounts.PasskeyChallenge": ("person_id",),
        },
        gather=gather_devices,
        erase=erase_devices,
        days=180,
        expire=expire_devices,
        corrected_at="/account/security/",
    ),
    Holding(
        code="accounts.book",
        title="Addresses and recipients",
        why="So that you need not type them again.",
        keeps={"accounts.Address": ("person_id",), "accounts.Recipient": ("person_id", "name", "phone")},
        gather=gather_book,
        erase=erase_book,
        corrected_at="/account/addresses/",
    ),
    Holding(
        code="accounts.codes",
        title="Sign-in codes",
        why="To let in only whoever holds the phone or the e-mail.",
        keeps={"accounts.LoginCode": ("contact",)},
        gather=gather_codes,
        erase=erase_codes,
        days=30,
        least_days=1,
        expire=expire_codes,
    ),
    Holding(
        code="accounts.audit",
        title="The audit",
        why="To find out who did what, should something go wrong.",
        keeps={"accounts.AuditRow": ("person_id", "actor_name")},
        gather=gather_deeds,
        erase=erase_deeds,
        stays="Lines of the audit stay for good, with a number in the place of your name.",
    ),
)
declare_staff_marks("accounts.GrantRow", "person_id")
