"""Jobs are taken and ended by one statement each, over connections that a restarted database does not spoil."""

import asyncio
from typing import Any

import psycopg
import pytest
from django.db import connection

from prilavok.config import worker

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_question_is_one_statement_and_an_ended_connection_is_replaced() -> None:
    async def asked() -> list[dict[str, Any]]:
        connector = worker._connector()
        await connector.open_async()
        try:
            who = "SELECT pg_backend_pid() AS process, current_setting('synchronous_commit') AS waits"
            first = await connector.execute_query_one_async(who)
            async with connector.pool.connection() as kept:
                assert kept.autocommit
            await asyncio.to_thread(_end, first["process"])
            return [first, await connector.execute_query_one_async(who)]
        finally:
            await connector.close_async()

    first, second = asyncio.run(asked())
    assert first["waits"] == second["waits"] == "off"
    assert first["process"] != second["process"]


def test_a_quiet_connection_is_not_asked_whether_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(connection: object) -> None:
        raise AssertionError("the server was asked")

    async def asked() -> int:
        connector = worker._connector()
        await connector.open_async()
        try:
            monkeypatch.setattr(worker.AsyncConnectionPool, "check_connection", refuse)
            return int((await connector.execute_query_one_async("SELECT 7 AS told"))["told"])
        finally:
            await connector.close_async()

    assert asyncio.run(asked()) == 7


def _end(process: int) -> None:
    """As a restart ends it: the server hangs up."""
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [process])
        for _ in range(1000):
            if not other.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [process]).fetchone():
                return
