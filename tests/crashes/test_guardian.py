"""Helpers that children start in sessions of their own go too, when the supervisor is killed."""

import os
import signal
from pathlib import Path

import pytest

from tests.crashes.processes import is_alive, running, until

pytestmark = pytest.mark.crash

PARENT = """
import subprocess, time
from prilavok.config.guardian import Guardian
if {guarded}:
    Guardian().keep()
helper = subprocess.Popen(["sleep", "60"], start_new_session=True)
print(helper.pid, flush=True)
time.sleep(60)
"""


def killed(folder: Path, *, guarded: bool) -> int:
    """The process id of the helper of a parent that was killed."""
    log = folder / "log"
    with running("-c", PARENT.format(guarded=guarded), env={}, log=log) as parent:
        helper = int(until(log.read_text, 20, "the helper has started"))
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    return helper


def test_the_guardian_takes_helpers_along(tmp_path: Path) -> None:
    helper = killed(tmp_path, guarded=True)

    until(lambda: not is_alive(helper), 10, "the helper is gone")


def test_without_the_guardian_a_helper_would_stay(tmp_path: Path) -> None:
    helper = killed(tmp_path, guarded=False)

    assert is_alive(helper)
    os.kill(helper, signal.SIGKILL)
