"""A breaker per host: after 5 failures among the last 10 calls nobody calls for 30 s, then one call tries.

Kept per process and in memory: it spares our own threads and the other side; it decides nothing that must be right.
"""

import time
from collections import deque
from threading import Lock
from typing import Final

WINDOW: Final = 10
FAILURES: Final = 5
REST_S: Final = 30.0


class Breaker:
    """The breaker of one host."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last: deque[bool] = deque(maxlen=WINDOW)
        self._rests_until = 0.0
        self._is_trying = False

    def may_pass(self) -> bool:
        """True when calls may go; after the rest exactly one caller is let through to try."""
        with self._lock:
            if not self._rests_until:
                return True
            if time.monotonic() < self._rests_until:
                return False
            self._rests_until = time.monotonic() + REST_S
            self._is_trying = True
            return True

    def rests_s(self) -> float:
        """For how long nobody may call yet, in seconds."""
        with self._lock:
            return max(0.0, self._rests_until - time.monotonic()) if self._rests_until else 0.0

    def note(self, *, is_good: bool) -> None:
        """Remember how a call ended."""
        with self._lock:
            if self._is_trying:
                self._is_trying = False
                if is_good:
                    self._last.clear()
                    self._rests_until = 0.0
                return
            self._last.append(is_good)
            if self._last.count(False) >= FAILURES:
                self._rests_until = time.monotonic() + REST_S


_breakers: dict[str, Breaker] = {}
_guard = Lock()


def breaker_of(host: str) -> Breaker:
    """The breaker of the host in this process."""
    with _guard:
        return _breakers.setdefault(host, Breaker())


def forget() -> None:
    """Close every breaker; for an operator's "try again now" and for tests."""
    with _guard:
        _breakers.clear()
