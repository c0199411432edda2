"""The embedded PostgreSQL under bad luck: killed, restarted, stale files, foreign versions, a language trap."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from prilavok.config import postgres
from prilavok.config.children import launch
from prilavok.config.ports import Port
from prilavok.config.postgres import Embedded
from prilavok.config.sentences import CannotGoOn
from tests.crashes.processes import free_port, until

pytestmark = pytest.mark.crash


@pytest.fixture(scope="module")
def home(shared_folder: Path) -> Path:
    """A `var` folder with a cluster in it, shared by the tests of this file."""
    made = Embedded(shared_folder, port())
    made.prepare()
    return shared_folder


def port() -> Port:
    return Port(variable="PRILAVOK_PG_PORT", number=free_port(), title="database")


@contextmanager
def started(var: Path) -> Iterator[tuple[Embedded, "subprocess.Popen[bytes]"]]:
    """A running server on the folder."""
    server = Embedded(var, port())
    server.prepare()
    process = launch(server.program())
    try:
        server.wait_ready(process)
        yield server, process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait(timeout=20)


def ask(server: Embedded, query: str) -> list[tuple]:
    with psycopg.connect(server.url) as connection:
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else []


def test_acknowledged_rows_survive_an_immediate_restart_and_a_kill(home: Path) -> None:
    acknowledged = 0
    for death in (signal.SIGQUIT, signal.SIGKILL):
        with started(home) as (server, process):
            ask(server, "CREATE TABLE IF NOT EXISTS kept (n int PRIMARY KEY)")
            with psycopg.connect(server.url, autocommit=True) as connection:
                for _ in range(200):
                    connection.execute("INSERT INTO kept VALUES (%s)", [acknowledged])
                    acknowledged += 1
                process.send_signal(death)
            process.wait(timeout=20)

    with started(home) as (server, _):
        assert ask(server, "SELECT count(*), max(n) FROM kept") == [(400, 399)]


def test_russian_letters_fold_and_stem_whatever_the_surroundings_say(home: Path, monkeypatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    with started(home) as (server, _):
        assert ask(server, "SELECT lower('ЁЛКА'), 'Ж' ILIKE 'ж', to_tsvector('russian', 'КРАСНЫЕ')::text") == [
            ("ёлка", True, "'красн':1")
        ]


def test_the_password_is_needed_and_kept_from_others(home: Path) -> None:
    with started(home) as (server, _):
        assert stat.S_IMODE(server.url_file.stat().st_mode) == 0o600
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(server.url.replace(":", ":wrong", 2).replace("wrong//", "//", 1))


def test_a_stale_lock_of_a_reused_process_number_is_cleared(home: Path) -> None:
    server = Embedded(home, port())
    server.prepare()
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as other:
        (server.data / "postmaster.pid").write_text(
            f"{other.pid}\n{server.data}\n1\n{server.port.number}\n\n127.0.0.1\n"
        )
        try:
            with started(home) as (again, _):
                assert ask(again, "SELECT 1") == [(1,)]
        finally:
            other.kill()


def test_a_server_that_really_runs_is_not_started_twice(home: Path, monkeypatch) -> None:
    times = iter(range(0, 1000, 40))
    with started(home), monkeypatch.context() as patched:
        patched.setattr(postgres.time, "monotonic", lambda: float(next(times)))
        patched.setattr(postgres.time, "sleep", lambda _: None)
        with pytest.raises(CannotGoOn, match="уже запущена"):
            Embedded(home, port()).prepare()


def test_a_taken_port_is_said_in_words(home: Path, folder: Path) -> None:
    with started(home) as (server, _), pytest.raises(CannotGoOn, match=r"Порт .* занят(.|\n)*is taken"):
        Embedded(folder, server.port).prepare()


def test_data_of_another_version_are_not_touched(home: Path) -> None:
    version = home / "postgres" / "data" / "PG_VERSION"
    before = version.read_text()
    version.write_text("16\n")
    try:
        with pytest.raises(CannotGoOn, match=r"PostgreSQL 16(.|\n)*make reset"):
            Embedded(home, port()).prepare()
    finally:
        version.write_text(before)


def test_a_half_made_cluster_is_made_again(folder: Path) -> None:
    half = folder / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18")

    Embedded(folder, port()).prepare()

    assert (folder / "postgres" / "data" / "global").is_dir()
    assert not half.exists()


@pytest.mark.skipif(os.getuid() != 0, reason="only root has somebody to become")
def test_root_becomes_an_account_that_can_reach_the_place(tmp_path: Path) -> None:
    account = postgres.unprivileged_account()
    tmp_path.chmod(0o700)

    assert not postgres.may_enter((account.pw_uid, account.pw_gid), tmp_path / "postgres")
    assert postgres.may_enter((account.pw_uid, account.pw_gid), Path("/"))


def test_workers_are_found_by_where_they_stand(home: Path) -> None:
    with started(home) as (server, process):
        assert process.pid in postgres.workers_in(server.data)
    until(lambda: not postgres.workers_in(server.data), 5, "nobody works in the folder")
