"""Statements asked past the driver's cursor: the same rows, the same errors, and others go on meanwhile."""

import gc
import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal

import psycopg
import pytest
from django.db import IntegrityError, OperationalError, ProgrammingError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from prilavok.base import planned
from prilavok.base.bulk import fetch, fetch_often

EVERYTHING = """
SELECT %(text)s::text, %(number)s::bigint, %(number)s::int, %(none)s::text, %(price)s::numeric, %(at)s::timestamptz,
    %(ids)s::bigint[], %(words)s::text[], '100%%', %(words)s::text[] @> ARRAY['b']
"""
TOLD = {
    "text": "Стол %s $1", "number": 7, "none": None,
    "price": Decimal("1.50"), "at": datetime(2026, 3, 1, 9, tzinfo=UTC),
    "ids": [1, 2**40], "words": ["a", "b"],
}  # fmt: skip


@pytest.mark.django_db
def test_the_same_rows_as_by_the_cursor_each_time() -> None:
    wanted = fetch(EVERYTHING, TOLD)

    assert [fetch_often(EVERYTHING, TOLD) for _ in range(3)] == [wanted] * 3
    assert fetch_often("SELECT %s::int, %s::text", [1, "%s"]) == [(1, "%s")]
    assert fetch_often("SELECT 1 WHERE false") == []
    assert fetch_often("SET LOCAL work_mem = '5MB'") == []


@pytest.mark.django_db
def test_a_connection_that_knows_too_many_statements_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planned, "MOST", 3)

    assert [fetch_often(f"SELECT {one}") for one in [*range(8), 0]] == [[(one,)] for one in [*range(8), 0]]


@pytest.mark.django_db
def test_the_driver_prepares_nothing_of_its_own_and_so_lets_go_of_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(8):  # statements that are written down go by the driver
        assert [fetch_often("SELECT %s::int", [7]) for _ in range(8)] == [[(7,)]] * 8
    assert fetch_often("SELECT %s::int", [7]) == [(7,)]
    with pytest.raises(RuntimeError), transaction.atomic():
        raise RuntimeError

    assert fetch("SELECT 1") == [(1,)]
    assert fetch_often("SELECT %s::int", [7]) == [(7,)]


@pytest.mark.django_db(transaction=True)
def test_statements_that_somebody_has_let_go_of_are_prepared_anew() -> None:
    def ask() -> list[tuple[int, ...]]:
        return fetch_often("SELECT %s::int", [7])

    assert ask() == [(7,)]
    fetch("DISCARD ALL")
    assert ask() == [(7,)]
    fetch("DEALLOCATE ALL")
    with pytest.raises(ProgrammingError), transaction.atomic():
        fetch("SELECT 1")
        ask()
    with transaction.atomic():
        assert ask() == [(7,)]


@pytest.mark.django_db
def test_errors_are_those_of_the_database_with_their_cause() -> None:
    again = "INSERT INTO base_keyedanswer (scope, key, fingerprint, created_at) VALUES ('a', %s::text, '', now())"
    fetch_often(again, ["x"])

    with pytest.raises(IntegrityError, match="base_keyed_answer_once") as failed, transaction.atomic():
        fetch_often(again, ["x"])
    assert getattr(failed.value.__cause__, "sqlstate", "") == "23505"
    assert fetch_often(again, ["y"]) == []


@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_is_an_operational_error_and_the_next_request_has_another() -> None:
    ((own,),) = fetch_often("SELECT pg_backend_pid()")
    with ThreadPoolExecutor(1) as other:
        other.submit(_end, own).result()

    with pytest.raises(OperationalError):
        fetch_often("SELECT 1")
    connection.close_if_unusable_or_obsolete()
    assert fetch_often("SELECT pg_backend_pid()") != [(own,)]


@pytest.mark.django_db(transaction=True)
def test_a_closed_connection_is_kept_by_nobody() -> None:
    with psycopg.connect(**connection.get_connection_params()) as raw:
        assert planned.ask(raw, "SELECT %s::int", [7]) == planned.ask(raw, "SELECT %s::int", [7]) == [(7,)]
    gone = weakref.ref(raw)
    del raw
    gc.collect()

    assert gone() is None


@pytest.mark.django_db(transaction=True)
def test_a_unit_that_has_asked_nothing_else_is_rolled_back_whole() -> None:
    write = "INSERT INTO base_keyedanswer (scope, key, fingerprint, created_at) VALUES ('a', 'b', '', now())"
    with pytest.raises(RuntimeError), transaction.atomic():
        fetch_often(write)
        raise RuntimeError

    assert fetch("SELECT count(*) FROM base_keyedanswer WHERE scope = 'a'") == [(0,)]


@pytest.mark.django_db(transaction=True)
def test_other_threads_go_on_while_one_waits_for_the_database() -> None:
    fetch_often("SELECT 1")
    with ThreadPoolExecutor(1) as other:
        asleep = other.submit(_sleep)
        turns = 0
        while not asleep.done():
            time.sleep(0.01)
            turns += 1

    assert turns > 3


def _sleep() -> None:
    fetch_often("SELECT pg_sleep(0.3)")
    connection.close()


def _end(pid: int) -> None:
    fetch("SELECT pg_terminate_backend(%s)", [pid])
    connection.close()
