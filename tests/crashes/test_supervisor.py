"""The whole platform started, killed and refused, as a person at a terminal would see it."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from tests.crashes.conftest import log_of, surroundings
from tests.crashes.processes import ROOT, command, descendants, is_alive, until

pytestmark = [pytest.mark.crash, pytest.mark.timeout(180)]


def health(place: dict[str, str]) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{place['PRILAVOK_PORT']}/health/", timeout=5) as answer:
        return answer.read()


def healthy(place: dict[str, str]) -> bool:
    try:
        return health(place) == b'{"database": true}'
    except OSError:
        return False


def test_a_killed_supervisor_leaves_nobody(platform: "subprocess.Popen[bytes]", place: dict[str, str]) -> None:
    until(lambda: healthy(place) and len(descendants(platform.pid)) > 8, 40, "everybody is there")
    family = descendants(platform.pid)

    platform.send_signal(signal.SIGKILL)
    platform.wait()

    # The database may still write a checkpoint: its death signal asks for a clean stop.
    try:
        until(lambda: not any(map(is_alive, family)), 30, "every child is gone")
    except AssertionError:
        pytest.fail(f"still there: {[command(pid) for pid in family if is_alive(pid)]}")


def test_the_dead_come_back_and_a_stop_leaves_nobody(
    platform: "subprocess.Popen[bytes]", place: dict[str, str]
) -> None:
    until(lambda: healthy(place), 40, "pages and database are there")
    before, said = descendants(platform.pid), len(log_of(place).read_text())
    for pid in before:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    until(lambda: healthy(place), 40, "pages and database are back")
    until(lambda: len(descendants(platform.pid) - before) >= 8, 20, "everybody is back")
    family = descendants(platform.pid)
    platform.send_signal(signal.SIGTERM)

    assert platform.wait(timeout=40) == 0
    assert not any(map(is_alive, family))
    assert "process died" in log_of(place).read_text()[said:]
    assert "Stopped" in log_of(place).read_text()[said:]


def refused(env: dict[str, str]) -> str:
    """What a start that is refused says on its way out."""
    done = subprocess.run(
        [sys.executable, "-m", "prilavok.config.supervisor"],
        env={**os.environ, **env},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_taken_port_is_said_in_two_languages(tmp_path: Path) -> None:
    env = surroundings(tmp_path)
    with socket.create_server(("127.0.0.1", int(env["PRILAVOK_PORT"]))):
        said = refused(env)

    assert f"Порт {env['PRILAVOK_PORT']}" in said
    assert f"Port {env['PRILAVOK_PORT']}" in said
    assert "PRILAVOK_PORT=" in said


def test_an_outside_database_that_is_away_is_said_in_words(tmp_path: Path) -> None:
    said = refused({**surroundings(tmp_path), "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"})

    assert "DATABASE_URL не отвечает" in said
    assert "does not answer" in said


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    assert "cannot be written" in refused(surroundings(tmp_path / "var"))


def test_an_old_python_is_told_what_is_needed(tmp_path: Path) -> None:
    script = (
        "import sys, runpy; sys.version_info = (3, 8, 1, 'final', 0);"
        f"runpy.run_path({str(ROOT / 'prilavok/config/bootstrap.py')!r}, run_name='__main__')"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path, check=False)

    assert done.returncode == 2
    assert "Нужен Python 3.11 или новее, а найден 3.8.1" in done.stderr
    assert "Python 3.11 or later is needed" in done.stderr


def test_nothing_is_removed_without_a_word(tmp_path: Path) -> None:
    (tmp_path / "keep").write_text("orders")

    done = subprocess.run(
        [sys.executable, "-m", "prilavok.config.reset"],
        env={**os.environ, "PRILAVOK_VAR": str(tmp_path), "DATABASE_URL": ""},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )

    assert done.returncode == 1
    assert "Nothing was removed" in done.stdout
    assert (tmp_path / "keep").read_text() == "orders"
