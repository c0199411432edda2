"""Marked steps at which a test may kill the process, to prove that dying there loses and doubles nothing.

`at("oms.place:after_reserve")` does nothing unless the environment names the point, e.g.
`PRILAVOK_CRASH=oms.place:after_reserve@3`: then the process kills itself (SIGKILL) at the third pass.
"""

import os
import signal

_passes: dict[str, int] = {}


def at(point: str) -> None:
    """Die here if the environment says so."""
    wanted = os.environ.get("PRILAVOK_CRASH", "")
    if not wanted:
        return
    name, _, pass_number = wanted.partition("@")
    if name != point:
        return
    _passes[point] = _passes.get(point, 0) + 1
    if _passes[point] >= int(pass_number or 1):
        os.kill(os.getpid(), signal.SIGKILL)
