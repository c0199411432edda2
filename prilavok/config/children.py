"""Child processes that never outlive their parent and come back when they die.

Every child gets a session of its own (Ctrl-C reaches only the supervisor, which stops things in order) and, on Linux, a
death signal: when the supervisor is killed, even by SIGKILL, the kernel kills the child. The supervisor is also a
"subreaper": grandchildren whose parent died come to it and are reaped, so no zombie and no orphan is left.

Everything here runs in one thread: the death signal is tied to the thread that started the child.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from prilavok.config.sentences import tell

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
# A few deaths a minute are bad luck and mended at once; more are a defect and get pauses.
WINDOW_S = 60.0
FORGIVEN = 3
SHORTEST_PAUSE_S = 0.25
LONGEST_PAUSE_S = 10.0
LOG_LIMIT = 20 * 2**20

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(parent: int, death_signal: int = signal.SIGKILL) -> None:
    """Called in a child: ask the kernel for a signal when the parent dies; die at once if it is dead already."""
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def _begin(parent: int, program: "Program", cores: set[int] | None) -> None:
    die_with_parent(parent, program.death_signal)
    if program.nice:
        os.nice(program.nice)
    if program.gives_way and hasattr(os, "sched_setscheduler"):
        # Whoever waits for a page is not interrupted by a job that wakes up.
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    if cores:
        os.sched_setaffinity(0, cores)


def adopt_orphans() -> None:
    """Make this process the parent of every descendant whose own parent dies."""
    if _libc is not None:
        _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


@dataclass(frozen=True, kw_only=True)
class Program:
    """What to run and how to stop it. `user` is (uid, gid) to become, None to stay; `nice` is its priority.

    `gives_way`: keeps to its half of the cores while pages are looked at.
    """

    name: str
    title: str
    argv: Sequence[str]
    log: Path
    env: Mapping[str, str] = field(default_factory=dict)
    user: tuple[int, int] | None = None
    stop_signal: int = signal.SIGTERM
    stop_s: float = 10.0
    death_signal: int = signal.SIGKILL
    cwd: str | None = None
    nice: int = 0
    gives_way: bool = False


def launch(program: Program, cores: set[int] | None = None) -> subprocess.Popen[bytes]:
    """Start the program once, on these cores only, its output appended to its log."""
    program.log.parent.mkdir(parents=True, exist_ok=True)
    if program.log.exists() and program.log.stat().st_size > LOG_LIMIT:
        program.log.replace(program.log.with_suffix(".log.1"))
    parent = os.getpid()
    uid, gid = program.user or (None, None)
    with program.log.open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own programs, no shell
            list(program.argv),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **program.env},
            cwd=program.cwd,
            user=uid,
            group=gid,
            extra_groups=[] if program.user else None,
            start_new_session=True,
            preexec_fn=lambda: _begin(parent, program, cores),  # noqa: PLW1509 - one thread only
        )


@dataclass
class Child:
    """A running (or resting) program."""

    program: Program
    process: subprocess.Popen[bytes]
    started: float
    deaths: list[float] = field(default_factory=list)
    comes_back: float | None = None

    @property
    def is_running(self) -> bool:
        """True while the process lives."""
        return self.comes_back is None and self.process.poll() is None


class Family:
    """All lasting children: starts them, brings the dead back with growing pauses, stops them in order."""

    def __init__(
        self,
        on_death: Callable[[Child], None] | None = None,
        cores_of: Callable[[Program], set[int] | None] = lambda program: None,
    ) -> None:
        self.children: dict[str, Child] = {}
        self._on_death = on_death
        self._cores_of = cores_of

    def start(self, program: Program) -> Child:
        """Start a lasting child."""
        child = Child(program=program, process=self._launch(program), started=time.monotonic())
        self.children[program.name] = child
        return child

    def _launch(self, program: Program) -> subprocess.Popen[bytes]:
        return launch(program, self._cores_of(program))

    def tend(self) -> None:
        """Notice the dead, start again those whose pause is over, reap adopted orphans."""
        now = time.monotonic()
        for child in self.children.values():
            if child.comes_back is None:
                self._notice(child, now)
            elif now >= child.comes_back:
                child.process, child.started, child.comes_back = self._launch(child.program), now, None
        self.reap_orphans()

    def _notice(self, child: Child, now: float) -> None:
        code = child.process.poll()
        if code is None:
            return
        child.deaths = [at for at in child.deaths if at > now - WINDOW_S] + [now]
        pause_s = min(LONGEST_PAUSE_S, SHORTEST_PAUSE_S * 2 ** max(0, len(child.deaths) - FORGIVEN))
        child.comes_back = now + pause_s
        end_session(child.process.pid, signal.SIGKILL)
        reason = f"сигнал/signal {-code}" if code < 0 else f"код/code {code}"
        tell(
            f"! {child.program.title}: процесс остановился / process died ({reason}), "
            f"снова через / again in {pause_s:g} s. {child.program.log}"
        )
        if self._on_death is not None:
            self._on_death(child)

    def reap_orphans(self) -> None:
        """Collect dead grandchildren that came to us."""
        ours = {child.process.pid for child in self.children.values()}
        for pid in direct_children():
            if pid not in ours:
                with contextlib.suppress(OSError):
                    os.waitpid(pid, os.WNOHANG)

    def stop(self, names: Sequence[str] | None = None) -> None:
        """Ask the named children (or all) to stop together, wait, then insist."""
        chosen = [child for name, child in self.children.items() if names is None or name in names]
        for child in chosen:
            if child.is_running:
                with contextlib.suppress(ProcessLookupError):
                    child.process.send_signal(child.program.stop_signal)
        for child in chosen:
            left_s = child.program.stop_s
            with contextlib.suppress(subprocess.TimeoutExpired):
                if child.comes_back is None:
                    child.process.wait(timeout=left_s)
            end_session(child.process.pid, signal.SIGKILL)
            if child.comes_back is None:
                child.process.wait()
            del self.children[child.program.name]
        self.reap_orphans()


def end_session(leader: int, with_signal: int) -> None:
    """Signal what is left of a child's process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, with_signal)


def direct_children() -> list[int]:
    """Process ids of our direct children, adopted ones included (Linux)."""
    try:
        return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]
    except OSError:
        return []


def leave_nobody() -> None:
    """Kill and reap whatever direct children are left; the last act of the supervisor."""
    for _ in range(50):
        left = direct_children()
        if not left:
            return
        for pid in left:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(OSError):
                os.waitpid(pid, 0)
