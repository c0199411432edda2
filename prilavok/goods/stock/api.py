"""The door of stock: places and regions, balances, reservations, and why a balance is what it is.

Writes join the caller's unit. `reserve`, `change_hold`, `release`, `issue` and `take_back` take the scarce rows: call
them as the last thing of the unit.
"""

from collections.abc import Sequence

from prilavok.goods.stock.actions import reserve_goods as _reserve
from prilavok.goods.stock.actions.apply_snapshot import apply_snapshot, compare
from prilavok.goods.stock.actions.change_hold import change_hold
from prilavok.goods.stock.actions.describe_location import describe_location
from prilavok.goods.stock.actions.issue_goods import issue, take_back
from prilavok.goods.stock.actions.prolong_hold import prolong
from prilavok.goods.stock.actions.rehouse_hold import rehouse_hold
from prilavok.goods.stock.actions.release_hold import expire_due, release
from prilavok.goods.stock.actions.remind_ending import remind_ending
from prilavok.goods.stock.actions.take_arrivals import close_absent as close_absent_arrivals
from prilavok.goods.stock.actions.take_arrivals import take_arrivals
from prilavok.goods.stock.actions.tell_known import tell_known
from prilavok.goods.stock.actions.undo_snapshot import undo
from prilavok.goods.stock.actions.upsert_locations import upsert_locations
from prilavok.goods.stock.doubts.placing import doubt_place, doubt_silent, note_told
from prilavok.goods.stock.queries import (
    availability,
    broken_balances,
    expected,
    explain,
    external_location_ids,
    location_ids,
    locations,
    promised,
    told_locations,
)
from prilavok.goods.stock.regions.arranging import keep_region, move_city, move_place
from prilavok.goods.stock.regions.directory import region_of, regions, regions_of
from prilavok.goods.stock.shelves import shelves
from prilavok.goods.stock.stirring import stirred
from prilavok.goods.stock.terms.deciding import drop_term, keep_term, term_s, terms
from prilavok.goods.stock.tills.telling import take_till_sales
from prilavok.goods.stock.uncovered import uncovered, uncovered_count
from prilavok.goods.stock.undoing import undo_rows, undoable
from prilavok.goods.stock.values import Want
from prilavok.goods.stock.wording import doubt, formula

__all__ = [
    "apply_snapshot", "availability", "broken_balances", "change_hold", "close_absent_arrivals", "compare",
    "describe_location", "doubt", "doubt_place", "doubt_silent", "drop_term", "expected", "expire_due", "explain",
    "external_location_ids", "formula", "issue", "keep_region", "keep_term", "location_ids", "locations", "move_city",
    "move_place", "note_told", "prolong", "promised", "region_of", "regions", "regions_of", "rehouse_hold", "release",
    "remind_ending", "reserve", "shelves", "stirred", "take_arrivals", "take_back", "take_till_sales", "tell_known",
    "term_s", "terms", "told_locations", "uncovered", "uncovered_count", "undo", "undo_rows", "undoable",
    "upsert_locations",
]  # fmt: skip


def reserve(
    *,
    order_id: int,
    location_id: int,
    wants: Sequence[Want],
    hold_for_s: int | None,
    number: str = "",
    basket_id: int | None = None,
) -> None:
    """Take goods off sale for so many seconds (None = until released), whole or not at all.

    `number` is the order's number as people say it, shown where a balance explains itself. `basket_id`: what was
    held for that basket becomes the order's without a moment between.
    Raises NotEnough with what is short, AlreadyHeld.
    """
    order = _reserve.ForOrder(
        order_id=order_id, number=number, location_id=location_id, hold_for_s=hold_for_s, basket_id=basket_id
    )
    _reserve.reserve(order, wants)
