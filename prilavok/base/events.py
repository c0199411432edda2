"""Events: announced in the unit that makes them true, delivered after it, at least once, in order per subject.

`publish` writes the event, one delivery per subscriber and one job per delivery, all in the caller's transaction: what
was rolled back was never announced. A delivery runs in a unit of its own that also marks it done, so a reaction's
database effect happens exactly once; an outside effect needs a row and a job of its own.

    @event("oms.order_placed", subject="order:{order_id}")
    @dataclass(frozen=True, kw_only=True)
    class OrderPlaced: ...

    @reacts_to(OrderPlaced, as_="crm.remember_order")
    def remember_order(event: OrderPlaced) -> None: ...

    @reacts_to_many(OrderPlaced, as_="analytics.count_order")
    def count_orders(events: Sequence[OrderPlaced]) -> None: ...

A reaction to many takes in one unit what waits for it: its deliveries are one stream and have no jobs of their own,
one job wakes the stream (`base.streams`). One name may stand at several events with one reaction: that is one stream.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final, TypeVar

import msgspec
from django.utils import timezone

from prilavok.base import courier, jobs, wakes
from prilavok.base.bulk import fetch_often
from prilavok.base.models import Delivery, EventRow
from prilavok.base.unit import part, require_unit, unit

DELIVER: Final = "prilavok.base.events.deliver"
# The event, its deliveries and their jobs in one statement: an order publishes two events while its buyer waits. A
# stream that has a job waiting gets no other; which those are is the answer. `_wanted` says the same of one delivery.
# Where there is a courier, `later`, it gives all streams their jobs.
PUBLISH: Final = """
WITH event AS (
    INSERT INTO base_eventrow (name, subject, payload, at)
    VALUES (%(name)s, %(subject)s, %(payload)s::jsonb, statement_timestamp()) RETURNING id
), one AS (
    SELECT *, %(later)s::boolean OR EXISTS (
               SELECT FROM procrastinate_jobs job
                WHERE job.lock = told.lock AND job.status = 'todo' AND job.task_name = %(wake)s) AS is_awake
      FROM unnest(%(subscribers)s::text[], %(locks)s::text[], %(streams)s::boolean[], %(pauses)s::float[])
           WITH ORDINALITY AS told (subscriber, lock, is_stream, waits_s, place)
), delivery AS (
    INSERT INTO base_delivery (event_id, subscriber, state, attempts, error, created_at)
    SELECT event.id, one.subscriber, 'waiting', 0, '', statement_timestamp() FROM event, one ORDER BY one.place
    RETURNING id, subscriber
), job AS (
    SELECT array_agg(
        ROW (split_part(one.subscriber, '.', 1), CASE WHEN one.is_stream THEN %(wake)s::text ELSE %(task)s::text END,
             %(priority)s, one.lock, NULL,
             CASE WHEN one.is_stream THEN jsonb_build_object('subscriber', one.subscriber)
                  ELSE jsonb_build_object('delivery_id', delivery.id) END,
             CASE WHEN one.waits_s > 0 THEN statement_timestamp() + make_interval(secs => one.waits_s) END
        )::procrastinate_job_to_defer_v1 ORDER BY one.place
    ) AS all_of_them FROM delivery JOIN one USING (subscriber) WHERE NOT (one.is_stream AND one.is_awake)
)
SELECT event.id, procrastinate_defer_jobs_v1(coalesce(job.all_of_them, '{}')),
       (SELECT array_agg(one.subscriber) FROM one WHERE one.is_stream AND one.is_awake)
  FROM event, job
"""

# Where a courier gives all streams their jobs and all who hear of it are streams, there are no jobs to think of.
PUBLISH_TO_STREAMS: Final = """
WITH event AS (
    INSERT INTO base_eventrow (name, subject, payload, at)
    VALUES (%(name)s::text, %(subject)s::text, %(payload)s::jsonb, statement_timestamp()) RETURNING id
), delivery AS (
    INSERT INTO base_delivery (event_id, subscriber, state, attempts, error, created_at)
    SELECT event.id, one.subscriber, 'waiting', 0, '', statement_timestamp()
    FROM event, unnest(%(subscribers)s::text[]) AS one (subscriber)
)
SELECT id FROM event
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
    takes_many: bool = False
    waits_s: float = 0.0

    def hear(self, told: Sequence[Any]) -> None:
        """React to events, oldest first; several only when it takes many."""
        self.react(tuple(told) if self.takes_many else told[0])


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
    return _registered(cls, as_, takes_many=False)


def reacts_to_many(
    cls: type[Any], *, as_: str, at_once: bool = False
) -> Callable[[Callable[[Sequence[Any]], None]], Callable[[Sequence[Any]], None]]:
    """Register a reaction that takes all events waiting for it together; their order across subjects is no matter.

    It waits two seconds for more to come, unless somebody looks at what it does: then `at_once`.
    """
    return _registered(cls, as_, takes_many=True, waits_s=0.0 if at_once else wakes.LINGER_S)


def _registered(
    cls: type[Any], as_: str, *, takes_many: bool, waits_s: float = 0.0
) -> Callable[[Callable[[Any], None]], Any]:
    def register(react: Callable[[Any], None]) -> Callable[[Any], None]:
        name = _by_type[cls].name
        known = _subscribers.setdefault(name, [])
        if all(existing.name != as_ for existing in known):
            known.append(Subscriber(name=as_, event=name, react=react, takes_many=takes_many, waits_s=waits_s))
            _streams_of.cache_clear()
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
    subject, told_to = known.subject.format(**payload), _subscribers.get(known.name, [])
    is_later = courier.is_on()
    told: dict[str, Any] = {
        "name": known.name,
        "subject": subject,
        "payload": msgspec.json.encode(payload).decode(),
        "subscribers": [one.name for one in told_to],
    }
    if is_later and (heard := _streams_of(known)) is not None:
        ((event_id,),) = fetch_often(PUBLISH_TO_STREAMS, told)
        wakes.after_commit(heard)
        return int(event_id)
    told |= {
        "locks": [_lock(one.name, subject, takes_many=one.takes_many) for one in told_to],
        "streams": [one.takes_many for one in told_to],
        "pauses": [one.waits_s for one in told_to],
        "task": DELIVER,
        "wake": wakes.DELIVER_STREAM,
        "priority": known.priority,
        "later": is_later,
    }
    event_id, _, awake = fetch_often(PUBLISH, told)[0]
    if awake:
        told_later = [_stream_of(one, known.priority) for one in told_to if one.name in awake]
        wakes.after_commit(told_later if is_later else [replace(one, waits_s=0.0) for one in told_later])
    return int(event_id)


@cache
def _streams_of(known: Announced) -> tuple[wakes.Stream, ...] | None:
    """The streams of an event that nobody else hears of; None where somebody does."""
    told_to = _subscribers.get(known.name, [])
    streams = tuple(_stream_of(one, known.priority) for one in told_to)
    return streams if all(one.takes_many for one in told_to) else None


def _stream_of(one: Subscriber, priority: int) -> wakes.Stream:
    return wakes.Stream(subscriber=one.name, priority=priority, waits_s=one.waits_s)


def streams() -> list[wakes.Stream]:
    """The streams of the house: one of each reaction to many."""
    found: dict[str, wakes.Stream] = {}
    for one in subscribers():
        if one.takes_many:
            found.setdefault(one.name, wakes.Stream(subscriber=one.name, priority=_announced[one.event].priority))
    return list(found.values())


def redeliver(*, delivery_ids: Iterable[int]) -> int:
    """Defer again the deliveries that are not done, within the open unit; returns how many."""
    require_unit()
    open_ones = Delivery.objects.filter(pk__in=list(delivery_ids)).exclude(state=Delivery.State.DONE)
    rows = list(open_ones.select_related("event").order_by("event_id"))
    jobs.defer_many(_wanted(one, one.event) for one in rows)
    return len(rows)


def _wanted(delivery: Delivery, row: EventRow) -> jobs.Wanted:
    known, told_to = _announced.get(row.name), subscriber_named(row.name, delivery.subscriber)
    return jobs.Wanted(
        task=DELIVER,
        queue=delivery.subscriber.partition(".")[0],
        lock=_lock(delivery.subscriber, row.subject, takes_many=told_to is not None and told_to.takes_many),
        priority=known.priority if known else 0,
        kwargs={"delivery_id": delivery.pk},
    )


def _lock(subscriber: str, subject: str, *, takes_many: bool) -> str:
    """Deliveries run one at a time per object ("order:7"), per stream ("prices"), or per subscriber that takes many."""
    if takes_many:
        return wakes.lock(subscriber)
    return f"{subscriber}:{subject}" if ":" in subject else f"{subscriber}:{subject}{jobs.STREAM}"


def restore(row: EventRow) -> Any:
    """The event value stored in a row."""
    return msgspec.convert(row.payload, _announced[row.name].type, strict=False)


def restored(name: str, payload: str) -> Any:
    """The event value of that name from its stored text."""
    return msgspec.json.decode(payload, type=_announced[name].type, strict=False)


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
        failure = hear(subscriber, lambda: [restore(delivery.event)])
        delivery.attempts += 1
        delivery.error = said(failure)
        delivery.state = Delivery.State.FAILED if failure else Delivery.State.DONE
        delivery.done_at = None if failure else timezone.now()
        delivery.took_ms = int((time.monotonic() - started) * 1000)
        delivery.save(update_fields=["attempts", "error", "state", "done_at", "took_ms"])
        if subscriber is not None and subscriber.takes_many and not failure:
            wakes.wake([wakes.Stream(subscriber=subscriber.name, priority=_announced[subscriber.event].priority)])
    if failure is not None:
        raise failure


def hear(subscriber: Subscriber | None, told: Callable[[], Sequence[Any]]) -> Exception | None:
    """Let the subscriber react to what `told` gives, in a part of the open unit; what went wrong, if anything."""
    if subscriber is None:
        return None
    try:
        with part():
            subscriber.hear(told())
    except Exception as error:  # noqa: BLE001 - kept on the row for the trace, raised again for the retry
        return error
    return None


def said(failure: Exception | None) -> str:
    """What a failure says of itself on its delivery's row."""
    return f"{type(failure).__name__}: {failure}"[:2000] if failure else ""
