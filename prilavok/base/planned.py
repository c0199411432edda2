"""Statements that are read and planned once a connection, asked past the driver's cursor.

A cursor of psycopg can do everything: stream, pipeline, be cancelled, wait beside other tasks. For a statement that is
answered within a fraction of a millisecond by a connection of one thread, that cost more than sending the statement and
reading its answer. Here a prepared statement is executed by libpq itself, which waits without holding Python up; values
and rows are adapted by psycopg as ever, and errors are its errors. Several that only read go in one round trip.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from itertools import count
from select import POLLIN, poll
from typing import Any, Final

from psycopg import Connection, OperationalError
from psycopg import Error as PsycopgError
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import InvalidSqlStatementName, error_from_result
from psycopg.pq import ConnStatus, ExecStatus, PipelineStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

PLACE: Final = re.compile(r"%(?:\((\w+)\)s|(s)|%)")
# Values of other widths make other statements of one text. Then a connection forgets all and begins anew.
MOST: Final = 500
KNOWN: Final = "prilavok_planned"
_numbers: Final = count()  # a name is never given twice: what was forgotten here may still be known there
_Told = tuple[bytes, Any, Any]
GOOD: Final = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)


class _Known:
    """What a connection knows: its statements by text and types, and how values and rows are adapted."""

    def __init__(self, raw: Connection[Any]) -> None:
        self.names: dict[tuple[bytes, tuple[int, ...]], bytes] = {}
        self.adapted = Transformer(raw)


def ask(raw: Connection[Any], sql: str, params: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Run the statement, planned at its first use; its rows. Raises psycopg's errors.

    When somebody has let go of what the connection had prepared (a pooler, `DISCARD ALL`), all is prepared anew; inside
    a transaction, which is lost then, from the next one on.
    """
    try:
        return _asked(raw, sql, params)
    except InvalidSqlStatementName:
        delattr(raw, KNOWN)
        if raw.pgconn.transaction_status != TransactionStatus.IDLE:
            raise
        return _asked(raw, sql, params)


def ask_together(
    raw: Connection[Any], asked: Sequence[tuple[str, Sequence[Any] | Mapping[str, Any]]]
) -> list[list[tuple[Any, ...]]]:
    """Several statements that only read, outside of a transaction, in one round trip; the rows of each.

    Where that does not work they are asked one by one.
    """
    if raw.pgconn.transaction_status != TransactionStatus.IDLE or not raw.autocommit:
        return [ask(raw, sql, params) for sql, params in asked]
    known = _known_to(raw)
    ready = [_told(raw, known, sql, params) for sql, params in asked]
    results = _sent_together(raw.pgconn, ready)
    if raw.pgconn.pipeline_status != PipelineStatus.OFF:
        raw.close()  # nobody could use it any more
    if len(results) != len(asked) or any(one.status not in GOOD for one in results):
        delattr(raw, KNOWN)
        return [ask(raw, sql, params) for sql, params in asked]
    return [_rows(known.adapted, one) for one in results]


def _sent_together(pgconn: PGconn, ready: Sequence[_Told]) -> list[PGresult]:
    """The results of the statements; the rest of the interpreter runs while the database works (libpq's pipeline)."""
    found: list[PGresult] = []
    waiting = poll()
    waiting.register(pgconn.socket, POLLIN)
    pgconn.enter_pipeline_mode()
    try:
        for name, values, formats in ready:
            pgconn.send_query_prepared(name, values, formats)
        pgconn.pipeline_sync()
        while True:
            while pgconn.is_busy():
                waiting.poll()
                pgconn.consume_input()
            result = pgconn.get_result()
            if pgconn.status != ConnStatus.OK or (result and result.status == ExecStatus.PIPELINE_SYNC):
                return found
            if result is not None:
                found.append(result)
    finally:
        with suppress(PsycopgError):
            pgconn.exit_pipeline_mode()


def _asked(raw: Connection[Any], sql: str, params: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    known = _known_to(raw)
    if raw.pgconn.transaction_status == TransactionStatus.IDLE and not raw.autocommit:
        _good(raw, raw.pgconn.exec_(b"BEGIN"))
    name, values, formats = _told(raw, known, sql, params)
    return _rows(known.adapted, _good(raw, raw.pgconn.exec_prepared(name, values, formats)))


def _known_to(raw: Connection[Any]) -> _Known:
    known: _Known | None = getattr(raw, KNOWN, None)
    if known is None:
        # Each holds the other and both go together; a table by connections would keep them for ever.
        known = _Known(raw)
        setattr(raw, KNOWN, known)
    return known


def _told(raw: Connection[Any], known: _Known, sql: str, params: Sequence[Any] | Mapping[str, Any]) -> _Told:
    """The name of the prepared statement and its values, as the database takes them."""
    text, names = _numbered(sql)
    values = [params[name] for name in names] if isinstance(params, Mapping) else params
    adapted = known.adapted
    told: Any = adapted.dump_sequence(values, [PyFormat.AUTO] * len(values)) if values else ()
    types, formats = ((adapted.types or ()), adapted.formats) if values else ((), None)
    return _prepared(raw, known.names, text, types), told, formats


def _rows(adapted: Any, result: PGresult) -> list[tuple[Any, ...]]:
    if result.status != ExecStatus.TUPLES_OK:
        return []
    adapted.set_pgresult(result)
    try:
        rows: list[tuple[Any, ...]] = adapted.load_rows(0, result.ntuples, tuple)
        return rows
    finally:
        adapted.set_pgresult(None)  # the answer is not kept


def commit(raw: Connection[Any]) -> None:
    """End the open transaction. Raises psycopg's errors."""
    _good(raw, raw.pgconn.exec_(b"COMMIT"))


def _prepared(
    raw: Connection[Any], known: dict[tuple[bytes, tuple[int, ...]], bytes], text: bytes, types: tuple[int, ...]
) -> bytes:
    name = known.get((text, types))
    if name is None:
        if len(known) >= MOST:
            for old in known.values():
                _good(raw, raw.pgconn.exec_(b"DEALLOCATE " + old))
            known.clear()
        name = f"planned_{next(_numbers)}".encode()
        _good(raw, raw.pgconn.prepare(name, text, types))
        known[text, types] = name
    return name


def _good(raw: Connection[Any], result: Any) -> Any:
    """The result, if it is one. Raises what psycopg would."""
    if result.status in GOOD:
        return result
    if raw.pgconn.status == ConnStatus.BAD:
        raise OperationalError(result.get_error_message() or "the connection is lost")
    raise error_from_result(result)


@cache
def _numbered(sql: str) -> tuple[bytes, tuple[str, ...]]:
    """The text with numbered places, and the names that stand in them; one name stands in one place."""
    names: list[str] = []

    def numbered(found: re.Match[str]) -> str:
        name, is_plain = found.groups()
        if name is None and is_plain is None:
            return "%"
        if name is None or name not in names:
            names.append(name or "")
        return f"${len(names) if name is None else names.index(name) + 1}"

    return PLACE.sub(numbered, sql).encode(), tuple(names)
