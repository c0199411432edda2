"""What the simulators remember: one SQLite file in WAL mode, so that a kill at any moment loses nothing committed.

Every call opens its own short connection: the simulators are read by request threads, the mail server's thread and the
schedules at once, and a connection costs a tenth of a millisecond.
"""

import json
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

SCHEMA = Path(__file__).with_name("schema.sql")
ROOT = Path(__file__).resolve().parents[1]

Row = sqlite3.Row


def folder() -> Path:
    """The folder of the simulators' data: PRILAVOK_VAR/sandbox."""
    return Path(os.environ.get("PRILAVOK_VAR", ROOT / "var")) / "sandbox"


class Store:
    """The simulators' database."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        with closing(self._open()) as db:
            db.execute("PRAGMA journal_mode=WAL")
            db.executescript(SCHEMA.read_text(encoding="utf-8"))

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA synchronous=NORMAL")
        db.execute("PRAGMA foreign_keys=ON")
        return db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that takes the write lock at once."""
        with closing(self._open()) as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        """All rows of a reading statement."""
        with closing(self._open()) as db:
            return db.execute(sql, params).fetchall()

    def row(self, sql: str, params: Sequence[Any] = ()) -> Row | None:
        """The first row, or None."""
        with closing(self._open()) as db:
            found: Row | None = db.execute(sql, params).fetchone()
            return found

    def value(self, sql: str, params: Sequence[Any] = ()) -> Any:
        """The first column of the first row, or None."""
        found = self.row(sql, params)
        return None if found is None else found[0]

    def run(self, sql: str, params: Sequence[Any] = ()) -> int:
        """One writing statement in its own transaction; returns the number of rows it touched."""
        with self.writing() as db:
            return db.execute(sql, params).rowcount

    def setting(self, name: str, default: Any = None) -> Any:
        """A remembered switch or number."""
        text = self.value("SELECT value FROM setting WHERE name = ?", (name,))
        return default if text is None else json.loads(text)

    def set_setting(self, name: str, value: Any) -> None:
        """Remember a switch or number."""
        self.run(
            "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, json.dumps(value)),
        )


def now() -> float:
    """Seconds since the epoch; the simulators have no other clock."""
    return time.time()
