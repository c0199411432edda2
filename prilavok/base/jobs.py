"""Work for later, deferred in the same transaction as the data it is about.

A room's `jobs.py` registers tasks with `@job(...)`; `later(task, ...)` defers one from within a unit. Jobs run at least
once and from the top: every one is safe to repeat. A job that raises is tried again with growing pauses.

Deferring always goes through Django's own connection. Inside a worker the connector of procrastinate's app is the
worker's pool, outside the unit: a job deferred there may run before its data is committed, find nothing and be gone.
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job
from procrastinate.manager import JobManager

from prilavok.base.unit import require_unit

LONGEST_PAUSE_S: Final = 300
MOST_ATTEMPTS: Final = 600
# A lock that ends so stands for a whole stream, not for one object.
STREAM: Final = ":*"
HOLDS_UP: Final = 5


class Patient(BaseRetryStrategy):
    """Try again after 2, 4, 8 ... seconds, then every five minutes for two days: a gateway may be down for a weekend.

    A tenth of each pause is random, so that what failed together does not come back together. A job keeps its place
    before the later ones of its lock, because an order's news must come in order; but one poisoned piece of a stream
    (changed prices, say) may not stop the stream: after five failures it steps aside.
    """

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to run the job again; None gives up and leaves it as failed."""
        if job.attempts >= MOST_ATTEMPTS:
            return None
        pause_s = min(2.0 ** min(job.attempts + 1, 16), LONGEST_PAUSE_S)
        pause_s *= random.uniform(0.9, 1.1)  # noqa: S311 - jitter, not a secret
        is_in_the_way = bool(job.lock) and str(job.lock).endswith(STREAM) and job.attempts >= HOLDS_UP
        aside = f"{job.lock}aside:{job.id}" if is_in_the_way else None
        return RetryDecision(retry_at=timezone.now() + timedelta(seconds=pause_s), lock=aside)


RETRY: Final = Patient()
_IN_UNIT: Final = JobManager(DjangoConnector(alias="default"))


@dataclass(frozen=True)
class Wanted:
    """One job to defer; `delay_s` in seconds; a higher `priority` runs earlier."""

    task: str
    queue: str
    kwargs: dict[str, Any] = field(default_factory=dict)
    lock: str | None = None
    delay_s: float = 0
    priority: int = 0


def job(*, queue: str, retry: BaseRetryStrategy | None = RETRY) -> Callable[[Callable[..., None]], Any]:
    """Register a function as a job of the queue (the room's name)."""

    def register(function: Callable[..., None]) -> Any:
        return app.task(name=f"{function.__module__}.{function.__qualname__}", queue=queue, retry=retry or False)(
            function
        )

    return register


def periodic(*, cron: str, queue: str) -> Callable[[Callable[..., None]], Any]:
    """Register a job that runs by a cron line (seconds, if any, come LAST); its function takes `timestamp: int`."""

    def register(function: Callable[..., None]) -> Any:
        name = f"{function.__module__}.{function.__qualname__}"
        return app.periodic(cron=cron)(app.task(name=name, queue=queue, queueing_lock=name)(function))

    return register


def later(task: Any, *, lock: str | None = None, delay_s: float = 0, priority: int = 0, **kwargs: Any) -> None:
    """Defer one registered job within the open unit. Jobs of one `lock` run one at a time, in order."""
    defer_many([Wanted(task=task.name, queue=task.queue, kwargs=kwargs, lock=lock, delay_s=delay_s, priority=priority)])


def defer_many(wanted: Iterable[Wanted]) -> None:
    """Defer several jobs in one statement within the open unit."""
    require_unit()
    rows = [
        Job(
            queue=one.queue,
            priority=one.priority,
            lock=one.lock,
            queueing_lock=None,
            task_name=one.task,
            task_kwargs=one.kwargs,
            scheduled_at=timezone.now() + timedelta(seconds=one.delay_s) if one.delay_s else None,
        )
        for one in wanted
    ]
    if rows:
        _IN_UNIT.batch_defer_jobs(rows)
