"""One unit a click: writers join it, the network refuses it."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from prilavok.base import http
from prilavok.base.bulk import fetch
from prilavok.base.models import JournalEntry
from prilavok.base.unit import UnitMissing, UnitOpen, follow_only, part, refuse_unit, require_unit, unit

pytestmark = pytest.mark.django_db


def _write(flow: str) -> None:
    JournalEntry.objects.create(flow=flow, summary="", outcome="ok")


def test_a_write_without_a_unit_is_a_defect() -> None:
    with pytest.raises(UnitMissing):
        require_unit()


def test_a_unit_that_raises_leaves_nothing() -> None:
    with pytest.raises(ValueError, match="stop"), unit():
        _write("a")
        raise ValueError("stop")

    assert not JournalEntry.objects.exists()
    refuse_unit()


def test_units_do_not_nest() -> None:
    with unit():
        with pytest.raises(UnitOpen), unit():
            pass
        require_unit()


def test_a_part_fails_alone() -> None:
    with unit():
        _write("kept")
        with pytest.raises(ValueError, match="stop"), part():
            _write("lost")
            raise ValueError("stop")

    assert list(JournalEntry.objects.values_list("flow", flat=True)) == ["kept"]


@pytest.mark.django_db(transaction=True)
def test_a_part_at_the_beginning_fails_alone_without_a_savepoint() -> None:
    heard: list[str] = []
    with CaptureQueriesContext(connection) as asked, unit():
        with pytest.raises(ValueError, match="stop"), part():
            transaction.on_commit(lambda: heard.append("lost"))
            _write("lost")
            raise ValueError("stop")
        with pytest.raises(IntegrityError), part():
            _write("lost too")
            fetch("INSERT INTO base_keyedanswer (scope) VALUES (NULL)")
        with part(), part():
            transaction.on_commit(lambda: heard.append("kept"))
            _write("kept")
        with pytest.raises(ValueError, match="later"), part():
            _write("later")
            raise ValueError("later")

    assert list(JournalEntry.objects.values_list("flow", flat=True)) == ["kept"]
    assert heard == ["kept"]
    assert sum("ROLLBACK TO" in one["sql"] for one in asked.captured_queries) == 1


def test_the_network_refuses_a_unit() -> None:
    http.allow("http://127.0.0.1:9")
    with unit(), pytest.raises(UnitOpen):
        http.call(http.Request(flow="x", url="http://127.0.0.1:9/"))

    assert connection.in_atomic_block  # the test's own transaction is nobody's unit


@pytest.mark.django_db(transaction=True)
def test_what_only_follows_does_not_wait_for_the_disk_and_nothing_else_does_so() -> None:
    def waits() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            return str(cursor.fetchone()[0])

    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")

    with pytest.raises(UnitMissing):
        follow_only()
    with unit():
        follow_only()
        assert waits() == "off"
    assert waits() == "on"
