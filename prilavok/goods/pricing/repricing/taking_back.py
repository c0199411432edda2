"""Put prices back to what stood before a change, piece by piece; what somebody changed later stays as it is."""

from typing import Final

from prilavok.base.jobs import Wanted, defer_many
from prilavok.base.unit import require_unit
from prilavok.goods.pricing.actions.undo_prices import undo
from prilavok.goods.pricing.repricing.deciding import TAKE_BACK, lock, note, source_of

A_PIECE: Final = 5000


def take_back_piece(*, repricing_id: int, after: int, who: str, reason: str) -> int | None:
    """Put back the prices of so many goods; returns the last of them, None when all is done. Joins the unit."""
    require_unit()
    row = lock(repricing_id)
    done = undo(source=source_of(repricing_id), after=after, limit=A_PIECE, who=who, reason=reason)
    row.done_count, row.left_count = row.done_count + done.restored, row.left_count + done.left
    row.save(update_fields=["done_count", "left_count"])
    if done.last is None:
        note(row, "restored", who, f"{row.done_count}/{row.left_count}")
        return None
    kwargs = {"repricing_id": repricing_id, "after": done.last, "who": who, "reason": reason}
    defer_many([Wanted(task=TAKE_BACK, queue="pricing", lock=source_of(repricing_id), kwargs=kwargs)])
    return done.last
