"""A platform of its own for measuring: own folder, own ports, own database, stopped and removed at the end."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TICK = os.sysconf("SC_CLK_TCK")
FIRST_PORT = int(os.environ.get("BENCH_PORT", "8900"))
PORTS = {
    "PRILAVOK_PORT": FIRST_PORT,
    "PRILAVOK_LIVE_PORT": FIRST_PORT + 1,
    "PRILAVOK_SANDBOX_PORT": FIRST_PORT + 20,
    "PRILAVOK_SANDBOX_SMTP_PORT": FIRST_PORT + 25,
    "PRILAVOK_PG_PORT": FIRST_PORT + 32,
}


@dataclass
class Stack:
    """A running platform; `pages` is the address of its pages."""

    var: Path
    process: subprocess.Popen[bytes]
    env: dict[str, str]
    pages: str
    sandbox: str

    @property
    def database_url(self) -> str:
        """The address of its database."""
        given = self.env.get("DATABASE_URL")
        return given or (self.var / "postgres" / "url").read_text().strip()

    def manage(self, *words: str) -> str:
        """Run a management command on it; returns what it printed."""
        env = {**self.env, "DATABASE_URL": self.database_url}
        command = [sys.executable, "-m", "prilavok", *words]
        return subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True).stdout

    def setup_django(self) -> None:
        """Let this process call the rooms' doors on the platform's database."""
        os.environ.update(self.env)
        os.environ["DATABASE_URL"] = self.database_url
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prilavok.config.settings")
        import django

        django.setup()

    def cpu_s(self, *, only: str = "") -> float:
        """Processor seconds used so far by all its processes, or by those whose command line holds `only`."""
        return sum(_cpu_of(pid) for pid in _family(self.process.pid) if not only or only in _command(pid))

    def rss_mb(self, *, only: str = "") -> float:
        """Resident megabytes of its largest process whose command line holds `only`."""
        return max((_rss_of(pid) for pid in _family(self.process.pid) if only in _command(pid)), default=0.0)

    def pids(self, only: str) -> list[int]:
        """Its processes whose command line holds `only`."""
        return [pid for pid in _family(self.process.pid) if only in _command(pid)]


def _read(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""


def _family(root: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):  # noqa: PTH208 - names of /proc, not a folder of files
        if entry.isdigit() and (stat := _read(f"/proc/{entry}/stat")):
            parents.setdefault(int(stat.rsplit(")", 1)[1].split()[1]), []).append(int(entry))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting.extend(parents.get(pid, []))
    return found


def _command(pid: int) -> str:
    return _read(f"/proc/{pid}/cmdline").replace("\0", " ")


def _cpu_of(pid: int) -> float:
    stat = _read(f"/proc/{pid}/stat")
    if not stat:
        return 0.0
    fields = stat.rsplit(")", 1)[1].split()
    return sum(int(field) for field in fields[11:15]) / TICK


def _rss_of(pid: int) -> float:
    for line in _read(f"/proc/{pid}/status").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=3) as answer:  # noqa: S310 - our own loopback address
            return bool(answer.status < 500)
    except OSError:
        return False


@contextmanager
def running(
    *,
    keep: bool = False,
    demo: bool = False,
    ports: Mapping[str, int] | None = None,
    more: Mapping[str, str] | None = None,
) -> Iterator[Stack]:
    """Start a platform, hand it over, stop it. `demo`: with the demo chain; `more`: further variables."""
    var = Path(tempfile.mkdtemp(prefix="prilavok-bench-"))
    var.chmod(0o755)
    numbers = {**PORTS, **(ports or {})}
    env = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},  # its own, nobody else's
        **{name: str(number) for name, number in numbers.items()},
        **(more or {}),
        "PRILAVOK_VAR": str(var),
        "PRILAVOK_DEMO": "1" if demo else "0",
    }
    command = [sys.executable, "-m", "prilavok.config.supervisor"]
    log = (var / "bench.log").open("wb")
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
    pages = f"http://127.0.0.1:{numbers['PRILAVOK_PORT']}"
    stack = Stack(
        var=var, process=process, env=env, pages=pages, sandbox=f"http://127.0.0.1:{numbers['PRILAVOK_SANDBOX_PORT']}"
    )
    try:
        _wait_ready(stack)
        yield stack
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
        log.close()
        if not keep:
            shutil.rmtree(var, ignore_errors=True)


def _wait_ready(stack: Stack, limit_s: float = 600) -> None:
    deadline = time.monotonic() + limit_s
    while "Готово" not in (stack.var / "bench.log").read_text(errors="replace"):
        if stack.process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit((stack.var / "bench.log").read_text(errors="replace"))
        time.sleep(0.2)
    while not _answers(f"{stack.pages}/health/"):
        time.sleep(0.2)
