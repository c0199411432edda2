"""Where the shops run: one folder that is thrown away, one PostgreSQL for all, processes with their cost."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql

from benchmarks.stack import _cpu_of, _family, _read
from prilavok.config.children import die_with_parent, launch
from prilavok.config.ports import Port, is_free
from prilavok.config.postgres import Embedded

# The first of the ports that are listened on, one of them for each shop and the database.
FIRST_PORT: Final = int(os.environ.get("PEERS_PORT", "8950"))
PORT: Final = FIRST_PORT + 2
READY_S: Final = 120.0
# Idle: less than so much of a core for so long.
IDLE_SHARE: Final = 0.15
IDLE_FOR_S: Final = 1.0
IDLE_WITHIN_S: Final = 30.0


class CannotStart(Exception):
    """A shop could not be installed or started; the text says why, for people."""


@dataclass(kw_only=True)
class Place:
    """The folder, the database server, and what is running."""

    folder: Path
    url: str
    server: subprocess.Popen[bytes]
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def database(self, name: str) -> str:
        """A new database; its address."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url.rsplit("/", 1)[0] + f"/{name}"

    def database_cpu_s(self) -> float:
        """Processor seconds of the database server so far."""
        return cpu_s(self.server.pid)


def cpu_s(root: int) -> float:
    """Processor seconds of a process and all below it so far."""
    return sum(_cpu_of(pid) for pid in _family(root))


def memory_mb(root: int) -> float:
    """Megabytes of a process and all below it; what they share is counted once."""
    total = 0
    for pid in _family(root):
        for line in _read(f"/proc/{pid}/smaps_rollup").splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def until_idle(root: int, for_s: float = IDLE_FOR_S) -> None:
    """Until a process and all below it have had nearly nothing to do for so long, or somebody never has."""
    deadline = time.monotonic() + IDLE_WITHIN_S
    before = cpu_s(root)
    while time.monotonic() < deadline:
        time.sleep(for_s)
        now = cpu_s(root)
        if now - before < IDLE_SHARE * for_s:
            return
        before = now


def rest(root: int) -> None:
    """Stop a process and all below it where they are; they cost nothing until they are woken."""
    _signal(root, signal.SIGSTOP)


def wake(root: int) -> None:
    """Let them go on."""
    _signal(root, signal.SIGCONT)


@contextlib.contextmanager
def at_work(root: int) -> Iterator[None]:
    """Awake for a while, from when it has caught up on."""
    wake(root)
    until_idle(root)
    try:
        yield
    finally:
        rest(root)


def _signal(root: int, number: signal.Signals) -> None:
    """Who starts others first, so that nobody is started or missed meanwhile."""
    for pid in _family(root):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def _env(more: Mapping[str, str] | None) -> dict[str, str]:
    """Nothing of ours reaches the others: neither settings nor databases."""
    ours = ("DJANGO_", "PRILAVOK_", "DATABASE_URL", "PYTHONPATH", "VIRTUAL_ENV")
    return {**{name: value for name, value in os.environ.items() if not name.startswith(ours)}, **(more or {})}


def run(command: Sequence[str | Path], *, where: Path, env: Mapping[str, str] | None = None, limit_s: int = 900) -> str:
    """Run a program to its end and give what it said. Raises CannotStart."""
    try:
        done = subprocess.run(
            [str(word) for word in command], cwd=where, env=_env(env), capture_output=True,
            text=True, timeout=limit_s, check=False,
        )  # fmt: skip
    except FileNotFoundError as missing:
        raise CannotStart(f"there is no program {command[0]} on this machine") from missing
    except subprocess.TimeoutExpired as late:
        raise CannotStart(f"{command[0]} was not over in {limit_s} s") from late
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise CannotStart(f"`{' '.join(map(str, command[:4]))}` failed:\n{said}")
    return done.stdout


def start(command: Sequence[str | Path], *, where: Path, env: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """Start a program that lasts, in a session of its own."""
    parent = os.getpid()
    with log.open("ab") as out:
        return subprocess.Popen(
            [str(word) for word in command], cwd=where, env=_env(env), stdout=out, stderr=out,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(parent, signal.SIGTERM),  # noqa: PLW1509 - one thread only
        )  # fmt: skip


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end, wait, insist."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def require_free(*ports: int) -> None:
    """Raise CannotStart when somebody else listens there: he would be measured instead."""
    taken = [str(one) for one in ports if not is_free(one)]
    if taken:
        raise CannotStart(f"port {', '.join(taken)} is taken; PEERS_PORT names the first of other ones")


def wait_for_port(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until somebody listens. Raises CannotStart when the program dies before."""
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    said = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
    raise CannotStart(f"it does not listen on port {port}:\n{said}")


@contextlib.contextmanager
def place(*, keep: Path | None = None) -> Iterator[Place]:
    """A folder and a database server, gone at the end; `keep` names a folder for what is downloaded."""
    folder = Path(tempfile.mkdtemp(prefix="prilavok-peers-"))
    folder.chmod(0o755)
    (folder / "log").mkdir()
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        (folder / "programs").symlink_to(keep.resolve())
    else:
        (folder / "programs").mkdir()
    database = Embedded(folder, Port("PEERS_PG", PORT, "postgres"))
    database.prepare()
    server = launch(database.program())
    try:
        database.wait_ready(server)
        yield Place(folder=folder, url=database.url, server=server)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)
