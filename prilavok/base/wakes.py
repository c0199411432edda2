"""Waking the streams: a reaction to many has one job that wakes it, however many deliveries wait.

A job of its own for each delivery cost more than the delivery: a row with its history to write, to fetch and to remove,
and whoever fetched a job had to step over all that waited behind the one at work.

Whoever publishes while a job of the stream waits adds none. That job may have run to its end before the publisher
committed, and not have seen the new delivery; so the publisher looks once more after its commit. If it dies between
the two, the next one who publishes wakes the stream, or `base.streams.wake_sleepers` does within seconds.
Pages leave all of the waking to the moment after the commit, and to the courier (`base.courier`).
"""

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from math import inf
from operator import attrgetter
from threading import local
from typing import Final

from django.db import transaction

from prilavok.base import courier
from prilavok.base.bulk import fetch_often, numbers, texts
from prilavok.base.jobs import STREAM

# For how long a stream waits for more to come, in seconds; a worker looks for what is due five times a second. What
# follows an order takes as long as placing it: two seconds later it is cheaper, and in nobody's way.
LINGER_S: Final = 2.0
# A stream that does not wait is woken at once by the first event, and by those that follow closely after so long.
AGAIN_S: Final = 0.3
DELIVER_STREAM: Final = "prilavok.base.streams.deliver_stream"
# Losing what wakes a stream loses nothing: the commit does not wait for the disk.
WAKE: Final = """
SELECT set_config('synchronous_commit', 'off', true), procrastinate_defer_jobs_v1(array_agg(
           ROW (split_part(one.subscriber, '.', 1), %(wake)s::text, one.priority, one.lock, NULL,
                jsonb_build_object('subscriber', one.subscriber),
                CASE WHEN one.waits_s > 0 THEN statement_timestamp() + make_interval(secs => one.waits_s) END
           )::procrastinate_job_to_defer_v1)), array_agg(one.subscriber)
  FROM unnest(%(subscribers)s::text[], %(locks)s::text[], %(priorities)s::integer[], %(pauses)s::float[])
       AS one (subscriber, lock, priority, waits_s)
 WHERE NOT EXISTS (SELECT FROM procrastinate_jobs job
                    WHERE job.lock = one.lock AND job.status = 'todo' AND job.task_name = %(wake)s::text)
   AND EXISTS (SELECT FROM base_delivery delivery
                WHERE delivery.subscriber = one.subscriber AND delivery.state <> 'done' AND delivery.state = 'waiting')
HAVING count(*) > 0
"""

_state = local()
# When the courier of this process woke a stream, and until when the job that it gave has yet to run.
_woken: dict[str, float] = {}
_sleeps_until: dict[str, float] = {}


@dataclass(frozen=True, kw_only=True)
class Stream:
    """The deliveries of one reaction to many; `priority` is that of its event, `waits_s` how long it waits for more."""

    subscriber: str
    priority: int = 0
    waits_s: float = 0.0


def lock(subscriber: str) -> str:
    """The lock of a stream: its deliveries are made by one worker at a time."""
    return f"{subscriber}{STREAM}"


def wake(streams: Collection[Stream]) -> list[str]:
    """Give a job to each of the streams that has deliveries waiting and no job waiting; which were given one."""
    known = {one.subscriber: one for one in sorted(streams, key=attrgetter("priority"))}.values()
    rows = fetch_often(
        WAKE,
        {
            "wake": DELIVER_STREAM,
            "subscribers": texts(one.subscriber for one in known),
            "locks": texts(lock(one.subscriber) for one in known),
            "priorities": numbers(one.priority for one in known),
            "pauses": [one.waits_s for one in known],
        },
    )
    return list(rows[0][2]) if rows else []


def wake_in_turn(streams: Collection[Stream]) -> None:
    """As `wake`, by the courier of a process that may have much to say: what was woken a moment ago gathers more.

    What it said is committed, so a job of this process that has yet to run will see it: nothing is asked then.
    """
    now = time.monotonic()
    told = [_in_turn(one, now) for one in streams if now >= _sleeps_until.get(one.subscriber, now)]
    pauses = {one.subscriber: one.waits_s for one in told}
    for subscriber in wake(told) if told else []:
        _woken[subscriber], _sleeps_until[subscriber] = now, now + pauses[subscriber]


def _in_turn(one: Stream, now: float) -> Stream:
    is_again = now - _woken.get(one.subscriber, -inf) < AGAIN_S
    return replace(one, waits_s=max(one.waits_s, AGAIN_S)) if is_again else one


def after_commit(streams: Iterable[Stream]) -> None:
    """Wake these when the open transaction has been committed; a failure of it is not the publisher's."""
    if courier.is_on():
        courier.after_commit(wake_in_turn, streams)
        return
    if not hasattr(_state, "waiting"):
        _state.waiting = set()
    _state.waiting.update(streams)
    transaction.on_commit(_wake_waiting, robust=True)


def _wake_waiting() -> None:
    streams: set[Stream] = _state.waiting
    if streams:
        _state.waiting = set()
        wake(streams)
