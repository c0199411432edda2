"""Events: announced in the unit that makes them true, delivered after it, at least once, in order per subject.

`publish` writes the event, one delivery per subscriber and one job per delivery, all in the caller's transaction: what
was rolled back was never announced. A delivery runs in a unit of its own that also marks it done, so a reaction's
database effect happens exactly once; an outside effect needs a row and a job of its own.

    @event("oms.order_placed", subject="order:{order_id}")
    @dataclass(frozen=True, kw_only=True)
    class OrderPlaced: ...

    @reacts_to(OrderPlaced, as_="crm.remember_order")
    def remember_order(event: OrderPlaced) -> None: ...
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import msgspec
from django.db import connection
from django.utils import timezone

from prilavok.base import jobs
from prilavok.base.models import Delivery, EventRow
from prilavok.base.unit import part, require_unit, unit

DELIVER: Final = "prilavok.base.events.deliver"
# The event, its deliveries and their jobs in one statement: an order publishes two events while its buyer waits.
# `_wanted` says the same of one delivery.
PUBLISH: Final = """
WITH event AS (
    INSERT INTO base_eventrow (name, subject, payload, at)
    VALUES (%(name)s, %(subject)s, %(payload)s::jsonb, statement_timestamp()) RETURNING id
), delivery AS (
    INSERT INTO base_delivery (event_id, subscriber, state, attempts, error, created_at)
    SELECT event.id, one.subscriber, 'waiting', 0, '', statement_timestamp()
      FROM event, unnest(%(subscribers)s::text[]) WITH ORDINALITY AS one (subscriber, place) ORDER BY one.place
    RETURNING id, subscriber
), job AS (
    SELECT array_agg(
        ROW (split_part(subscriber, '.', 1), %(task)s, %(priority)s, subscriber || %(in_turn)s, NULL,
             jsonb_build_object('delivery_id', id), NULL)::procrastinate_job_to_defer_v1 ORDER BY id
    ) AS all_of_them FROM delivery
)
SELECT event.id, procrastinate_defer_jobs_v1(job.all_of_them) FROM event, job
"""

EventType = TypeVar("EventType", bound=type[Any])


@dataclass(frozen=True)
class Announced:
    """A registered event class."""

    name: str
    subject: str
    type: type[Any]
    priority: int = 0


@dataclass(frozen=True)
class Subscriber:
    """A registered reaction; `name` starts with the room, which is also its queue, so that one room can be paused."""

    name: str
    event: str
    react: Callable[[Any], None]


_announced: dict[str, Announced] = {}
_by_type: dict[type[Any], Announced] = {}
_subscribers: dict[str, list[Subscriber]] = {}


def event(name: str, *, subject: str, priority: int = 0) -> Callable[[EventType], EventType]:
    """Register a frozen dataclass as an event; `subject` is a format string over its fields: "order:{order_id}".

    Deliveries of a higher `priority` run earlier: orders do not queue behind a catalogue that is being imported.
    """

    def register(cls: EventType) -> EventType:
        known = Announced(name=name, subject=subject, type=cls, priority=priority)
        _announced[name] = known
        _by_type[cls] = known
        return cls

    return register


def reacts_to(cls: type[Any], *, as_: str) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """Register a reaction under a lasting name "room.verb_noun"."""

    def register(react: Callable[[Any], None]) -> Callable[[Any], None]:
        name = _by_type[cls].name
        known = _subscribers.setdefault(name, [])
        if all(existing.name != as_ for existing in known):
            known.append(Subscriber(name=as_, event=name, react=react))
        return react

    return register


def subscribers() -> list[Subscriber]:
    """All reactions of the house."""
    return [one for group in _subscribers.values() for one in group]


def publish(happened: Any) -> int:
    """Announce an event within the open unit; returns its id."""
    require_unit()
    known = _by_type[type(happened)]
    payload = msgspec.to_builtins(happened, str_keys=True)
    told: dict[str, Any] = {
        "name": known.name,
        "subject": known.subject.format(**payload),
        "payload": msgspec.json.encode(payload).decode(),
        "subscribers": [one.name for one in _subscribers.get(known.name, [])],
        "task": DELIVER,
        "priority": known.priority,
        "in_turn": _in_turn(known.subject.format(**payload)),
    }
    with connection.cursor() as cursor:
        cursor.execute(PUBLISH, told)
        return int(cursor.fetchone()[0])


def redeliver(*, delivery_ids: Iterable[int]) -> int:
    """Defer again the deliveries that are not done, within the open unit; returns how many."""
    require_unit()
    open_ones = Delivery.objects.filter(pk__in=list(delivery_ids)).exclude(state=Delivery.State.DONE)
    rows = list(open_ones.select_related("event").order_by("event_id"))
    jobs.defer_many(_wanted(one, one.event) for one in rows)
    return len(rows)


def _wanted(delivery: Delivery, row: EventRow) -> jobs.Wanted:
    known = _announced.get(row.name)
    return jobs.Wanted(
        task=DELIVER,
        queue=delivery.subscriber.partition(".")[0],
        lock=delivery.subscriber + _in_turn(row.subject),
        priority=known.priority if known else 0,
        kwargs={"delivery_id": delivery.pk},
    )


def _in_turn(subject: str) -> str:
    """The end of a delivery's lock: one at a time per object ("order:7"), or per stream ("prices")."""
    return f":{subject}" if ":" in subject else f":{subject}{jobs.STREAM}"


def restore(row: EventRow) -> Any:
    """The event value stored in a row."""
    return msgspec.convert(row.payload, _announced[row.name].type, strict=False)


def subscriber_named(event_name: str, name: str) -> Subscriber | None:
    """The reaction of that name, or None when the room that had it is gone."""
    return next((one for one in _subscribers.get(event_name, []) if one.name == name), None)


@jobs.job(queue="base")
def deliver(delivery_id: int) -> None:
    """Run one reaction and mark its delivery done, in one unit."""
    started = time.monotonic()
    with unit():
        known = Delivery.objects.select_for_update(of=("self",)).select_related("event")
        delivery = known.filter(pk=delivery_id).first()
        if delivery is None or delivery.state == Delivery.State.DONE:
            return
        subscriber = subscriber_named(delivery.event.name, delivery.subscriber)
        failure: Exception | None = None
        try:
            if subscriber is not None:
                with part():
                    subscriber.react(restore(delivery.event))
        except Exception as error:  # noqa: BLE001 - kept on the row for the trace, raised again below for the retry
            failure = error
        delivery.attempts += 1
        delivery.error = f"{type(failure).__name__}: {failure}"[:2000] if failure else ""
        delivery.state = Delivery.State.FAILED if failure else Delivery.State.DONE
        delivery.done_at = None if failure else timezone.now()
        delivery.took_ms = int((time.monotonic() - started) * 1000)
        delivery.save(update_fields=["attempts", "error", "state", "done_at", "took_ms"])
    if failure is not None:
        raise failure
