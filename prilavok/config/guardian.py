"""A small process that outlives the supervisor by a moment, to see that nobody else does.

The kernel's death signal reaches our children, not the helpers that they start in their turn. The guardian holds the
reading end of a pipe whose writing end only the supervisor has: when the supervisor is gone, however it went, the pipe
closes, and the guardian kills every process that carries this run's mark in its environment. The database is left to
its own death signal, which is a clean stop. Linux only.
"""

import contextlib
import os
import secrets
import signal
import sys
import time
from pathlib import Path

MARK = "PRILAVOK_RUN"
ROUNDS = 20


class Guardian:
    """The guardian of this run; `keep` starts it, and again when it has died."""

    def __init__(self) -> None:
        self.mark = secrets.token_hex(16)
        os.environ[MARK] = self.mark
        self._pid = 0
        self._pipe = -1

    def keep(self) -> None:
        """See that a guardian is there."""
        if sys.platform != "linux" or (self._pid and Path(f"/proc/{self._pid}").exists()):
            return
        if self._pipe >= 0:
            os.close(self._pipe)
        reading, self._pipe = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            try:
                _guard(reading, self.mark)
            finally:
                os._exit(0)
        os.close(reading)


def _guard(reading: int, mark: str) -> None:
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    # Nothing of the supervisor's is held open: not its lock, not the writing end of the pipe.
    os.dup2(reading, 3)
    os.closerange(4, 4096)
    os.read(3, 1)
    for _ in range(ROUNDS):
        left = carriers(mark)
        if not left:
            return
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.1)


def carriers(mark: str) -> list[int]:
    """Processes with the mark in their environment, this one and the database apart."""
    wanted = f"{MARK}={mark}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            is_database = (entry / "comm").read_text().strip() == "postgres"
            if not is_database and wanted in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
    return [pid for pid in found if pid != os.getpid()]
