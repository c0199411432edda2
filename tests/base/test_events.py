"""Events: true before they are told, told at least once, done exactly once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate import RetryDecision
from procrastinate.jobs import Job

from prilavok.base import events, jobs, streams, wakes
from prilavok.base.events import event, publish, reacts_to, reacts_to_many, redeliver
from prilavok.base.models import Delivery, EventRow, JournalEntry
from prilavok.base.unit import UnitMissing, unit
from tests.jobs import RunJobs, waiting

pytestmark = pytest.mark.django_db


@event("test.order_moved", subject="order:{order_id}", priority=3)
@dataclass(frozen=True, kw_only=True)
class OrderMoved:
    """A test event."""

    order_id: int
    to: str


@event("test.prices_moved", subject="prices")
@dataclass(frozen=True, kw_only=True)
class PricesMoved:
    """A test event about a whole stream."""

    count: int


@reacts_to(PricesMoved, as_="shelf.follow")
def follow(happened: PricesMoved) -> None:
    """A reaction that does nothing."""


@event("test.good_counted", subject="good:{good_id}")
@dataclass(frozen=True, kw_only=True)
class GoodCounted:
    """A test event that is taken by the many."""

    good_id: int
    words: str = ""


@dataclass
class Counter:
    """What a reaction to many was told, call by call; it fails whenever the good named is among them."""

    calls: list[list[int]]
    poison: int = 0


@dataclass
class Listeners:
    """What the two reactions of the test do."""

    seen: list[str]
    failing: int = 0


@pytest.fixture
def listeners() -> Iterator[Listeners]:
    state = Listeners(seen=[])

    @reacts_to(OrderMoved, as_="crm.remember")
    def remember(happened: OrderMoved) -> None:
        JournalEntry.objects.create(flow="crm", summary=happened.to, outcome="ok")
        state.seen.append(happened.to)
        if state.failing:
            state.failing -= 1
            raise ValueError("the other side is away")

    @reacts_to(OrderMoved, as_="analytics.count")
    def count(happened: OrderMoved) -> None:
        JournalEntry.objects.create(flow="analytics", summary=happened.to, outcome="ok")

    yield state
    events._subscribers.pop("test.order_moved")


@pytest.fixture
def counter() -> Iterator[Counter]:
    state = Counter(calls=[])

    @reacts_to_many(GoodCounted, as_="shelf.count")
    def count(told: Sequence[GoodCounted]) -> None:
        JournalEntry.objects.create(flow="shelf", summary=str(len(told)), outcome="ok")
        state.calls.append([one.good_id for one in told])
        if state.poison in state.calls[-1]:
            raise ValueError("bad good")

    yield state
    events._subscribers.pop("test.good_counted")


def _count(*goods: int, words: str = "") -> None:
    with unit():
        for good_id in goods:
            publish(GoodCounted(good_id=good_id, words=words))


def _tell(*moves: str) -> None:
    with unit():
        for to in moves:
            publish(OrderMoved(order_id=7, to=to))


def _deferred() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT queue_name, priority, lock, scheduled_at, attempts FROM procrastinate_jobs"
            " WHERE status = 'todo' ORDER BY id"
        )
        return list(cursor.fetchall())


def test_every_subscriber_hears_it_once(listeners: Listeners, run_jobs: RunJobs) -> None:
    _tell("ready")

    assert _deferred() == [
        ("crm", 3, "crm.remember:order:7", None, 0),
        ("analytics", 3, "analytics.count:order:7", None, 0),
    ]
    assert run_jobs() == 2
    assert set(JournalEntry.objects.values_list("flow", "summary")) == {("crm", "ready"), ("analytics", "ready")}
    assert set(Delivery.objects.values_list("state", "attempts")) == {("done", 1)}
    assert EventRow.objects.get().subject == "order:7"


def test_a_unit_that_failed_announced_nothing(listeners: Listeners, run_jobs: RunJobs) -> None:
    with pytest.raises(ValueError, match="stop"), unit():
        publish(OrderMoved(order_id=7, to="ready"))
        raise ValueError("stop")

    assert run_jobs() == 0
    assert not EventRow.objects.exists()
    assert not Delivery.objects.exists()


def test_publishing_needs_a_unit(listeners: Listeners) -> None:
    with pytest.raises(UnitMissing):
        publish(OrderMoved(order_id=7, to="ready"))


def test_a_job_that_runs_twice_reacts_once(listeners: Listeners, run_jobs: RunJobs) -> None:
    _tell("ready")
    run_jobs()

    for delivery in Delivery.objects.all():
        events.deliver.func(delivery_id=delivery.pk)

    assert JournalEntry.objects.filter(flow="crm").count() == 1
    assert listeners.seen == ["ready"]


def test_a_failing_reaction_is_visible_and_tried_again(listeners: Listeners, run_jobs: RunJobs) -> None:
    listeners.failing = 1
    _tell("ready")

    with pytest.raises(ValueError, match="away"):
        run_jobs()

    failed = Delivery.objects.get(subscriber="crm.remember")
    assert (failed.state, failed.attempts, failed.error) == ("failed", 1, "ValueError: the other side is away")
    assert not JournalEntry.objects.filter(flow="crm").exists()

    run_jobs()

    failed.refresh_from_db()
    assert (failed.state, failed.attempts, failed.error) == ("done", 2, "")
    assert JournalEntry.objects.filter(flow="crm").count() == 1


def test_one_failing_subscriber_does_not_hold_up_another(listeners: Listeners, run_jobs: RunJobs) -> None:
    listeners.failing = 99
    _tell("ready")

    with pytest.raises(ValueError, match="away"):
        run_jobs(queue="crm")
    run_jobs(queue="analytics")

    assert JournalEntry.objects.filter(flow="analytics").count() == 1


def test_events_of_one_subject_share_a_lock_and_keep_their_order(listeners: Listeners, run_jobs: RunJobs) -> None:
    _tell("picking", "ready", "issued")

    run_jobs()

    assert listeners.seen == ["picking", "ready", "issued"]


def test_a_delivery_can_be_asked_for_again(listeners: Listeners, run_jobs: RunJobs) -> None:
    listeners.failing = 1
    _tell("ready")
    with pytest.raises(ValueError, match="away"):
        run_jobs(queue="crm")
    run_jobs(queue="analytics")
    every_one = list(Delivery.objects.values_list("pk", flat=True))

    with unit():
        again = redeliver(delivery_ids=every_one)

    assert again == 1
    run_jobs()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}
    assert JournalEntry.objects.filter(flow="crm").count() == 1


def test_publishing_costs_one_statement(listeners: Listeners, django_assert_num_queries: Any) -> None:
    with unit(), django_assert_num_queries(1):
        publish(OrderMoved(order_id=7, to="ready"))

    assert waiting() == ["prilavok.base.events.deliver"] * 2


def test_a_room_that_is_gone_does_not_block_its_deliveries(listeners: Listeners, run_jobs: RunJobs) -> None:
    _tell("ready")
    events._subscribers["test.order_moved"].clear()

    run_jobs()

    assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}
    assert not JournalEntry.objects.exists()


def test_a_stored_event_comes_back_as_its_value(listeners: Listeners) -> None:
    _tell("ready")

    assert events.restore(EventRow.objects.get()) == OrderMoved(order_id=7, to="ready")


def _decision(attempts: int, lock: str | None = None) -> RetryDecision | None:
    job = Job(id=9, queue="q", lock=lock, queueing_lock=None, task_name="t", attempts=attempts)
    return jobs.RETRY.get_retry_decision(exception=ValueError(), job=job)


def test_a_failed_job_is_tried_for_two_days_with_growing_pauses() -> None:
    def pause_s(attempts: int) -> float:
        decision = _decision(attempts)
        assert decision is not None
        assert decision.retry_at is not None
        return (decision.retry_at - timezone.now()).total_seconds()

    assert 1.7 < pause_s(0) < 2.3
    assert 260 < pause_s(500) < 335
    assert _decision(jobs.MOST_ATTEMPTS) is None


def test_an_order_s_news_keep_their_place_and_a_stream_goes_on() -> None:
    def lock_after(attempts: int, lock: str) -> str | None:
        decision = _decision(attempts, lock)
        assert decision is not None
        return decision.lock

    assert lock_after(100, "crm.remember:order:7") is None
    assert lock_after(4, "storefront.shelve:prices:*") is None
    assert lock_after(5, "storefront.shelve:prices:*") == "storefront.shelve:prices:*aside:9"


def test_an_event_about_everything_is_a_stream(listeners: Listeners) -> None:
    with unit():
        publish(PricesMoved(count=2))

    assert [lock for _, _, lock, _, _ in _deferred()] == ["shelf.follow:prices:*"]


def test_a_delivery_that_was_removed_is_no_failure() -> None:
    events.deliver.func(delivery_id=10**9)


def test_a_reaction_to_many_takes_all_that_waits_in_one_go(counter: Counter, run_jobs: RunJobs) -> None:
    _count(5, 3)
    _count(4)
    ((queue, _, lock, due, _),) = _deferred()
    assert (queue, lock) == ("shelf", "shelf.count:*")
    assert timedelta() < due - EventRow.objects.earliest("at").at <= timedelta(seconds=wakes.LINGER_S)

    assert run_jobs() == 1

    assert counter.calls == [[5, 3, 4]]
    assert set(Delivery.objects.values_list("state", "attempts", "error")) == {("done", 1, "")}
    assert waiting() == []


def test_one_reaction_to_two_events_is_one_stream_at_once(run_jobs: RunJobs) -> None:
    heard: list[list[Any]] = []

    @reacts_to_many(GoodCounted, as_="shelf.watch", at_once=True)
    @reacts_to_many(PricesMoved, as_="shelf.watch", at_once=True)
    def watch(told: Sequence[GoodCounted | PricesMoved]) -> None:
        heard.append(list(told))

    try:
        _count(1)
        with unit():
            publish(PricesMoved(count=2))
        _count(3)
        assert [due for _, _, lock, due, _ in _deferred() if lock == "shelf.watch:*"] == [None]
        run_jobs()
    finally:
        events._subscribers.pop("test.good_counted")
        events._subscribers["test.prices_moved"].pop()

    assert heard == [[GoodCounted(good_id=1), PricesMoved(count=2), GoodCounted(good_id=3)]]


def test_only_so_many_go_together(counter: Counter, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MOST_TOGETHER", 2)
    _count(1, 2, 3)
    run_jobs()
    _count(4, 5, words="x" * streams.LONGEST_TOGETHER)
    run_jobs()

    assert counter.calls == [[1, 2], [3], [4], [5]]


def test_one_that_fails_does_not_take_the_others_along(counter: Counter, run_jobs: RunJobs) -> None:
    counter.poison = 2
    _count(1, 2, 3)

    with pytest.raises(ValueError, match="bad good"):
        run_jobs()

    assert counter.calls == [[1, 2, 3], [1], [2, 3], [2]]
    assert list(Delivery.objects.order_by("pk").values_list("state", "attempts")) == [
        ("done", 1),
        ("failed", 1),
        ("waiting", 0),
    ]
    assert list(JournalEntry.objects.values_list("summary", flat=True)) == ["1"]

    counter.poison = 0
    run_jobs()

    assert counter.calls[4:] == [[2], [3]]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}


def test_what_another_worker_has_in_hand_is_not_taken_along(counter: Counter, run_jobs: RunJobs) -> None:
    _count(1, 2)
    Delivery.objects.filter(event__payload__good_id=2).update(state="done")

    run_jobs()

    assert counter.calls == [[1]]


def test_a_reaction_to_many_can_be_asked_for_again(counter: Counter, run_jobs: RunJobs) -> None:
    counter.poison = 1
    _count(1)
    with pytest.raises(ValueError, match="bad good"):
        run_jobs()

    with unit():
        assert redeliver(delivery_ids=Delivery.objects.values_list("pk", flat=True)) == 1

    assert {lock for _, _, lock, _, _ in _deferred()} == {"shelf.count:*"}
    counter.poison = 0
    run_jobs()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}


def test_a_poisoned_one_steps_aside_with_its_subject_and_the_stream_goes_on(
    counter: Counter, run_jobs: RunJobs
) -> None:
    counter.poison = 2
    _count(2, 2, 3)
    run_jobs(tries=jobs.HOLDS_UP)

    assert counter.calls[-1] == [3]
    assert waiting() == [events.DELIVER]
    _count(2, 4)
    run_jobs()
    assert counter.calls[-1] == [4]

    counter.poison = 0
    run_jobs(ahead_s=600)

    assert counter.calls[-2:] == [[2], [2, 2]]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}


def test_a_stream_that_nobody_woke_is_woken(counter: Counter, run_jobs: RunJobs) -> None:
    _count(1)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")

    streams.wake_sleepers.func(timestamp=0)
    streams.wake_sleepers.func(timestamp=0)

    assert waiting() == [streams.deliver_stream.name]
    run_jobs()
    assert counter.calls == [[1]]
    streams.wake_sleepers.func(timestamp=0)
    assert waiting() == []


def test_jobs_are_found_by_their_lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'base_jobs_by_lock'")
        ((definition,),) = cursor.fetchall()

    assert "(lock, priority DESC, id)" in definition
