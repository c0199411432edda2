"""Django's PostgreSQL, for a site where most requests take longer to ask `SELECT 1` than to wait for its answer.

Before a request's first statement Django asks whether the connection it keeps still works, so that a database that was
restarted costs no visitor an error. A server that ends, or hangs up, says so: an idle connection of which nothing is to
be read has not been ended. Only one that has something to say, or has failed before, is asked.

A unit begins and commits past the driver's machinery for many kinds of waiting, as planned statements do; and moments,
which are kept and told in UTC, are read by Python's own reader of ISO 8601.
"""

from datetime import UTC, datetime
from select import POLLIN, poll
from typing import Any, Final

from django.db.backends.postgresql import base
from psycopg import Connection
from psycopg.pq import TransactionStatus
from psycopg.pq.abc import PGconn
from psycopg.types.datetime import TimestamptzLoader

from prilavok.base import planned

LONGEST_MOMENT: Final = len("2026-11-23 00:12:13.123456+00")


class UtcLoader(TimestamptzLoader):
    """A moment as a session in UTC tells it; what is told otherwise (infinity, before Christ) is the driver's."""

    timezone = UTC  # Django asks a loader for it

    def load(self, data: Any) -> datetime:
        """Of "2026-11-23 00:12:13.5+00"."""
        told = bytes(data)
        if told.endswith(b"+00") and len(told) <= LONGEST_MOMENT:
            return datetime.fromisoformat(told.decode()).replace(tzinfo=UTC)
        return super().load(data).replace(tzinfo=UTC)


class DatabaseWrapper(base.DatabaseWrapper):
    """Named by `DATABASES["default"]["ENGINE"]`, as Django wants it."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection[Any]:
        """As ever, with a faster reader of moments where they are told in UTC."""
        raw: Connection[Any] = super().get_new_connection(conn_params)
        if self.timezone is UTC:
            raw.adapters.register_loader("timestamptz", UtcLoader)
        return raw

    def _set_autocommit(self, autocommit: bool) -> None:  # noqa: FBT001 - as Django calls it
        """Nothing is said to the server by it: outside of a transaction, it is a flag of the driver."""
        raw = self.connection
        if raw is not None and raw.pgconn.transaction_status == TransactionStatus.IDLE:
            raw._autocommit = autocommit  # noqa: SLF001 - what its setter does after having looked at the same
        else:
            super()._set_autocommit(autocommit)  # type: ignore[misc]

    def _commit(self) -> None:
        raw = self.connection
        if raw is None or self.queries_logged or raw.pgconn.transaction_status != TransactionStatus.INTRANS:
            super()._commit()  # type: ignore[misc]
            return
        with self.wrap_database_errors:
            planned.commit(raw)

    def is_usable(self) -> bool:
        """Whether the connection works."""
        return self._is_quiet() or bool(super().is_usable())

    def _is_quiet(self) -> bool:
        """Idle, without an error since the last time, and nothing came from the server meanwhile."""
        raw = self.connection
        return raw is not None and not raw.closed and not self.errors_occurred and is_quiet(raw.pgconn)


def is_quiet(connection: PGconn) -> bool:
    """Idle, and nothing came from the server since the last answer: neither a farewell nor the end of the line."""
    if connection.transaction_status != TransactionStatus.IDLE:
        return False
    looking = poll()
    looking.register(connection.socket, POLLIN)
    return not looking.poll(0)
