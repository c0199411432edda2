"""Many rows in one statement: arrays for `unnest`, JSON for `jsonb_to_recordset`, pieces for events.

An exchange writes tens of thousands of rows a second. Array literals built by `join` cost a tenth of adapting each
number on its own, and one statement over a set costs a hundredth of a statement a row.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar

import msgspec
import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.postgresql.base import ServerBindingCursor

from prilavok.base import heard, planned

T = TypeVar("T")
PIECE = 500


def numbers(values: Iterable[int | Decimal]) -> str:
    """An array literal of numbers, to be cast in SQL: `unnest(%s::bigint[])`."""
    return "{" + ",".join(map(str, values)) + "}"


def texts(values: Iterable[str]) -> str:
    """An array literal of strings, to be cast in SQL: `unnest(%s::text[])`."""
    told = list(values)
    whole = "\n".join(told)
    if "\\" in whole or '"' in whole or "\0" in whole or whole.count("\n") != max(len(told) - 1, 0):
        quoted = (value.replace("\\", "\\\\").replace('"', '\\"').replace("\0", "") for value in told)
        return "{" + ",".join(f'"{value}"' for value in quoted) + "}"
    return '{"' + whole.replace("\n", '","') + '"}' if told else "{}"


def records(rows: Sequence[dict[str, Any]]) -> str:
    """Rows as JSON for `jsonb_to_recordset(%s::jsonb)`; NUL characters, which the database refuses, are dropped."""
    text = msgspec.json.encode(rows).decode()
    return text if "\\u0000" not in text else msgspec.json.encode(without_nul(rows)).decode()


def without_nul(value: Any) -> Any:
    """The value with NUL characters dropped from its texts, however deep."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, dict):
        return {without_nul(key): without_nul(one) for key, one in value.items()}
    return [without_nul(one) for one in value] if isinstance(value, list | tuple) else value


def pieces(values: Iterable[T], size: int = PIECE) -> Iterator[tuple[T, ...]]:
    """Tuples of at most `size`, in order."""
    rest = iter(values)
    while piece := tuple(islice(rest, size)):
        yield piece


def fetch(sql: str, params: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
    """Run one statement and return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


def fetch_often(sql: str, params: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
    """As `fetch`, for a statement that runs many times a second: it is read and planned once a connection.

    Values are bound by the database, so what a parameter is has to be plain from the statement: cast what is not.
    Reading and planning were half of what a placed order cost the database.
    """
    listener = heard.listener()
    return _ask(sql, params) if listener is None else listener.ask(sql, params, _ask)


def fetch_together(asked: Sequence[tuple[str, heard.Params]]) -> list[heard.Answer]:
    """Several statements that only read, as for `fetch_often`; outside of a unit in one round trip."""
    own: Any = connections[DEFAULT_DB_ALIAS]
    if len(asked) < 2 or own.in_atomic_block or not _is_planned(own):
        return [heard.Answer(sql, params, _ask(sql, params)) for sql, params in asked]
    with own.wrap_database_errors:
        found = planned.ask_together(own.connection, asked)
    return [heard.Answer(sql, params, rows) for (sql, params), rows in zip(asked, found, strict=True)]


def fetch_again(answers: Sequence[heard.Answer]) -> list[heard.Answer]:
    """The same statements with the same values, as they are answered now."""
    return fetch_together([(one.sql, one.params) for one in answers])


def _ask(sql: str, params: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    own: Any = connections[DEFAULT_DB_ALIAS]  # looked up once: the name `connection` looks it up at each use
    if not _is_planned(own):
        return _fetch_bound(sql, params)
    try:
        return planned.ask(own.connection, sql, params)
    except psycopg.Error:
        with own.wrap_database_errors:
            raise


def _is_planned(own: Any) -> bool:
    """Whether statements are planned once; then the connection is ready.

    Where they are written down or looked at they are not: of a prepared one nobody could tell what it said.
    """
    if own.queries_logged or not settings.PREPARES_STATEMENTS:
        return False
    if own.execute_wrappers and heard.is_looked_at(own.execute_wrappers):
        return False
    if own.needs_rollback:
        own.validate_no_broken_transaction()
    if own.connection is None or not own.health_check_done:
        own.close_if_health_check_failed()
        own.ensure_connection()
    return True


def _fetch_bound(sql: str, params: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """As `fetch`, with the values bound by the database."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    raw: Any = connection.connection
    usual, raw.cursor_factory = raw.cursor_factory, ServerBindingCursor
    try:
        cursor = connection.cursor()
    finally:
        raw.cursor_factory = usual
    with cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


def one_at_a_time(name: str) -> None:
    """Until the end of the unit, others who ask for the same name wait: bulk writers of one room take turns."""
    fetch("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
