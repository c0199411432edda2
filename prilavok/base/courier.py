"""The courier: what committed units let others know goes out together, a moment later, by a thread of its own.

The database hands notices out in the order of commits, and for that lets those who notify commit one at a time: buyers
who ordered at once waited for the disk one after another. A unit of the pages therefore notifies nobody; what it would
have said is gathered after its commit and said for all of that moment in one statement that nobody waits for.

What is said so may get lost when the process dies within the moment. It is nothing but hints: open pages ask the truth
anyway, and sleeping streams are found by `base.streams.wake_sleepers` within seconds. Processes that have not begun it
(workers, commands, tests) say everything within the unit.
"""

import logging
import time
from collections.abc import Callable, Collection, Iterable
from functools import cache
from threading import Event, Lock, Thread
from typing import Any, Final

from django.db import close_old_connections, transaction

GATHERS_S: Final = 0.05
Carry = Callable[[Collection[Any]], object]

log = logging.getLogger(__name__)
_lock = Lock()
_has_some = Event()
_gathered: dict[Carry, dict[Any, None]] = {}
_begun: list[bool] = []


def begin() -> None:
    """From now on this process, and those forked from it, say things later."""
    _begun[:] = [True]


def end() -> None:
    """Say everything within the unit again."""
    _begun.clear()


def is_on() -> bool:
    """Whether things are said later in this process."""
    return bool(_begun)


def after_commit(carry: Carry, told: Iterable[Any]) -> None:
    """When the open transaction has been committed, have `carry` take these together with what others told it."""
    things = list(told)
    transaction.on_commit(lambda: _gather(carry, things), robust=True)


def _gather(carry: Carry, told: Iterable[Any]) -> None:
    _thread()
    with _lock:
        _gathered.setdefault(carry, {}).update(dict.fromkeys(told))
    _has_some.set()


@cache
def _thread() -> Thread:
    """Begun by the process that uses it: processes are forked after loading."""
    thread = Thread(target=_go_round, name="courier", daemon=True)
    thread.start()
    return thread


def _go_round() -> None:
    while True:
        _has_some.wait()
        time.sleep(GATHERS_S)
        _has_some.clear()
        close_old_connections()
        carry_all()


def carry_all() -> None:
    """Say all that is gathered; what cannot be said is given up."""
    with _lock:
        mine = dict(_gathered)
        _gathered.clear()
    for carry, told in mine.items():
        try:
            carry(list(told))
        except Exception:
            log.warning("could not say %d things", len(told), exc_info=True)
