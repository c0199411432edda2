"""Django's PostgreSQL, for a site where most requests take longer to ask `SELECT 1` than to wait for its answer.

Before a request's first statement Django asks whether the connection it keeps still works, so that a database that was
restarted costs no visitor an error. A server that ends, or hangs up, says so: an idle connection of which nothing is to
be read has not been ended. Only one that has something to say, or has failed before, is asked.
"""

from select import POLLIN, poll

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus
from psycopg.pq.abc import PGconn


class DatabaseWrapper(base.DatabaseWrapper):
    """Named by `DATABASES["default"]["ENGINE"]`, as Django wants it."""

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
