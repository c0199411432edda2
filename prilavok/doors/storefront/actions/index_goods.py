"""Carry the shelf's changes into the search index: the work of the one indexer process of a host."""

from prilavok.doors.storefront.adapters.goods_index import Writing
from prilavok.doors.storefront.queries import shelf

BATCH = 2000


def catch_up(writing: Writing, *, anew: bool = False) -> int:
    """Bring the index up to the shelf; returns how many rows went in. `anew` starts from nothing.

    The shelf's writers take turns, so sequence numbers become visible in order and a later look never misses an
    earlier change. A shelf that is behind the index is another shelf (restored, reset): the index starts over.
    """
    database, newest = shelf.last_sequence()
    position = 0 if anew else writing.position(database)
    if newest < position or (position == 0 and newest):
        writing.clear()
        position = 0
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
