"""Runs deferred jobs inside a test, without a worker process, by the worker's rules."""

from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from procrastinate.contrib.django import app

from prilavok.base.wakes import LINGER_S

MOST = 1000


@dataclass
class RunJobs:
    """Runs jobs that are due, oldest first, until none waits; returns how many ran.

    A job that raises is tried again at once, up to `tries` runs in all; the last failure fails the test with the job's
    own exception and leaves the job waiting. What waits a moment for more to come is due at once; `ahead_s` also runs
    jobs planned for the next seconds. With `queue` only
    that room's jobs run. `failures` keeps what was raised on the way.
    """

    failures: list[Exception] = field(default_factory=list)

    def __call__(self, *, tries: int = 1, ahead_s: float = 0, queue: str | None = None) -> int:
        """Run them."""
        ran = 0
        while (taken := _take(ahead_s, queue)) is not None:
            if ran >= MOST:
                raise AssertionError("jobs keep deferring jobs")
            ran += 1
            self._run(*taken, tries)
        return ran

    def _run(self, job_id: int, task: str, kwargs: dict[str, Any], attempts: int, tries: int) -> None:
        try:
            app.tasks[task].func(**kwargs)
        except Exception as error:
            self.failures.append(error)
            _put_back(job_id)
            if attempts + 1 >= tries:
                raise
            return
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job_id])


def waiting() -> list[str]:
    """The names of the jobs that wait, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")
        return [name for (name,) in cursor.fetchall()]


def _take(ahead_s: float, queue: str | None) -> tuple[int, str, dict[str, Any], int] | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing' WHERE id = ("
            " SELECT id FROM procrastinate_jobs WHERE status = 'todo'"
            " AND (%(queue)s::text IS NULL OR queue_name = %(queue)s)"
            " AND (scheduled_at IS NULL OR scheduled_at <= clock_timestamp() + make_interval(secs => %(ahead_s)s))"
            " ORDER BY priority DESC, id LIMIT 1 FOR UPDATE SKIP LOCKED)"
            " RETURNING id, task_name, args, attempts",
            {"queue": queue, "ahead_s": max(ahead_s, LINGER_S)},
        )
        row = cursor.fetchone()
    if row is None:
        return None
    import json

    return row[0], row[1], row[2] if isinstance(row[2], dict) else json.loads(row[2]), row[3]


def _put_back(job_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'todo', attempts = attempts + 1 WHERE id = %s", [job_id])
