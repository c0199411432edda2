"""What was asked is asked again in one round trip, and nothing is concluded from what was not heard."""

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection

from prilavok.base import planned
from prilavok.base.bulk import fetch, fetch_again, fetch_often, fetch_together
from prilavok.base.heard import Answer, aside, hearing
from prilavok.base.models import EventRow

ADD = "SELECT %(one)s::int + %(two)s::int, %(one)s::int"
SAY = "SELECT n, n::text || 'ё' FROM generate_series(1, %s::int) AS g (n)"
DIVIDE = "SELECT 10 / %s::int"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def answers() -> Iterator[list[Answer]]:
    with hearing() as heard:
        assert fetch_often(ADD, {"one": 2, "two": 3}) == [(5, 2)]
        assert fetch_often(SAY, [2]) == [(1, "1ё"), (2, "2ё")]
        fetch_often("SELECT 1 WHERE false")
    assert heard.is_whole
    return heard.answers  # type: ignore[return-value]


def test_all_is_asked_again_in_one_round_trip(answers: list[Answer], monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []
    together = planned._sent_together
    monkeypatch.setattr(
        planned, "_sent_together", lambda pgconn, ready: sent.append(len(ready)) or together(pgconn, ready)
    )
    assert fetch_again(answers) == answers
    assert sent == [3]
    assert fetch_often(ADD, {"one": 1, "two": 1}) == [(2, 1)], "the connection is as it was"


def test_inside_a_transaction_they_are_asked_one_by_one(answers: list[Answer], in_unit: None) -> None:
    assert fetch_again(answers) == answers


def test_what_is_known_is_taken_once_and_only_for_the_very_same(
    answers: list[Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    ask = planned.ask
    monkeypatch.setattr(planned, "ask", lambda raw, sql, params: asked.append(sql) or ask(raw, sql, params))
    with hearing() as heard:
        heard.expect(answers)
        assert fetch_often(ADD, {"one": 2, "two": 3}) == [(5, 2)]
        assert (asked, heard.is_foreseen) == ([], True)
        assert fetch_often(SAY, [1]) == [(1, "1ё")]
        fetch_often("SELECT 1 WHERE false")
        fetch_often(ADD, {"one": 2, "two": 3})
    assert asked == [SAY, ADD]
    assert not heard.is_foreseen
    assert [one.params for one in heard.answers] == [{"one": 2, "two": 3}, [1], (), {"one": 2, "two": 3}]


def test_after_a_statement_past_us_nothing_is_taken_for_granted(answers: list[Answer]) -> None:
    count = "SELECT count(*) FROM base_eventrow"
    with hearing() as heard:
        heard.expect(fetch_together([(count, ())]))
        EventRow.objects.create(name="one", subject="", payload={})
        assert fetch_often(count) == [(1,)]


def test_rows_that_are_changed_by_who_asked_stay_as_they_were(answers: list[Answer]) -> None:
    with hearing() as heard:
        heard.expect(answers)
        fetch_often(ADD, {"one": 2, "two": 3}).clear()
    assert heard.answers[0].rows == [(5, 2)]


def test_what_is_asked_past_us_is_noticed() -> None:
    with hearing() as heard:
        EventRow.objects.exists()
    assert not heard.is_whole
    with hearing() as heard, aside():
        fetch("SELECT 1")
        fetch_often(ADD, {"one": 2, "two": 3})
    assert (heard.is_whole, heard.answers) == (True, [])


def test_one_that_fails_is_told_and_harms_nobody(answers: list[Answer]) -> None:
    with hearing() as heard:
        fetch_often(DIVIDE, [5])
    bad = Answer(DIVIDE, [0], [])
    with pytest.raises(DatabaseError):
        fetch_again([answers[0], bad, answers[1]])
    assert fetch_again([*answers, *heard.answers]) == [*answers, *heard.answers]


def test_statements_that_the_server_has_forgotten_are_prepared_anew(answers: list[Answer]) -> None:
    assert fetch_again(answers) == answers
    with connection.cursor() as cursor:
        cursor.execute("DISCARD ALL")
    assert fetch_again(answers) == answers


def test_a_lost_connection_is_an_error_once(answers: list[Answer]) -> None:
    (pid,) = fetch("SELECT pg_backend_pid()")[0]
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    finally:
        other.close()
    with pytest.raises(DatabaseError):
        fetch_again(answers)
    connection.close()
    assert fetch_again(answers) == answers
