"""What people settle now and then and every order asks for: which stores there are, whose prices hold where.

Each process keeps it as it was read under the stamps of its topic: a trigger stamps a topic in the transaction that
writes to one of its tables. While stamps are `at_hand`, one short question has told whether what is kept is still so:
nothing is ever a moment behind, and what a transaction has written is seen by itself alone until it commits.

A stamp is a row of its own, so that nobody waits for anybody. How many there are and which is the newest tell a state
of a topic from every other one: a number that was rolled back never comes again, one that is committed late makes one
more. A room names its tables in a migration: `SELECT base_watch('stock.places', 'stock_location')`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import local
from typing import Any, Final, TypeVar

from prilavok.base.bulk import fetch_often

STAMPS: Final = """
SELECT statement_timestamp(), array_agg(topic), array_agg(stamps), array_agg(newest)
FROM (SELECT topic, count(*) AS stamps, max(number) AS newest FROM base_stamp GROUP BY topic) AS one
"""
Stamp = tuple[int, int]
T = TypeVar("T")

_state = local()
_kept: dict[str, tuple[Stamp, Any]] = {}


@dataclass(frozen=True)
class _Told:
    """The stamps of all topics at a moment of the database."""

    at: datetime
    stamps: dict[str, Stamp]


@contextmanager
def at_hand() -> Iterator[None]:
    """Ask for the stamps once for everything that is read inside; what writes is done outside."""
    if is_at_hand():
        yield
        return
    ((at, topics, counts, newest),) = fetch_often(STAMPS)
    _state.told = _Told(at, dict(zip(topics or (), zip(counts or (), newest or (), strict=True), strict=True)))
    try:
        yield
    finally:
        _state.told = None


def is_at_hand() -> bool:
    """Whether stamps are at hand: else whoever wants to know asks the tables themselves."""
    return getattr(_state, "told", None) is not None


def moment() -> datetime:
    """When the stamps at hand were asked for, by the clock of the database."""
    return _state.told.at  # type: ignore[no-any-return]


def kept(topic: str, read: Callable[[], T]) -> T:
    """What `read` finds of the topic, found anew only when the topic was stamped since. Needs stamps at hand."""
    stamp = _state.told.stamps.get(topic)
    known = _kept.get(topic)
    if known is not None and known[0] == stamp:
        return known[1]  # type: ignore[no-any-return]
    value = read()
    if stamp is not None:
        _kept[topic] = (stamp, value)
    return value
