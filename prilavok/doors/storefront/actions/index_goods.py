"""Carry the shelf's changes into the search index: the work of the one indexer process of a host."""

import time
from typing import Final

from prilavok.doors.storefront.adapters.goods_index import Writing
from prilavok.doors.storefront.queries import shelf

BATCH: Final = 2000
# Many changes in a row are shown so often; the last ones at once.
COMMIT_S: Final = 1.0
# What changes while all is read goes in with it, up to so many: what is taken out waits in memory.
MOST_MEANWHILE: Final = 50_000


def catch_up(writing: Writing, *, anew: bool = False) -> int:
    """Bring the index up to the shelf; returns how many rows went in. `anew` starts from nothing.

    The shelf's writers take turns, so sequence numbers become visible in order and a later look never misses an
    earlier change. A shelf that is behind the index is another shelf (restored, reset): the index starts over. Searches
    go on in the old one until the new one is whole.
    """
    database, newest = shelf.last_sequence()
    position = 0 if anew else writing.position(database)
    done = 0
    if newest < position or (position == 0 and newest):
        position, done = _build(writing, newest)
        writing.commit(database, position)
    done += _follow(writing, database, position)
    if not done and newest == 0:
        writing.clear()
        writing.commit(database, 0)
    return done


def _build(writing: Writing, newest: int) -> tuple[int, int]:
    """Everything into an emptied index, seen by searches when it is committed; the last change in it, how many rows."""
    writing.clear()
    position, done, meanwhile = 0, 0, 0
    while meanwhile < MOST_MEANWHILE and (rows := shelf.changed_since(position, BATCH)):
        position = rows[-1].sequence
        # Rows that change meanwhile come again, with numbers beyond the newest: only then is there one to take out.
        is_new = position <= newest
        writing.put(rows, is_new=is_new)
        done += len(rows)
        meanwhile += 0 if is_new else len(rows)
    return position, done


def _follow(writing: Writing, database: str, position: int) -> int:
    """Change after change; returns how many rows."""
    done, waiting, shown = 0, 0, time.monotonic()
    while rows := shelf.changed_since(position, BATCH):
        writing.put(rows)
        position = rows[-1].sequence
        done, waiting = done + len(rows), waiting + len(rows)
        if len(rows) < BATCH or time.monotonic() - shown > COMMIT_S:
            writing.commit(database, position)
            waiting, shown = 0, time.monotonic()
    if waiting:
        writing.commit(database, position)
    return done
