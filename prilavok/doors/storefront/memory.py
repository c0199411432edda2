"""Things that every page needs and nobody changes by the second: kept in the process's memory for a moment.

A listing asks for the category tree and the stores on each request; two seconds of memory save most of its queries and
keep a change visible within the two seconds promised.
"""

import time
from collections.abc import Callable
from typing import Any, TypeVar

Kept = TypeVar("Kept")
TREE_S = 2.0
STORES_S = 1.0
WINDOW_S = 20.0

_kept: dict[Any, tuple[float, Any]] = {}


def kept(key: Any, seconds: float, make: Callable[[], Kept]) -> Kept:
    """The value made less than `seconds` ago under this key, or a new one."""
    now = time.monotonic()
    known = _kept.get(key)
    if known is not None and known[0] > now:
        return known[1]  # type: ignore[no-any-return]
    value = make()
    if len(_kept) > 2000:
        _kept.clear()
    _kept[key] = (now + seconds, value)
    return value


def forget() -> None:
    """Drop everything; for tests and for a process that has just changed the truth itself."""
    _kept.clear()
