"""Things that every page needs and nobody changes by the second: kept in the process's memory for a moment.

A listing asks for the category tree and the stores on each request; two seconds of memory save most of its queries and
keep a change visible within the two seconds promised. What is asked for in the second half of its time is made anew
beside the request by a thread of its own, so that on a visited site nobody waits for it; older things are made at once.

Whoever makes something of what is kept here can have it noted (`noting`), and ask later whether all of it still stands
(`stands`): what is made anew and is equal to what was kept is not put in its place.
"""

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from hashlib import blake2b
from threading import Lock, local
from typing import Any, TypeVar

import msgspec
from django.db import close_old_connections
from django.utils import translation

from prilavok.base.foresight import Foresight
from prilavok.base.heard import aside

logger = logging.getLogger(__name__)
Kept = TypeVar("Kept")
TREE_S = 2.0
STORES_S = 1.0
WINDOW_S = 20.0
FRONT_S = 60.0  # looks through the whole shelf
MOST = 2000

# What a thread of its own sees is what is committed: a test inside a transaction wants it made in place.
is_ahead = True

# Products and their variants by the slugs they were found under; whoever reads here asks whether it is still so.
behind: dict[str, tuple[int, tuple[int, ...]]] = {}

# How pages ask.
foresight = Foresight()

_kept: dict[Any, tuple[float, Any]] = {}
_sums: dict[Any, tuple[Any, bytes]] = {}
_renewing: set[Any] = set()
_lock = Lock()


Noted = dict[Any, tuple[float, Any]]


class _Here(local):
    """What this thread notes; None when it notes nothing."""

    noted: Noted | None = None


_here = _Here()


def kept(key: Any, seconds: float, make: Callable[[], Kept]) -> Kept:
    """The value made less than `seconds` ago under this key, or a new one."""
    made_at, value = _kept.get(key, (0.0, None))
    age = time.monotonic() - made_at
    if not made_at or age >= seconds:
        value = _make(key, make)
    elif is_ahead and age > seconds / 2:
        _renew(key, make)
    if _here.noted is not None:
        _here.noted[key] = (seconds, value)
    return value  # type: ignore[no-any-return]


@contextmanager
def noting() -> Iterator[Noted]:
    """What of the memory is used in this thread until the end."""
    noted: Noted = {}
    before, _here.noted = _here.noted, noted
    try:
        yield noted
    finally:
        _here.noted = before


def stands(noted: Noted) -> bool:
    """Whether all that was used is still kept, and not too old to be used."""
    now = time.monotonic()
    for key, (seconds, value) in noted.items():
        made_at, known = _kept.get(key, (0.0, None))
        if known is not value or now - made_at >= seconds:
            return False
    return True


def sums(noted: Noted) -> list[tuple[Any, float, bytes]]:
    """What was used, by sums that are equal in every process where the values are. Raises TypeError for what has no
    sum."""
    return [(key, seconds, _sum_of(key, value)) for key, (seconds, value) in noted.items()]


def same(told: list[tuple[Any, float, bytes]]) -> Noted | None:
    """The same things as this process keeps them; None when one of them is not kept here or is something else."""
    noted: Noted = {}
    for name, seconds, total in told:
        key = _key(name)
        made_at, value = _kept.get(key, (0.0, None))
        if not made_at or _sum_of(key, value) != total:
            return None
        noted[key] = (seconds, value)
    return noted


def _key(told: Any) -> Any:
    """A key as it was before it was told: lists were tuples."""
    return tuple(map(_key, told)) if isinstance(told, list) else told


def sum_of(value: Any) -> bytes:
    """A sum of all that the value holds. Raises TypeError when it holds something that nobody can tell."""
    return blake2b(msgspec.msgpack.encode(value, enc_hook=_text), digest_size=16).digest()


def _text(value: Any) -> str:
    """Text of a kind of its own (markup) as plain text. Raises TypeError for whatever else msgpack has no word of."""
    if isinstance(value, str):
        return str.__str__(value)
    raise TypeError(type(value).__name__)


def _sum_of(key: Any, value: Any) -> bytes:
    """Reckoned once for each value: what is made anew and is equal is the value that was."""
    known = _sums.get(key)
    if known is not None and known[0] is value:
        return known[1]
    if len(_sums) > MOST:
        _sums.clear()
    _sums[key] = (value, total := sum_of(value))
    return total


def forget() -> None:
    """Drop everything; for tests and for a process that has just changed the truth itself."""
    _kept.clear()
    _sums.clear()
    behind.clear()
    foresight.forget()


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
    with aside():
        value = make()
    before = _kept.get(key)
    if before is not None and before[1] == value:
        value = before[1]
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
