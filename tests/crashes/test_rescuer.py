"""Jobs of killed workers are done once all the same, because the rescuer gives them back."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from prilavok.base import jobs
from prilavok.base.models import JournalEntry
from prilavok.base.rescue import MOST_ATTEMPTS, rescue
from prilavok.base.unit import unit
from tests.crashes.processes import ROOT, running, until
from tests.crashes.slow_worker import TASK

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def url() -> str:
    """The address of the test database."""
    given = connection.get_connection_params()
    return psycopg.conninfo.make_conninfo(
        host=given["host"],
        port=given["port"],
        user=given["user"],
        password=given.get("password"),
        dbname=given["dbname"],
    )


def address() -> str:
    """The same as a postgresql:// address, for child processes."""
    given = connection.get_connection_params()
    secret = f":{given['password']}" if given.get("password") else ""
    return f"postgresql://{given['user']}{secret}@{given['host']}:{given['port']}/{given['dbname']}"


def states() -> list[tuple[str, int]]:
    """State and attempts of every job of these tests; the rooms' periodic jobs come and go by the clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text, attempts FROM procrastinate_jobs WHERE task_name NOT LIKE 'prilavok.%' ORDER BY id"
        )
        return list(cursor.fetchall())


def stalled(task: str = "nobody.knows", attempts: int = 0, queueing_lock: str | None = None) -> int:
    """A job left in `doing` by a worker that was last seen a minute ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute') RETURNING id"
        )
        (worker,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id, attempts, queueing_lock)"
            " VALUES ('base', %s, 'doing', %s, %s, %s) RETURNING id",
            [task, worker, attempts, queueing_lock],
        )
        (job,) = cursor.fetchone()
    return int(job)


def test_a_job_of_a_killed_worker_is_done_once(tmp_path: Path, url: str) -> None:
    mark = tmp_path / "started"
    with unit():
        jobs.defer_many([jobs.Wanted(task=TASK, queue="base", kwargs={"mark": str(mark)})])
    around = {"DATABASE_URL": address()}

    with running("-m", "tests.crashes.slow_worker", env=around, log=tmp_path / "first.log") as first:
        until(mark.exists, 20, "the job has started")
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert states() == [("doing", 0)]
    assert JournalEntry.objects.filter(flow="tests.linger").count() == 0

    assert rescue(url, silence_s=60).retried == 0, "a worker that may still live is left alone"
    until(lambda: rescue(url, silence_s=2).retried, 10, "the rescuer has noticed")
    assert states() == [("todo", 1)]

    with running("-m", "tests.crashes.slow_worker", env=around, log=tmp_path / "second.log"):
        until(lambda: not states(), 20, "the job is done and gone")
    assert JournalEntry.objects.filter(flow="tests.linger").count() == 1


def test_a_job_of_a_living_worker_is_left_alone(url: str) -> None:
    job = stalled()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now()")

    found = rescue(url)

    assert (found.retried, found.pruned_workers) == (0, 0)
    assert states() == [("doing", 0)]
    assert job


def test_a_job_whose_worker_is_gone_is_given_back(url: str) -> None:
    stalled()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")

    assert rescue(url).retried == 1
    assert states() == [("todo", 1)]


def test_a_job_that_kills_its_workers_is_given_up(url: str) -> None:
    stalled(attempts=MOST_ATTEMPTS)

    found = rescue(url)

    assert (found.retried, found.given_up, found.pruned_workers) == (0, 1, 1)
    assert states() == [("failed", MOST_ATTEMPTS + 1)]


def test_a_job_that_waited_long_for_a_gateway_is_not_given_up(url: str) -> None:
    job = stalled(attempts=MOST_ATTEMPTS + 5)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, 'deferred', now() - interval '2 hours')",
            [job],
        )

    found = rescue(url)

    assert (found.retried, found.given_up) == (1, 0)


def test_a_waiting_twin_does_the_work_of_a_stalled_job(url: str) -> None:
    stalled(queueing_lock="hourly")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock) VALUES ('base', 'x', 'hourly')"
        )

    found = rescue(url)

    assert (found.retried, found.given_up) == (0, 1)
    assert states() == [("todo", 0)]


def test_the_rescuer_is_a_light_process() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    done = subprocess.run(
        [sys.executable, "-m", "prilavok.base.rescue"],
        env={**os.environ, "DATABASE_URL": address()},
        cwd=ROOT,
        capture_output=True,
        check=False,
    )

    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.5


def test_a_database_that_is_away_is_an_exit_code_not_a_hang() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "prilavok.base.rescue"],
        env={**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"},
        cwd=ROOT,
        capture_output=True,
        timeout=15,
        check=False,
    )

    assert done.returncode == 1
    assert b"refused" in done.stderr
