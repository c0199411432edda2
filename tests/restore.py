"""Brings the test database back to its prepared state after a test that really commits.

Django's own flush empties what migrations and `prepare` wrote (the site's root page, roles, schemes) and is slow over
two hundred tables. This keeps the prepared rows in memory and rewrites only the tables that hold anything.
"""

from dataclasses import dataclass

from django.db import connection

KEPT = frozenset({"django_migrations"})


@dataclass(frozen=True)
class Snapshot:
    """The rows of every table, as COPY text."""

    rows: dict[str, bytes]
    every_table: tuple[str, ...]

    @staticmethod
    def take() -> "Snapshot":
        """Remember the database as it is now."""
        every_table = _tables()
        with connection.cursor() as cursor:
            return Snapshot({name: _copy_out(cursor, name) for name in _filled(cursor, every_table)}, every_table)

    def restore(self) -> None:
        """Forget everything since."""
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '15s'; SET session_replication_role = replica")
            touched = _filled(cursor, self.every_table)
            if touched:
                cursor.execute(f"TRUNCATE {', '.join(touched)} RESTART IDENTITY CASCADE")
            for name in self.rows:
                _copy_in(cursor, name, self.rows[name])
        connection.close()


def _tables() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return tuple(f'"{name}"' for (name,) in cursor.fetchall() if name not in KEPT)


def _filled(cursor, tables: tuple[str, ...]) -> list[str]:  # type: ignore[no-untyped-def]
    cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables))  # noqa: S608
    return [name for (name,) in cursor.fetchall()]


def _copy_out(cursor, name: str) -> bytes:  # type: ignore[no-untyped-def]
    with cursor.copy(f"COPY {name} TO STDOUT") as copy:
        return b"".join(bytes(block) for block in copy)


def _copy_in(cursor, name: str, rows: bytes) -> None:  # type: ignore[no-untyped-def]
    with cursor.copy(f"COPY {name} FROM STDIN") as copy:
        copy.write(rows)
    cursor.execute(
        "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped AND pg_get_serial_sequence(%s, attname) IS NOT NULL",
        [name, name],
    )
    for (column,) in cursor.fetchall():
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{name}', '{column.strip(chr(34))}'), max({column})) FROM {name}"  # noqa: S608
        )
