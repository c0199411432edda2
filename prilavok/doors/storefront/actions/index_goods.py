"""Carry the shelf's changes into the search index: the work of the one indexer process of a host."""

from prilavok.doors.storefront.adapters.goods_index import Writing
from prilavok.doors.storefront.queries import shelf

BATCH = 2000


def catch_up(writing: Writing, *, anew: bool = False) -> int:
    """Bring the index up to the shelf; returns how many rows went in. `anew` starts from nothing.

    The shelf's writers take turns, so sequence numbers become visible in order and a later look never misses an
    earlier change. A shelf that is behind the index is another shelf (restored, reset): the index starts over. Searches
    go on in the old one until the new one is whole.
    """
    database, newest = shelf.last_sequence()
    position = 0 if anew else writing.position(database)
    if newest < position or (position == 0 and newest):
        return _build(writing, database, newest)
    done = 0
    while rows := shelf.changed_since(position, BATCH):
        writing.put(rows)
        position = rows[-1].sequence
        writing.commit(database, position)
        done += len(rows)
    if not done and newest == 0:
        writing.clear()
        writing.commit(database, 0)
    return done


def _build(writing: Writing, database: str, newest: int) -> int:
    """Everything into an emptied index, seen by searches when all of it is in."""
    writing.clear()
    position, done = 0, 0
    while rows := shelf.changed_since(position, BATCH):
        position = rows[-1].sequence
        # Rows that change meanwhile come again, with numbers beyond the newest: only then is there one to take out.
        writing.put(rows, is_new=position <= newest)
        done += len(rows)
    writing.commit(database, position)
    return done
