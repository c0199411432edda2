"""Things that every page needs and nobody changes by the second: kept in the process's memory for a moment.

A listing asks for the category tree and the stores on each request; two seconds of memory save most of its queries and
keep a change visible within the two seconds promised. What is asked for in the second half of its time is made anew
beside the request by a thread of its own, so that on a visited site nobody waits for it; older things are made at once.

A page written before is not written again while it would say the same (`text_of`).
"""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from threading import Lock
from typing import Any, TypeVar

from django.db import close_old_connections
from django.utils import translation

logger = logging.getLogger(__name__)
Kept = TypeVar("Kept")
TREE_S = 2.0
STORES_S = 1.0
WINDOW_S = 20.0
FRONT_S = 60.0  # looks through the whole shelf
MOST = 2000
TEXTS_BYTES = 48 * 2**20
# What a text's own value and its key hold besides, about.
TEXT_COST = 8_000

# What a thread of its own sees is what is committed: a test inside a transaction wants it made in place.
is_ahead = True

# Products by the slugs they were found under; whoever reads here asks the product whether it is still so.
behind: dict[str, int] = {}

_texts: OrderedDict[Any, tuple[Any, bytes]] = OrderedDict()
_texts_bytes = 0
_kept: dict[Any, tuple[float, Any]] = {}
_renewing: set[Any] = set()
_lock = Lock()


def kept(key: Any, seconds: float, make: Callable[[], Kept]) -> Kept:
    """The value made less than `seconds` ago under this key, or a new one."""
    made_at, value = _kept.get(key, (0.0, None))
    age = time.monotonic() - made_at
    if made_at and age < seconds:
        if is_ahead and age > seconds / 2:
            _renew(key, make)
        return value  # type: ignore[no-any-return]
    return _make(key, make)


def text_of(key: Any, said: Any, make: Callable[[], str]) -> bytes:
    """The text that says this, in UTF-8: the one made before under this key when it said the very same, else a new one.

    What it says is asked for anew every time, so nothing here is ever old; only the writing is saved.
    """
    global _texts_bytes  # noqa: PLW0603 - one memory a process
    known = _texts.get(key)
    if known is not None and known[0] == said:
        with suppress(KeyError):
            _texts.move_to_end(key)
        return known[1]
    text = make().encode()
    with _lock:
        before = _texts.pop(key, None)
        _texts[key] = (said, text)
        _texts_bytes += len(text) + TEXT_COST - (len(before[1]) + TEXT_COST if before else 0)
        while _texts_bytes > TEXTS_BYTES:
            _, (_, gone) = _texts.popitem(last=False)
            _texts_bytes -= len(gone) + TEXT_COST
    return text


def forget() -> None:
    """Drop everything; for tests and for a process that has just changed the truth itself."""
    global _texts_bytes  # noqa: PLW0603 - one memory a process
    with _lock:
        _texts.clear()
        _texts_bytes = 0
    _kept.clear()
    behind.clear()


def beside(do: Callable[[], object]) -> None:
    """Do what nobody waits for, by the thread that renews. Nothing is done where things are made in place."""
    if is_ahead:
        _beside().submit(_do_beside, do)


def _do_beside(do: Callable[[], object]) -> None:
    try:
        close_old_connections()
        do()
    except Exception:
        logger.warning("could not finish beside", exc_info=True)


def _make(key: Any, make: Callable[[], Kept]) -> Kept:
    began = time.monotonic()
    value = make()
    if len(_kept) > MOST:
        _kept.clear()
    _kept[key] = (began, value)
    return value


@cache
def _beside() -> ThreadPoolExecutor:
    """One thread with one connection, begun by the process that uses it (processes are forked after loading)."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="renew")


def _renew(key: Any, make: Callable[[], object]) -> None:
    with _lock:
        if key in _renewing:
            return
        _renewing.add(key)
    _beside().submit(_renew_beside, key, make, translation.get_language() or "ru")


def _renew_beside(key: Any, make: Callable[[], object], language: str) -> None:
    try:
        close_old_connections()
        with translation.override(language):
            _make(key, make)
    except Exception:
        logger.warning("could not renew %s ahead", key, exc_info=True)
    finally:
        with _lock:
            _renewing.discard(key)
