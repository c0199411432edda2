"""A platform to kill, and folders that another account can reach (pytest's own are closed to others)."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from prilavok.config.prepared import static_fingerprint
from tests.crashes.processes import free_port, running, until


def _folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="prilavok-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="module")
def shared_folder() -> Iterator[Path]:
    """One folder for the tests of a file."""
    yield from _folder()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for one test."""
    yield from _folder()


def surroundings(var: Path) -> dict[str, str]:
    """A platform of its own: a folder, free ports, an empty shop, a rescuer and messages in a hurry."""
    names = ("PRILAVOK_PORT", "PRILAVOK_LIVE_PORT", "PRILAVOK_SANDBOX_PORT", "PRILAVOK_SANDBOX_SMTP_PORT")
    ports = {name: str(free_port()) for name in (*names, "PRILAVOK_PG_PORT")}
    usual = {"PRILAVOK_VAR": str(var), "PRILAVOK_PAGES": "1", "PRILAVOK_DEMO": "0", "DATABASE_URL": ""}
    hasty = {"PRILAVOK_RESCUE_EVERY_S": "2", "PRILAVOK_RESCUE_SILENCE_S": "6", "PRILAVOK_MESSAGE_LEASE_S": "12"}
    return {**ports, **usual, **hasty}


@pytest.fixture(scope="session")
def place() -> Iterator[dict[str, str]]:
    """Where the platform of these tests lives; its static files count as collected, which saves half the time."""
    made = _folder()
    folder = next(made)
    stamps = folder / "stamps"
    stamps.mkdir()
    (stamps / "static").write_text(static_fingerprint())
    (folder / "static").mkdir()
    (folder / "static" / "staticfiles.json").write_text('{"paths": {}, "version": "1.1", "hash": ""}')
    yield surroundings(folder)
    next(made, None)


def log_of(place: dict[str, str]) -> Path:
    return Path(place["PRILAVOK_VAR"]) / "said"


class Platform:
    """A started platform, left alive for the next test unless a test has ended it; then the next has a new one."""

    def __init__(self, place: dict[str, str]) -> None:
        self.place = place
        self.process: subprocess.Popen[bytes] | None = None
        self.until_its_end = ExitStack()

    def living(self) -> "subprocess.Popen[bytes]":
        """The one there is, or a new one."""
        if self.process is None or self.process.poll() is not None:
            self.end()
            self.process = self._start()
        return self.process

    def end(self) -> None:
        """Leave nobody."""
        self.until_its_end.close()

    def _start(self) -> "subprocess.Popen[bytes]":
        said = log_of(self.place)
        said.unlink(missing_ok=True)
        started = running("-m", "prilavok.config.supervisor", env=self.place, log=said)
        process = self.until_its_end.enter_context(started)
        until(lambda: "Ready in" in said.read_text() or process.poll() is not None, 120, "the platform is ready")
        assert process.poll() is None, said.read_text()
        return process


@pytest.fixture(scope="session")
def _platform(place: dict[str, str]) -> Iterator[Platform]:
    made = Platform(place)
    yield made
    made.end()


@pytest.fixture
def platform(_platform: Platform) -> "subprocess.Popen[bytes]":
    """A living platform; it may have had a hard life."""
    return _platform.living()
