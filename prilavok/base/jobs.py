"""Work for later, deferred in the same transaction as the data it is about.

A room's `jobs.py` registers tasks with `@job(...)`; `later(task, ...)` defers one from within a unit. Jobs run at least
once and from the top: every one is safe to repeat. A job that raises is tried again with growing pauses.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from prilavok.base.unit import require_unit

RETRY = RetryStrategy(max_attempts=12, exponential_wait=2)


@dataclass(frozen=True)
class Wanted:
    """One job to defer; `delay_s` in seconds."""

    task: str
    queue: str
    kwargs: dict[str, Any] = field(default_factory=dict)
    lock: str | None = None
    delay_s: float = 0


def job(*, queue: str, retry: RetryStrategy | None = RETRY) -> Callable[[Callable[..., None]], Any]:
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


def later(task: Any, *, lock: str | None = None, delay_s: float = 0, **kwargs: Any) -> None:
    """Defer one registered job within the open unit."""
    defer_many([Wanted(task=task.name, queue=task.queue, kwargs=kwargs, lock=lock, delay_s=delay_s)])


def defer_many(wanted: Iterable[Wanted]) -> None:
    """Defer several jobs in one statement within the open unit."""
    require_unit()
    rows = [
        Job(
            queue=one.queue,
            lock=one.lock,
            queueing_lock=None,
            task_name=one.task,
            task_kwargs=one.kwargs,
            scheduled_at=timezone.now() + timedelta(seconds=one.delay_s) if one.delay_s else None,
        )
        for one in wanted
    ]
    if rows:
        app.job_manager.batch_defer_jobs(rows)
