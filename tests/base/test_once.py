"""Everything repeated is the same, also when rivals repeat it at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from prilavok.base.models import JournalEntry, KeyedAnswer
from prilavok.base.once import KeyReused, digest, once
from prilavok.base.unit import UnitMissing, unit


def _click(key: str, request: str, *, fails: bool = False) -> Any:
    with unit():
        first = once(scope="test", key=key, fingerprint=digest(request))
        if first.is_replay:
            return first.answer
        row = JournalEntry.objects.create(flow="effect", summary=request, outcome="ok")
        if fails:
            raise ValueError("died half-way")
        first.keep({"number": row.pk})
        return {"number": row.pk}


@pytest.mark.django_db
def test_the_same_key_gets_the_same_answer() -> None:
    assert _click("k", "two pieces") == _click("k", "two pieces")
    assert JournalEntry.objects.count() == 1


@pytest.mark.django_db
def test_a_key_belongs_to_one_request() -> None:
    _click("k", "two pieces")

    with pytest.raises(KeyReused):
        _click("k", "three pieces")
    assert JournalEntry.objects.count() == 1


@pytest.mark.django_db
def test_a_failed_attempt_leaves_the_key_free() -> None:
    with pytest.raises(ValueError, match="half-way"):
        _click("k", "two pieces", fails=True)

    assert _click("k", "two pieces")["number"]
    assert JournalEntry.objects.count() == KeyedAnswer.objects.count() == 1


@pytest.mark.django_db
def test_claiming_needs_a_unit() -> None:
    with pytest.raises(UnitMissing):
        once(scope="test", key="k", fingerprint="f")


@pytest.mark.django_db
def test_the_first_time_costs_two_statements(django_assert_num_queries: Any) -> None:
    with unit(), django_assert_num_queries(2):
        once(scope="test", key="k", fingerprint="f").keep(1)


def test_digests_tell_requests_apart_and_ignore_the_order_of_keys() -> None:
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})


def _rivals(count: int, claim: Any) -> list[Any]:
    together = Barrier(count)

    def run(_: int) -> Any:
        try:
            together.wait()
            return claim()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_rivals_with_one_key_have_one_effect_and_one_answer() -> None:
    answers = _rivals(8, lambda: _click("k", "two pieces"))

    assert JournalEntry.objects.count() == 1
    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["number"]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_control_rivals_without_the_key_double_the_effect() -> None:
    def look_first() -> None:
        with unit():
            if not KeyedAnswer.objects.filter(scope="test", key="k").exists():
                JournalEntry.objects.create(flow="effect", summary="", outcome="ok")
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_sleep(0.05)")

    _rivals(8, look_first)

    assert JournalEntry.objects.count() > 1
