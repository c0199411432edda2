"""Two workers with one delivery: the reaction's effect happens once."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prilavok.base import courier, events, live, wakes
from prilavok.base.bulk import fetch
from prilavok.base.events import event, publish, reacts_to, reacts_to_many
from prilavok.base.models import Delivery, JournalEntry
from prilavok.base.unit import unit
from tests.jobs import RunJobs, waiting

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@event("test.raced", subject="order:{order_id}")
@dataclass(frozen=True, kw_only=True)
class Raced:
    """A test event."""

    order_id: int


@reacts_to(Raced, as_="test.slowly")
def slowly(happened: Raced) -> None:
    """Looks, waits, writes: doubled by rivals unless the delivery keeps them apart."""
    is_first = not JournalEntry.objects.filter(flow="raced").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.1)")
    JournalEntry.objects.create(flow="raced", summary=str(is_first), outcome="ok")


@event("test.told_to_many", subject="order:{order_id}")
@dataclass(frozen=True, kw_only=True)
class ToldToMany:
    """A test event that is taken by the many."""

    order_id: int


@event("test.told_at_once", subject="order:{order_id}")
@dataclass(frozen=True, kw_only=True)
class ToldAtOnce:
    """A test event that somebody looks at."""

    order_id: int


@reacts_to_many(ToldAtOnce, as_="test.hear_at_once", at_once=True)
def hear_at_once(told: Sequence[ToldAtOnce]) -> None:
    """A reaction that does nothing."""


@reacts_to_many(ToldToMany, as_="test.gather")
def gather(told: Sequence[ToldToMany]) -> None:
    """Write down how many came."""
    JournalEntry.objects.create(flow="gathered", summary=str(len(told)), outcome="ok")


@pytest.fixture
def delivery() -> Delivery:
    with unit():
        publish(Raced(order_id=1))
    return Delivery.objects.get()


def _at_once(run) -> None:  # type: ignore[no-untyped-def]
    together = Barrier(4)

    def one(_: int) -> None:
        try:
            together.wait()
            run()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, range(4)))


def test_four_workers_with_one_delivery_react_once(delivery: Delivery) -> None:
    _at_once(lambda: events.deliver.func(delivery_id=delivery.pk))

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("done", 1)
    assert list(JournalEntry.objects.filter(flow="raced").values_list("summary", flat=True)) == ["True"]


def test_control_four_reactions_without_a_delivery_double(delivery: Delivery) -> None:
    def react() -> None:
        with unit():
            slowly(Raced(order_id=1))

    _at_once(react)

    assert JournalEntry.objects.filter(flow="raced").count() == 4


def _told_while_the_stream_runs(run_jobs: RunJobs) -> None:
    """Publish, seeing a job of the stream wait; it runs to its end before the publisher commits."""
    with unit():
        publish(ToldToMany(order_id=1))
    with ThreadPoolExecutor(1) as worker, unit():
        publish(ToldToMany(order_id=2))
        worker.submit(_in_a_connection_of_its_own, run_jobs).result()
    assert list(JournalEntry.objects.values_list("summary", flat=True)) == ["1"]


def _in_a_connection_of_its_own(run_jobs: RunJobs) -> None:
    try:
        run_jobs()
    finally:
        connection.close()


def test_what_a_stream_did_not_see_wakes_it_again(run_jobs: RunJobs) -> None:
    _told_while_the_stream_runs(run_jobs)

    assert run_jobs() == 1
    assert JournalEntry.objects.filter(flow="gathered").count() == 2


@pytest.fixture
def gathered(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """A courier as pages have it, that goes when it is told to."""
    monkeypatch.setattr(courier, "_thread", lambda: None)
    for name in ("_woken", "_sleeps_until"):
        monkeypatch.setattr(wakes, name, {})
    courier.begin()
    yield courier.carry_all
    courier.end()
    courier.carry_all()


def test_what_pages_announce_wakes_its_streams_once_for_all_after_their_commits(
    gathered: Callable[[], None], run_jobs: RunJobs
) -> None:
    with unit(), CaptureQueriesContext(connection) as asked:
        publish(ToldToMany(order_id=1))
        live.say("orders")
    with unit():
        publish(ToldToMany(order_id=2))
    with pytest.raises(RuntimeError), unit():
        live.say("never")
        raise RuntimeError

    assert waiting() == []
    assert not any("pg_notify" in one["sql"] for one in asked.captured_queries)
    with CaptureQueriesContext(connection) as said:
        gathered()
    assert waiting() == [wakes.DELIVER_STREAM]
    assert [one["sql"].count("changed") for one in said.captured_queries if "pg_notify" in one["sql"]] == [1]
    assert run_jobs() == 1
    assert list(JournalEntry.objects.values_list("summary", flat=True)) == ["2"]


def test_a_stream_that_waits_for_nothing_gathers_what_follows_closely(
    gathered: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def woken() -> list[bool]:
        """Whether each job of the stream waits for a moment to come; they are taken away."""
        rows = fetch(
            "DELETE FROM procrastinate_jobs WHERE task_name = %s RETURNING scheduled_at", [wakes.DELIVER_STREAM]
        )
        return [at is not None for (at,) in rows]

    seen = []
    for number in range(4):
        if number == 3:  # the time is over
            before = time.monotonic() - wakes.AGAIN_S
            monkeypatch.setattr(wakes, "_woken", {"test.hear_at_once": before})
            monkeypatch.setattr(wakes, "_sleeps_until", {"test.hear_at_once": before})
        with unit():
            publish(ToldAtOnce(order_id=number))
        with CaptureQueriesContext(connection) as asked:
            gathered()
        seen.append((len(asked.captured_queries), woken()))

    assert seen == [(1, [False]), (1, [True]), (0, []), (1, [False])]


def test_a_courier_that_cannot_say_one_thing_says_the_others(gathered: Callable[[], None]) -> None:
    def cannot(told: object) -> None:
        raise RuntimeError

    with unit():
        courier.after_commit(cannot, [1])
        publish(ToldToMany(order_id=1))
    gathered()

    assert waiting() == [wakes.DELIVER_STREAM]


def test_control_without_a_second_look_it_sleeps_on(run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wakes, "after_commit", lambda streams: None)
    _told_while_the_stream_runs(run_jobs)

    assert run_jobs() == 0
