"""Time, as the database tells it.

Expiry and ordering are decided by the database's clock, so that a host whose clock is wrong cannot keep a
reservation for ever or lose it early. `now` is for stamps that only people read.
"""

from datetime import UTC, datetime

from django.db import connection


def now() -> datetime:
    """The host's time, aware, UTC."""
    return datetime.now(UTC)


def database_now() -> datetime:
    """The database's time at the start of the current statement, aware, UTC."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        (value,) = cursor.fetchone()
    return value.astimezone(UTC)  # type: ignore[no-any-return]
