"""A kept connection is looked at before it is used, without a question to the server while all is well."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from psycopg.pq import TransactionStatus

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
