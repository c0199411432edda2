"""A person asks: correct it, erase it, these two logins are me, this card is mine. Each has a day to be answered by.

An erasure is carried out by a job when its waiting time is over and nothing holds it up (an order on its way); until
then one press calls it off.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings as house
from django.db import IntegrityError
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from prilavok.base.access import Actor
from prilavok.base.clock import database_now
from prilavok.base.errors import NotFound
from prilavok.base.events import publish
from prilavok.base.personal import Whose, holdings, known_whole
from prilavok.base.unit import part, require_unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import PersonId
from prilavok.foundation.messaging import api as messaging
from prilavok.foundation.messaging.values import EMAIL, SMS, SendMessage
from prilavok.foundation.privacy import rules, settings
from prilavok.foundation.privacy.errors import AnswerMissing, NoLongerAPerson, RequestOpen, TooLate
from prilavok.foundation.privacy.events import CardGranted
from prilavok.foundation.privacy.models import Request
from prilavok.foundation.privacy.values import (
    Asked,
    RequestFilter,
    RequestPage,
    RequestView,
    State,
)

LONGEST = 4000


def whose(person_id: int) -> Whose:
    """The person with everything that rooms know them by. Raises NoLongerAPerson."""
    card = accounts.people([PersonId(person_id)]).get(PersonId(person_id))
    if card is None or card.kind != "buyer" or not (card.phone or card.email):
        raise NoLongerAPerson
    phones = frozenset({card.phone} - {""})
    return known_whole(Whose(person_id=person_id, phones=phones, emails=frozenset({card.email.lower()} - {""})))


def ask(*, person_id: int, kind: Asked, text: str = "", detail: dict[str, Any] | None = None) -> RequestView:
    """Write a request down. Raises RequestOpen for a second one of its kind; joins the unit."""
    require_unit()
    now = database_now()
    is_erasure = kind == Asked.ERASE
    ready_at = now + timedelta(days=settings.ERASURE_WAIT_DAYS) if is_erasure else None
    try:
        with part():
            row = Request.objects.create(
                kind=kind,
                state=State.WAITING if is_erasure else State.OPEN,
                person_id=person_id,
                text=text.strip()[:LONGEST],
                detail=detail or {},
                due_on=rules.due_on(timezone.localdate(now)),
                ready_at=ready_at,
                asked_at=now,
            )
    except IntegrityError:
        known = Request.objects.get(person_id=person_id, kind=kind, state__in=[State.OPEN, State.WAITING])
        raise RequestOpen(due=known.due_on.strftime("%d.%m.%Y")) from None
    if ready_at is not None:
        day = timezone.localdate(ready_at).strftime("%d.%m.%Y")
        _tell(row, "privacy_erasure", {"day": day, "link": messaging_link("/account/data/")})
    return view(row)


def erasure_day() -> datetime:
    """When an erasure asked for now would be carried out."""
    return timezone.now() + timedelta(days=settings.ERASURE_WAIT_DAYS)


def note_export(*, person_id: int, actor: Actor) -> None:
    """All data of a person were given out: a request that is done at once, and a line of audit. Joins the unit."""
    require_unit()
    now = database_now()
    Request.objects.create(
        kind=Asked.EXPORT,
        state=State.DONE,
        person_id=person_id,
        due_on=rules.due_on(timezone.localdate(now)),
        asked_at=now,
        done_at=now,
        actor_name=actor.name if actor.kind == "staff" else "",
    )
    accounts.audit(actor, "privacy.data_given", f"person:{person_id}")


def call_off(*, person_id: int) -> None:
    """The person stays. Raises NotFound when nothing waits; joins the unit."""
    require_unit()
    rows = Request.objects.filter(person_id=person_id, kind=Asked.ERASE, state=State.WAITING)
    if not rows.update(state=State.CANCELLED, done_at=database_now()):
        raise NotFound


def take_requests(*, person_id: int, other_id: int) -> None:
    """Two logins became one. Requests of the other are the person's, but an erasure that waits is called off: it was
    asked for one login and would take both. Joins the unit."""
    require_unit()
    waiting = Request.objects.filter(person_id=other_id, kind=Asked.ERASE, state=State.WAITING)
    waiting.update(state=State.CANCELLED, done_at=database_now())
    Request.objects.filter(person_id=other_id).update(person_id=person_id)


def answer(*, request_id: int, text: str, done: bool, actor: Actor) -> None:
    """Staff answers a request, and the person is told. Raises NotFound, TooLate, AnswerMissing; joins the unit."""
    require_unit()
    row = Request.objects.select_for_update().filter(pk=request_id).first()
    if row is None:
        raise NotFound
    if row.state != State.OPEN:
        raise TooLate
    if not text.strip():
        raise AnswerMissing
    row.answer, row.actor_name = text.strip()[:LONGEST], actor.name
    row.state, row.done_at = State.DONE if done else State.REFUSED, database_now()
    row.save()
    if done:
        _carry_out(row, actor)
    accounts.audit(
        actor, "privacy.request_answered", f"person:{row.person_id}", after={"request": row.pk, "state": row.state}
    )
    _tell(row, "privacy_answer", {"answer": row.answer, "number": str(row.pk)})


def find_requests(wanted: RequestFilter) -> RequestPage:
    """One page of requests: what is open by its day first, then what is over, newest first."""
    rows = Request.objects.all()
    exact = {"kind": wanted.kind, "state": wanted.state}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    start = (max(1, wanted.page) - 1) * wanted.page_size
    is_over = ExpressionWrapper(~Q(state__in=[State.OPEN, State.WAITING]), output_field=BooleanField())
    found = rows.annotate(is_over=is_over).order_by("is_over", "due_on", "-pk")
    return RequestPage(
        requests=tuple(view(row) for row in found[start : start + wanted.page_size]), total_count=rows.count()
    )


def request(request_id: int) -> RequestView:
    """One request. Raises NotFound."""
    row = Request.objects.filter(pk=request_id).first()
    if row is None:
        raise NotFound
    return view(row)


def requests_of(person_id: int) -> list[RequestView]:
    """The person's own requests, newest first."""
    return [view(row) for row in Request.objects.filter(person_id=person_id).order_by("-pk")[:100]]


def waiting_count() -> int:
    """How many requests wait for an answer of ours."""
    return Request.objects.filter(state=State.OPEN).count()


def held_up(known: Whose) -> list[str]:
    """Why an erasure has to wait, in sentences."""
    return [reason for one in holdings() if one.holds_up is not None for reason in one.holds_up(known)]


def view(row: Request) -> RequestView:
    """A request as others see it."""
    is_open = row.state in (State.OPEN, State.WAITING)
    return RequestView(
        request_id=row.pk,
        kind=Asked(row.kind),
        title=kind_title(Asked(row.kind)),
        state=State(row.state),
        state_title=state_title(State(row.state)),
        person_id=row.person_id,
        text=row.text,
        answer=row.answer,
        asked_at=row.asked_at,
        due_on=row.due_on,
        ready_at=row.ready_at,
        done_at=row.done_at,
        actor_name=row.actor_name,
        detail=row.detail,
        is_late=is_open and row.state == State.OPEN and row.due_on < timezone.localdate(),
    )


def kind_title(kind: Asked) -> str:
    """What was asked for."""
    return {
        Asked.EXPORT: _("Download of all data"),
        Asked.CORRECT: _("Correction of data"),
        Asked.ERASE: _("Erasure of data"),
        Asked.JOIN: _("Joining two accounts"),
        Asked.CARD: _("Loyalty card of one's own"),
    }[kind]


def state_title(state: State) -> str:
    """Where it is."""
    return {
        State.OPEN: _("waits for an answer"),
        State.WAITING: _("waits for its day"),
        State.DONE: _("request done"),
        State.REFUSED: _("request refused"),
        State.CANCELLED: _("called off"),
    }[state]


def messaging_link(path: str) -> str:
    """A page of ours, as a message names it."""
    return f"{house.BASE_URL}{path}"


def _carry_out(row: Request, actor: Actor) -> None:
    """What staff has agreed to happens: the two logins become one, the card becomes the person's."""
    if row.kind == Asked.JOIN:
        other = PersonId(int(row.detail.get("other", 0)))
        proven = str(row.detail.get("contact", ""))
        accounts.join_buyers(person_id=PersonId(row.person_id), other_id=other, proven=proven, actor=actor)
    elif row.kind == Asked.CARD:
        publish(CardGranted(person_id=row.person_id, request_id=row.pk))


def _tell(row: Request, template: str, context: dict[str, str]) -> None:
    card = accounts.people([PersonId(row.person_id)]).get(PersonId(row.person_id))
    if card is None or not (card.phone or card.email):
        return
    channel, to = (EMAIL, card.email) if card.email else (SMS, card.phone)
    messaging.send(
        SendMessage(
            key=f"privacy:{row.pk}:{template}:{row.state}",
            template=template,
            channel=channel,
            to=to,
            context=context,
            about=f"person:{row.person_id}",
        )
    )
