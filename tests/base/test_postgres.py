"""A kept connection is looked at before it is used, without a question to the server while all is well."""

from collections.abc import Iterator
from datetime import UTC

import psycopg
import pytest
from django.db import IntegrityError, connection
from psycopg.postgres import types
from psycopg.pq import TransactionStatus
from psycopg.types.datetime import TimestamptzLoader

from prilavok.base.bulk import fetch
from prilavok.base.unit import unit

TIMESTAMPTZ = types["timestamptz"].oid

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def kept() -> Iterator[None]:
    """A connection kept from an earlier request, to be looked at before the next statement."""
    connection.close()
    connection.ensure_connection()
    connection.health_check_enabled, connection.health_check_done = True, False
    yield
    connection.close()


def server_process() -> int:
    return int(connection.connection.info.backend_pid)


def end(process: int) -> None:
    """As a restart ends it: the server hangs up."""
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [process])
        for _ in range(1000):
            if not other.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [process]).fetchone():
                return


def test_a_connection_that_the_server_ended_is_replaced_before_anybody_notices() -> None:
    before = server_process()
    end(before)

    with connection.cursor() as cursor:
        cursor.execute("SELECT 42")
        assert cursor.fetchone() == (42,)

    assert server_process() != before


def test_a_quiet_connection_is_used_without_asking_the_server() -> None:
    before = server_process()
    asked = connection.connection.cursor_factory

    class Refusing(asked):  # type: ignore[misc, valid-type]
        def execute(self, query: object, *args: object, **given: object) -> object:
            raise AssertionError(f"the server was asked {query}")

    connection.connection.cursor_factory = Refusing
    assert connection.is_usable()
    connection.connection.cursor_factory = asked

    assert server_process() == before


def test_one_that_has_failed_before_is_asked() -> None:
    connection.errors_occurred = True
    end(server_process())

    assert not connection.is_usable()
    assert connection.connection.pgconn.transaction_status != TransactionStatus.IDLE


def test_moments_are_read_as_the_driver_would_read_them() -> None:
    told = [
        "2026-11-23 00:12:13.5+00", "2026-11-23 00:12:13+00", "1999-12-31 23:59:59.999999+00", "0001-01-01 00:00:00+00",
    ]  # fmt: skip

    with connection.cursor() as cursor:
        cursor.execute("SELECT one::timestamptz FROM unnest(%s::text[]) AS one", [told])
        read = [one for (one,) in cursor.fetchall()]
    usual = TimestamptzLoader(TIMESTAMPTZ, connection.connection)

    assert read == [usual.load(one.encode()) for one in told]
    assert {one.tzinfo for one in read} == {UTC}


def test_a_unit_that_breaks_a_rule_at_its_very_end_is_refused_and_leaves_nothing() -> None:
    fetch("CREATE TEMP TABLE told_once (word text UNIQUE DEFERRABLE INITIALLY DEFERRED)")

    with pytest.raises(IntegrityError), unit():
        fetch("INSERT INTO told_once VALUES ('one'), ('one')")

    assert fetch("SELECT * FROM told_once") == []
    assert connection.get_autocommit()
