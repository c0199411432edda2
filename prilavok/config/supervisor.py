"""`make up`: everything in one window, in order, and nobody left behind at the end.

database -> tables, static files, translations (side by side, only when their sources changed) -> pages, live updates,
simulators, jobs, search (all at once) -> the demo chain at the first start -> a table of addresses and logins -> watch.

A dead child is started again with growing pauses. Ctrl-C and SIGTERM stop everything in order; SIGKILL of this process
takes the children along through the kernel (see `children`).
"""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType
from typing import NoReturn

import psycopg

from prilavok.config import ports, prepared, programs
from prilavok.config.children import Child, Family, Program, adopt_orphans, end_session, launch, leave_nobody
from prilavok.config.guardian import Guardian
from prilavok.config.logins import print_table
from prilavok.config.manners import Manners
from prilavok.config.postgres import Embedded
from prilavok.config.sentences import CannotGoOn, disk_full, tell
from prilavok.config.steps import Step, finish, last_line

RESCUE_EVERY_S = float(os.environ.get("PRILAVOK_RESCUE_EVERY_S", "10"))
READY_S = 90.0


class Stopping(Exception):
    """A signal asked us to stop."""


class Supervisor:
    """One running platform."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.manners = Manners(var)
        self.family = Family(on_death=self._explain, cores_of=self.manners.cores_of)
        self.database: Embedded | None = None
        self.url = ""
        self.rescue: subprocess.Popen[bytes] | None = None
        self.rescued_at = 0.0
        self.began = time.monotonic()
        self.guardian = Guardian()

    def start(self) -> None:
        """From nothing to the table of addresses."""
        self._take_var()
        for port in (ports.PAGES, ports.LIVE, ports.SANDBOX, ports.SMTP):
            ports.require_free(port)
        tell("Прилавок запускается / Prilavok is starting")
        self.guardian.keep()
        self._start_database()
        self._prepare()
        self._make_demo()
        for program in programs.lasting(self.var):
            self.family.start(program)
        self._wait_for("pages", f"http://{ports.HOST}:{ports.PAGES.number}/health/")
        self._wait_for("live", f"http://{ports.HOST}:{ports.LIVE.number}/health/")
        if "sandbox" in self.family.children:
            self._wait_for("sandbox", f"http://127.0.0.1:{ports.SANDBOX.number}/")
        self._fill_shop()
        tell(f"Готово за {time.monotonic() - self.began:.1f} с / Ready in {time.monotonic() - self.began:.1f} s")
        print_table(self.var)
        tell("Остановить: Ctrl-C / Stop: Ctrl-C")

    def _explain(self, child: Child) -> None:
        if self.database is not None and child.program.name == "postgres":
            reason = self.database.failure()
            if reason.is_plain:
                tell(str(reason))

    def _take_var(self) -> None:
        try:
            (self.var / "log").mkdir(parents=True, exist_ok=True)
            self.lock = (self.var / "supervisor.lock").open("a+")
        except OSError as error:
            raise CannotGoOn(
                f"В папку {self.var} нельзя писать ({error.strerror}). Дайте право записи или укажите другую: "
                f"PRILAVOK_VAR=/путь make up",
                f"The folder {self.var} cannot be written ({error.strerror}). Allow it, or name another one: "
                f"PRILAVOK_VAR=/path make up",
            ) from error
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.lock.seek(0)
            pid = self.lock.read().strip()
            raise CannotGoOn(
                f"Прилавок уже запущен из этой папки (процесс {pid}). Остановите его (kill {pid}) и повторите.",
                f"Prilavok already runs from this folder (process {pid}). Stop it (kill {pid}) and try again.",
            ) from None
        self.lock.truncate(0)
        self.lock.write(str(os.getpid()))
        self.lock.flush()

    def _start_database(self) -> None:
        if given := os.environ.get("DATABASE_URL"):
            self.url = given
            self._check_outside()
            return
        self.database = Embedded(self.var, ports.POSTGRES)
        self.database.prepare()
        child = self.family.start(self.database.program())
        self.database.wait_ready(child.process)
        self.url = self.database.url
        tell(f"  база данных / database: {time.monotonic() - self.began:.1f} s")

    def _check_outside(self) -> None:
        try:
            with psycopg.connect(self.url, connect_timeout=5) as connection:
                if connection.info.server_version < 150000:
                    raise CannotGoOn(
                        "Нужен PostgreSQL 15 или новее, а DATABASE_URL указывает на более старый.",
                        "PostgreSQL 15 or later is needed; DATABASE_URL names an older one.",
                    )
        except psycopg.Error as error:
            raise CannotGoOn(
                f"База данных из DATABASE_URL не отвечает: {error}",
                "The database named by DATABASE_URL does not answer; the reason is above. Check the address.",
            ) from error

    def _prepare(self) -> None:
        steps = []
        stamps = self.var / "stamps"
        stamps.mkdir(exist_ok=True)
        wanted = prepared.static_fingerprint()
        if not prepared.is_stamped(stamps / "static", wanted, [self.var / "static" / "staticfiles.json"]):
            steps.append(self._stamped(programs.static(self.var), stamps / "static", wanted))
        wanted = prepared.messages_fingerprint()
        are_kept = prepared.is_stamped(stamps / "messages", wanted, prepared.messages_made())
        if (prepared.ROOT / "tools" / "messages.py").exists() and not are_kept:
            steps.append(self._stamped(programs.messages(self.var), stamps / "messages", wanted))
        if prepared.recorded(self.url, "schema") != prepared.schema_fingerprint():
            steps.append(Step(programs.schema(self.var)))
        finish(steps, self.family.tend)

    def _stamped(self, program: Program, stamp: Path, fingerprint: str) -> Step:
        stamp.unlink(missing_ok=True)
        return Step(program, done=lambda: stamp.write_text(fingerprint))

    def _wait_for(self, name: str, address: str) -> None:
        child = self.family.children[name]
        deadline = time.monotonic() + READY_S
        while not answers(address):
            self.family.tend()
            if time.monotonic() > deadline or len(child.deaths) > 3:
                raise CannotGoOn(
                    f"«{child.program.title}» не отвечает: {last_line(child.program.log)}. Всё в {child.program.log}",
                    f"{child.program.title} does not answer; the reason is in {child.program.log}",
                )
            time.sleep(0.1)
        tell(f"  {child.program.title}: {address.replace('/health/', '/')}")

    def _make_demo(self) -> None:
        if os.environ.get("PRILAVOK_DEMO") == "0" or not programs.has_command("demo"):
            return
        if not prepared.recorded(self.url, "demo"):
            finish([Step(programs.demo(self.var))], self.family.tend)
            prepared.record(self.url, "demo", "made")

    def _fill_shop(self) -> None:
        """At the first start the simulated 1C bases push the catalogue; the shop opens when it is there."""
        if "sandbox" not in self.family.children or not prepared.recorded(self.url, "demo"):
            return
        if prepared.recorded(self.url, "goods"):
            return
        tell("1С передаёт каталог / 1C is sending the catalogue")
        try:
            finish([Step(programs.push(self.var), talkative=True)], self.family.tend)
        except CannotGoOn as reason:
            tell(f"! Каталог пока не передан, 1С повторит / The catalogue has not arrived, 1C will retry. {reason}")
        else:
            finish([Step(programs.demo(self.var))], self.family.tend)  # stores, prices and orders need the catalogue
            prepared.record(self.url, "goods", "pushed")

    def watch(self) -> NoReturn:
        """Look after everything until a signal comes."""
        while True:
            self.family.tend()
            self.guardian.keep()
            self._rescue()
            self._mind_manners()
            time.sleep(0.2)

    def _mind_manners(self) -> None:
        children = self.family.children
        jobs = [child.process.pid for child in children.values() if child.program.gives_way]
        pages = [children["pages"].process.pid] if "pages" in children else []
        self.manners.keep(jobs, self.url if self.database is not None else "", pages)

    def _rescue(self) -> None:
        now = time.monotonic()
        if self.rescue is not None:
            if self.rescue.poll() is None and now - self.rescued_at < 30:
                return
            if self.rescue.poll() is None:
                end_session(self.rescue.pid, signal.SIGKILL)
            self.rescue.wait()
            self.rescue = None
        if now - self.rescued_at >= RESCUE_EVERY_S:
            self.rescued_at = now
            rescuer = programs.rescuer(self.var, self.url)
            self.rescue = launch(rescuer, self.manners.cores_of(rescuer))

    def stop(self) -> None:
        """Everything in order: what serves people first, the database last."""
        tell("Останавливаю / Stopping")
        self.manners.forget()
        if self.rescue is not None:
            end_session(self.rescue.pid, signal.SIGKILL)
        names = [name for name in self.family.children if name != "postgres"]
        self.family.stop(names)
        self.family.stop()
        leave_nobody()
        tell("Остановлено / Stopped")


def answers(address: str) -> bool:
    """True when the address gives any answer below 500."""
    try:
        with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own loopback address
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except (OSError, ValueError):
        return False


def _on_signal(number: int, frame: FrameType | None) -> None:
    signal.signal(signal.SIGINT, _insist)
    signal.signal(signal.SIGTERM, _insist)
    raise Stopping


def _insist(number: int, frame: FrameType | None) -> None:
    leave_nobody()
    os._exit(1)


def main() -> int:
    """Start, watch, stop; 0 after a stop by signal, 1 when the start was refused."""
    var = Path(os.environ.get("PRILAVOK_VAR", prepared.ROOT / "var")).resolve()
    os.environ["PRILAVOK_VAR"] = str(var)
    adopt_orphans()
    signal.signal(signal.SIGINT, _on_signal)
    signal.signal(signal.SIGTERM, _on_signal)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup asks to outlive the terminal
        signal.signal(signal.SIGHUP, _on_signal)
    supervisor = Supervisor(var)
    code = 0
    try:
        supervisor.start()
        supervisor.watch()
    except Stopping:
        pass
    except (CannotGoOn, OSError) as reason:
        code = 1
        with contextlib.suppress(OSError):
            sys.stderr.write(f"\n{reason if isinstance(reason, CannotGoOn) else _said(reason, var)}\n")
    finally:
        if supervisor.family.children:
            supervisor.stop()
    return code


def _said(error: OSError, var: Path) -> CannotGoOn:
    if error.errno in (28, 122):
        return disk_full(str(var))
    return CannotGoOn(f"Помешала система: {error}", f"The system refused: {error}")


if __name__ == "__main__":
    sys.exit(main())
