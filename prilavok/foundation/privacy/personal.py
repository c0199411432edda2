"""What privacy itself holds about people, and what the ground's traces say of them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from prilavok.base.personal import FIVE_YEARS, Holding, Whose, declare_holding, declare_staff_marks
from prilavok.foundation.privacy.consents.giving import title_of
from prilavok.foundation.privacy.models import Consent, Request
from prilavok.foundation.privacy.requests.asking import kind_title, state_title
from prilavok.foundation.privacy.traces import erase_traces, expire_traces, gather_traces
from prilavok.foundation.privacy.values import Asked, Purpose, State


def _consents(whose: Whose) -> Any:
    return Consent.objects.filter(
        Q(person_id=whose.person_id) | Q(contact__in=whose.contacts, person_id=None)
    ).order_by("pk")


def gather_consents(whose: Whose) -> Iterable[Mapping[str, Any]]:
    """What the person agreed to."""
    for row in _consents(whose):
        yield {
            "purpose": title_of(Purpose(row.purpose)),
            "text": f"{row.text_code} {row.version}",
            "contact": row.contact,
            "channel": row.channel,
            "network": row.network,
            "given_at": row.given_at,
            "withdrawn_at": row.withdrawn_at,
        }


def erase_consents(whose: Whose) -> int:
    """Contact and network go; that somebody of this number agreed stays, as proof."""
    return int(_consents(whose).update(contact="", network="", person_id=whose.person_id))


def expire_consents(before: datetime, most: int) -> int:
    """Delete a batch of what ended or was given so long ago."""
    rows = Consent.objects.filter(withdrawn_at__lt=before)
    return int(Consent.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[:most])).delete()[0])


def gather_requests(whose: Whose) -> Iterable[Mapping[str, Any]]:
    """What the person asked about their data."""
    for row in Request.objects.filter(person_id=whose.person_id).order_by("pk"):
        yield {
            "number": row.pk,
            "request": kind_title(Asked(row.kind)),
            "state": state_title(State(row.state)),
            "text": row.text,
            "answer": row.answer,
            "asked_at": row.asked_at,
            "done_at": row.done_at,
        }


def erase_requests(whose: Whose) -> int:
    """The words go; that and when it was asked and answered stays."""
    return Request.objects.filter(person_id=whose.person_id).update(text="", answer="", detail={})


def expire_requests(before: datetime, most: int) -> int:
    """Delete a batch of what was over so long ago."""
    rows = Request.objects.filter(done_at__lt=before).values_list("pk", flat=True)[:most]
    return int(Request.objects.filter(pk__in=list(rows)).delete()[0])


declare_holding(
    Holding(
        code="base.traces",
        title="Traces inside the platform",
        why="To find out what happened to an order, should something go wrong.",
        keeps={"base.EventRow": ("payload",), "base.JournalEntry": ("summary", "detail")},
        gather=gather_traces,
        erase=erase_traces,
        stays="That something happened to an order, and when, stays; names and contacts go.",
        days=FIVE_YEARS,
        expire=expire_traces,
    ),
    Holding(
        code="privacy.consents",
        title="Consents",
        why="To prove what you agreed to, and when.",
        keeps={"privacy.Consent": ("person_id", "contact", "network")},
        gather=gather_consents,
        erase=erase_consents,
        stays="The dates of consents stay for three years after their end, without a contact.",
        days=3 * 365,
        least_days=3 * 365,
        expire=expire_consents,
    ),
    Holding(
        code="privacy.requests",
        title="Requests about personal data",
        why="To answer you in time and to prove that we did.",
        keeps={"privacy.Request": ("person_id", "text", "answer", "detail")},
        gather=gather_requests,
        erase=erase_requests,
        stays="The dates of requests stay for three years, without their words.",
        days=3 * 365,
        least_days=365,
        expire=expire_requests,
    ),
)
declare_staff_marks("privacy.TextVersion", "person_id", "person_name")
declare_staff_marks("privacy.Request", "actor_name")
