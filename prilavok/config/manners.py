"""Jobs give way to buyers: while pages are looked at, background work keeps to its half of the cores.

Priorities alone do not do it: with every core busy, be it with work of the lowest priority, a page that goes to and fro
between its process and the database waits for a core at each step, and the slowest of twenty pages takes twice as long
(measured: `benchmarks/during_import.py`). One core left free makes the wait vanish. When nobody looks, jobs take all.

Pages leave a mark when they are asked for something; the supervisor looks at it and moves the jobs' processes, with the
database's processes that serve them (found by the name they connect under; the embedded database only). Linux only.
"""

import contextlib
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import psycopg

MARK: Final = "pages-seen"
JOBS: Final = "prilavok-jobs"
# The exchange's own requests are work, not visits.
NOT_VISITS: Final = ("/1c/", "/health/", "/hooks/")
MARK_EVERY_S: Final = 0.5
QUIET_AFTER_S: Final = 3.0
LOOK_EVERY_S: Final = 1.0
BACKENDS: Final = "SELECT pid FROM pg_stat_activity WHERE application_name = %s OR backend_type = 'autovacuum worker'"


class Visits:
    """Leaves the mark, at most twice a second."""

    def __init__(self, var: Path) -> None:
        self._path = var / MARK
        self._marked = 0.0

    def note(self, path: str) -> None:
        """Somebody asked for this path."""
        now = time.monotonic()
        if now - self._marked < MARK_EVERY_S or path.startswith(NOT_VISITS):
            return
        self._marked = now
        with contextlib.suppress(OSError):
            self._path.touch()


def is_visited(var: Path) -> bool:
    """True when a page was asked for in the last seconds."""
    try:
        return time.time() - (var / MARK).stat().st_mtime < QUIET_AFTER_S
    except OSError:
        return False


def halves(cores: Iterable[int]) -> tuple[set[int], set[int]]:
    """All cores, and those that jobs keep to while pages are looked at: the upper half; all when there is but one."""
    every = sorted(cores)
    return set(every), set(every[len(every) // 2 :]) if len(every) > 1 else set(every)


class Manners:
    """Moves the jobs' processes; `keep` is called often and does something at a change and every second of a visit."""

    def __init__(self, var: Path) -> None:
        self._var = var
        self._every, self._half = (
            halves(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (set(), set())
        )
        self._looked = 0.0
        self._is_polite = False
        self._connection: psycopg.Connection[tuple[int]] | None = None

    def keep(self, leaders: Iterable[int], url: str) -> None:
        """Let the sessions of these leaders, and the backends that serve them, run where they should.

        `url` is the embedded database's address, empty for an outside one.
        """
        now = time.monotonic()
        if self._every == self._half or now - self._looked < LOOK_EVERY_S:
            return
        self._looked = now
        visited = is_visited(self._var)
        if not visited and not self._is_polite:
            return
        self._is_polite = visited
        cores = self._half if visited else self._every
        for pid in [*sessions(leaders), *self._backends(url)]:
            move(pid, cores)

    def _backends(self, url: str) -> list[int]:
        if not url:
            return []
        try:
            if self._connection is None:
                self._connection = psycopg.connect(url, autocommit=True, connect_timeout=2)
            return [row[0] for row in self._connection.execute(BACKENDS, [JOBS])]
        except psycopg.Error:
            self.forget()
            return []

    def forget(self) -> None:
        """Let go of the database."""
        if self._connection is not None:
            with contextlib.suppress(psycopg.Error):
                self._connection.close()
        self._connection = None


def sessions(leaders: Iterable[int]) -> list[int]:
    """The processes of these sessions (every child of the supervisor leads one)."""
    wanted = set(leaders)
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if os.getsid(int(entry.name)) in wanted:
                found.append(int(entry.name))
    return found


def move(pid: int, cores: set[int]) -> None:
    """Let every thread of a process run on these cores only."""
    for task in Path(f"/proc/{pid}/task").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if os.sched_getaffinity(int(task.name)) != cores:
                os.sched_setaffinity(int(task.name), cores)
