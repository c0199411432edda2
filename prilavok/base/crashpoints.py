"""Marked steps at which a test may kill the process, to prove that dying there loses and doubles nothing.

`at("oms.place:after_reserve")` does nothing unless the environment names the point, e.g.
`PRILAVOK_CRASH=oms.place:after_reserve@3`: then the process kills itself (SIGKILL) at the third pass.
"""

import os
import signal

_passes: dict[str, int] = {}
_wanted: list[str] = [told] if (told := os.environ.get("PRILAVOK_CRASH", "")) else []


def die_at(told: str) -> None:
    """From now on as if the environment had told this: for a process that was forked to die."""
    _wanted[:] = [told]


def at(point: str) -> None:
    """Die here if the environment says so."""
    if not _wanted:
        return
    name, _, pass_number = _wanted[0].partition("@")
    if name != point:
        return
    _passes[point] = _passes.get(point, 0) + 1
    if _passes[point] >= int(pass_number or 1):
        os.kill(os.getpid(), signal.SIGKILL)
