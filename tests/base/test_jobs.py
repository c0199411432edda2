"""Jobs are deferred in the transaction of their data."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from prilavok.base import jobs
from prilavok.base.models import JournalEntry
from prilavok.base.unit import UnitMissing, unit
from tests.jobs import RunJobs, waiting

pytestmark = pytest.mark.django_db


@jobs.job(queue="base")
def note_it(text: str) -> None:
    """A test job."""
    with unit():
        JournalEntry.objects.create(flow="job", summary=text, outcome="ok")


@jobs.job(queue="base")
def stumble(until: int) -> None:
    """A test job that fails until the journal has so many lines."""
    with unit():
        JournalEntry.objects.create(flow="job", summary="", outcome="ok")
    if JournalEntry.objects.count() < until:
        raise ValueError("not yet")


def test_a_job_runs_after_its_unit(run_jobs: RunJobs) -> None:
    with unit():
        jobs.later(note_it, text="hello")

    assert run_jobs() == 1
    assert JournalEntry.objects.get().summary == "hello"


def test_a_unit_that_failed_left_no_job() -> None:
    with pytest.raises(ValueError, match="stop"), unit():
        jobs.later(note_it, text="hello")
        raise ValueError("stop")

    assert waiting() == []


@pytest.mark.django_db(transaction=True)
def test_a_worker_defers_in_the_unit_too() -> None:
    seen_outside: list[int] = []
    with app.replace_connector(app.connector.get_worker_connector()), app.open():  # type: ignore[attr-defined]
        with unit():
            jobs.later(note_it, text="kept")
            with ThreadPoolExecutor(1) as other:
                seen_outside.append(other.submit(_count_from_outside).result())
        with pytest.raises(ValueError, match="stop"), unit():
            jobs.later(note_it, text="dropped")
            raise ValueError("stop")

    assert seen_outside == [0]
    assert waiting() == [note_it.name]


def _count_from_outside() -> int:
    try:
        return len(waiting())
    finally:
        connection.close()


def test_deferring_needs_a_unit() -> None:
    with pytest.raises(UnitMissing):
        jobs.later(note_it, text="hello")
    assert waiting() == []


def test_many_jobs_are_deferred_in_one_statement(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    wanted = [jobs.Wanted(task=note_it.name, queue="base", kwargs={"text": str(number)}) for number in range(50)]

    with unit(), django_assert_num_queries(1):
        jobs.defer_many(wanted)

    assert len(waiting()) == 50


def test_a_delayed_job_waits_for_its_time(run_jobs: RunJobs) -> None:
    with unit():
        jobs.later(note_it, text="later", delay_s=30)

    assert run_jobs() == 0
    assert run_jobs(ahead_s=31) == 1


def test_the_more_urgent_job_runs_first(run_jobs: RunJobs) -> None:
    with unit():
        jobs.later(note_it, text="catalogue")
        jobs.later(note_it, text="order", priority=5)

    run_jobs()

    assert list(JournalEntry.objects.order_by("id").values_list("summary", flat=True)) == ["order", "catalogue"]


def test_a_job_that_raises_fails_the_test_unless_it_may_be_tried_again(run_jobs: RunJobs) -> None:
    with unit():
        jobs.later(stumble, until=3)

    with pytest.raises(ValueError, match="not yet"):
        run_jobs()
    run_jobs(tries=3)

    assert waiting() == []
    assert [str(one) for one in run_jobs.failures] == ["not yet", "not yet"]
