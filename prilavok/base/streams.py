"""Delivering to reactions that take many: all that waits goes in one unit, oldest first.

When a reaction fails with many, the delivery whose turn it is goes alone. One that fails alone holds its stream up, as
a job of one object would; after a few failures it steps aside with a job of its own, together with what waits for the
same subject ("order:7"), so that an order's news keep their order and the others go on.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from prilavok.base import events, jobs, wakes
from prilavok.base.bulk import fetch, fetch_often, numbers
from prilavok.base.unit import follow_only, unit

MOST_TOGETHER: Final = 100
# In bytes of what the events say: seven pieces of five hundred ids, eighty orders. A unit stays a matter of a second.
LONGEST_TOGETHER: Final = 30_000
# Few deliveries ever step aside: asked for each that waits, all events of its subject were gone through.
NEXT: Final = """
WITH aside AS MATERIALIZED (
    SELECT delivery.id, event.subject
      FROM base_delivery delivery JOIN base_eventrow event ON event.id = delivery.event_id
     WHERE delivery.subscriber = %(subscriber)s::text AND delivery.state <> 'done'
       AND delivery.attempts >= %(holds_up)s::integer AND event.subject LIKE '%%:%%'
)
SELECT delivery.id, delivery.attempts, event.name, event.payload::text
  FROM base_delivery delivery JOIN base_eventrow event ON event.id = delivery.event_id
 WHERE delivery.subscriber = %(subscriber)s::text AND delivery.state <> 'done'
   AND delivery.attempts < %(holds_up)s::integer
   AND NOT EXISTS (SELECT FROM aside WHERE aside.id < delivery.id AND aside.subject = event.subject)
 ORDER BY delivery.id LIMIT %(most)s
   FOR UPDATE OF delivery SKIP LOCKED
"""
DONE: Final = """
UPDATE base_delivery
   SET state = 'done', attempts = attempts + 1, error = '', done_at = statement_timestamp(),
       took_ms = %s::integer
 WHERE id = ANY(%s::bigint[])
"""
FAILED: Final = """
UPDATE base_delivery SET state = 'failed', attempts = attempts + 1, error = %s, done_at = NULL, took_ms = %s
 WHERE id = %s RETURNING attempts
"""

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class _Waiting:
    delivery_id: int
    attempts: int
    event: str
    payload: str


@jobs.job(queue="base")
def deliver_stream(subscriber: str) -> None:
    """Make the next deliveries of a stream, in one unit; wakes it again when there are more."""
    started = time.monotonic()
    with unit():
        follow_only()
        waiting = _next(subscriber)
        if not waiting:
            return
        heard, failure = _heard(subscriber, waiting)
        took_ms = int((time.monotonic() - started) * 1000) // len(heard)
        if failure is None:
            fetch_often(DONE, [took_ms, numbers(one.delivery_id for one in heard)])
        elif _has_failed(subscriber, heard[0], failure, took_ms):
            failure = None
        if failure is None and (len(heard) < len(waiting) or len(waiting) >= MOST_TOGETHER):
            wakes.wake([one for one in events.streams() if one.subscriber == subscriber])
    if failure is not None:
        raise failure


@jobs.periodic(cron="* * * * * */10", queue="base")
def wake_sleepers(timestamp: int) -> None:
    """Wake the streams whose publisher died before it could."""
    with unit():
        wakes.wake(events.streams())


def _next(subscriber: str) -> list[_Waiting]:
    told = {"subscriber": subscriber, "holds_up": jobs.HOLDS_UP, "most": MOST_TOGETHER}
    rows = fetch_often(NEXT, told)
    return [_Waiting(delivery_id=row[0], attempts=row[1], event=row[2], payload=row[3]) for row in rows]


def _heard(subscriber: str, waiting: Sequence[_Waiting]) -> tuple[Sequence[_Waiting], Exception | None]:
    """Those whose reaction has run, and what went wrong with it: then it is one."""
    together = _together(waiting)
    known = events.subscriber_named(together[0].event, subscriber)
    failure = events.hear(known, lambda: [events.restored(one.event, one.payload) for one in together])
    if failure is not None and len(together) > 1:
        together = together[:1]
        failure = events.hear(known, lambda: [events.restored(together[0].event, together[0].payload)])
    return together, failure


def _together(waiting: Sequence[_Waiting]) -> Sequence[_Waiting]:
    """As many as go in one unit: not too long; one that has failed before goes alone."""
    length = 0
    if waiting[0].attempts:
        return waiting[:1]
    for place, one in enumerate(waiting):
        length += len(one.payload)
        if place and (one.attempts or length > LONGEST_TOGETHER):
            return waiting[:place]
    return waiting


def _has_failed(subscriber: str, one: _Waiting, failure: Exception, took_ms: int) -> bool:
    """Write the failure down; true when the delivery has stepped aside, so that the stream goes on."""
    ((attempts,),) = fetch(FAILED, [events.said(failure), took_ms, one.delivery_id])
    if attempts < jobs.HOLDS_UP:
        return False
    log.warning("delivery %s of %s steps aside: %s", one.delivery_id, subscriber, events.said(failure))
    aside = jobs.Wanted(
        task=events.DELIVER,
        queue=subscriber.partition(".")[0],
        lock=f"{wakes.lock(subscriber)}aside:{one.delivery_id}",
        kwargs={"delivery_id": one.delivery_id},
        delay_s=2.0**attempts,
    )
    jobs.defer_many([aside])
    return True
