"""Jobs give way to buyers: while pages are looked at, background work keeps to its half of the cores.

Priorities alone do not do it: with every core busy, be it with work of the lowest priority, a page that goes to and fro
between its process and the database waits for a core at each step, and the slowest of twenty pages takes twice as long
(measured: `benchmarks/during_import.py`). One core left free makes the wait vanish. When nobody looks, jobs take all.

Pages leave a mark when they are asked for something; the supervisor looks at it and moves the jobs' processes, with the
database's processes that serve them (found by the name they connect under; the embedded database only). While the jobs'
half is busy, pages with their database processes stay on the other half, unless they fill it: the kernel otherwise
wakes them beside the jobs now and then, and each of the two waits for the other. Linux only.
"""

import contextlib
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import psycopg

from prilavok.config.children import Program

MARK: Final = "pages-seen"
JOBS: Final = "prilavok-jobs"
# The exchange's own requests are work, not visits.
NOT_VISITS: Final = ("/1c/", "/health/", "/hooks/")
MARK_EVERY_S: Final = 0.5
QUIET_AFTER_S: Final = 3.0
LOOK_EVERY_S: Final = 1.0
# A package of 1C is a matter of seconds: whether jobs are at work is looked at more often than who is where.
GLANCE_EVERY_S: Final = 0.2
# In parts of a half of the cores: from here jobs are at work, from here all the rest fills its half and may take all.
AT_WORK: Final = 0.4
FULL: Final = 0.85
RELEASED_FOR_S: Final = 10.0
TICKS_A_S: Final = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
# The database's processes and whether they serve jobs; a backend of another name serves pages.
BACKENDS: Final = """
    SELECT pid, application_name = %s OR backend_type <> 'client backend' FROM pg_stat_activity
    WHERE backend_type IN ('client backend', 'autovacuum worker', 'checkpointer', 'background writer')
"""


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
    """Moves processes; `keep` is called often and does something at a change and every second of a visit.

    A process that is started meanwhile begins where it belongs (`cores_of`), not where it is found a second later.
    """

    def __init__(self, var: Path) -> None:
        self._var = var
        self._every, self._half = (
            halves(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (set(), set())
        )
        self._looked = 0.0
        self._glanced = 0.0
        self._is_polite = False
        self._are_at_work = False
        self._load, self._glance = Load(), Load()
        self._jobs: list[int] = []
        self._released = 0.0
        self._connection: psycopg.Connection[tuple[int, bool]] | None = None

    def keep(self, jobs: Iterable[int], url: str, pages: Iterable[int] = ()) -> None:
        """Let the sessions of these leaders, and the backends that serve them, run where they should.

        `url` is the embedded database's address, empty for an outside one.
        """
        now = time.monotonic()
        is_time = now - self._looked >= LOOK_EVERY_S
        if self._every == self._half or not (is_time or self._is_news(now)):
            return
        if is_time:
            self._looked = now
            self._measure(now)
        visited = is_visited(self._var)
        if not visited and not self._is_polite:
            return
        self._is_polite = visited
        theirs = self._half if visited else self._every
        ours = self._every - self._half if visited and self._is_crowded(now) else self._every
        backends = self._backends(url)
        self._jobs = [*sessions(jobs), *(pid for pid, is_job in backends if is_job)]
        for pid in self._jobs:
            move(pid, theirs)
        for pid in [*sessions(pages), *(pid for pid, is_job in backends if not is_job)]:
            move(pid, ours)

    def cores_of(self, program: Program) -> set[int] | None:
        """Where a program that starts now is to run; None for anywhere."""
        return self._half if program.gives_way and self._is_polite else None

    def _is_news(self, now: float) -> bool:
        """True when somebody has come, or jobs have begun to work since the last look."""
        if now - self._glanced < GLANCE_EVERY_S:
            return False
        self._glanced = now
        if not is_visited(self._var):
            return False
        _, theirs = self._glance.shares(self._every, self._half, self._jobs)
        was_at_work, self._are_at_work = self._are_at_work, theirs > AT_WORK
        return not self._is_polite or (self._are_at_work and not was_at_work)

    def _measure(self, now: float) -> None:
        ours, theirs = self._load.shares(self._every, self._half, self._jobs)
        self._are_at_work = theirs > AT_WORK
        if ours > FULL:
            self._released = now

    def _is_crowded(self, now: float) -> bool:
        """True when jobs are at work and pages do not need more than the half that is left."""
        return self._are_at_work and (not self._released or now - self._released > RELEASED_FOR_S)

    def _backends(self, url: str) -> list[tuple[int, bool]]:
        if not url:
            return []
        try:
            if self._connection is None:
                self._connection = psycopg.connect(url, autocommit=True, connect_timeout=2)
            return self._connection.execute(BACKENDS, [JOBS]).fetchall()
        except psycopg.Error:
            self.forget()
            return []

    def forget(self) -> None:
        """Let go of the database."""
        if self._connection is not None:
            with contextlib.suppress(psycopg.Error):
                self._connection.close()
        self._connection = None


class Load:
    """How busy cores and processes were since the last time they were asked about (Linux, `/proc`)."""

    def __init__(self) -> None:
        self._last: dict[int, tuple[int, int]] = {}
        self._last_of: dict[int, int] = {}
        self._asked = 0.0

    def shares(self, every: set[int], half: set[int], jobs: Iterable[int]) -> tuple[float, float]:
        """What all but jobs used, in parts of the half that is theirs, and what jobs used, in parts of the other.

        By the load of the halves alone pages at work on both look like jobs at work, and were kept to one half.
        """
        busy, spent = self.busy([every]), self.spent(jobs)
        if busy is None:
            return 0.0, 0.0
        return (busy[0] * len(every) - spent) / len(every - half), spent / len(half)

    def spent(self, pids: Iterable[int]) -> float:
        """How many cores these processes kept busy together; one that was not there the last time is not counted."""
        now, then, before = time.monotonic(), self._asked, self._last_of
        self._asked, self._last_of = now, {pid: ticks for pid in pids if (ticks := _ticks_of(pid)) is not None}
        used = sum(ticks - before[pid] for pid, ticks in self._last_of.items() if pid in before)
        return used / TICKS_A_S / max(now - then, GLANCE_EVERY_S / 2) if then else 0.0

    def busy(self, groups: Iterable[set[int]]) -> list[float] | None:
        """For each group of cores the part of their time that was used; None the first time and where it is unknown."""
        now = _ticks()
        then, self._last = self._last, now
        found = []
        for group in groups:
            spent = [(now[core][0] - then[core][0], now[core][1] - then[core][1]) for core in group & then.keys()]
            if not (whole := sum(total for total, _ in spent)):
                return None
            found.append(1 - sum(idle for _, idle in spent) / whole)
        return found


def _ticks_of(pid: int) -> int | None:
    """Ticks of a processor that a process has used; None when it is gone."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return int(after_name[11]) + int(after_name[12])


def _ticks() -> dict[int, tuple[int, int]]:
    """All ticks and idle ticks of each core since the machine started."""
    found = {}
    with contextlib.suppress(OSError, ValueError):
        for line in Path("/proc/stat").read_text().splitlines():
            name, *numbers = line.split()
            if name.startswith("cpu") and name != "cpu":
                ticks = [int(number) for number in numbers[:8]]
                found[int(name[3:])] = (sum(ticks), ticks[3] + ticks[4])
    return found


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
