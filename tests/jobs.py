"""Runs deferred jobs inside a test, without a worker process."""

from django.db import connection
from procrastinate.contrib.django import app


def run_waiting_jobs(limit: int = 1000) -> int:
    """Run jobs that are due, oldest first, until none waits; a job that raises fails the test."""
    ran = 0
    while ran < limit:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, task_name, args FROM procrastinate_jobs WHERE status = 'todo'"
                " AND (scheduled_at IS NULL OR scheduled_at <= now()) ORDER BY id LIMIT 1"
            )
            row = cursor.fetchone()
            if row is None:
                return ran
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [row[0]])
        import json

        args = row[2] if isinstance(row[2], dict) else json.loads(row[2])
        app.tasks[row[1]].func(**args)
        ran += 1
    raise AssertionError("jobs keep deferring jobs")
