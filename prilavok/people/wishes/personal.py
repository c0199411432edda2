"""What wishes hold about people: their favourites."""

from collections.abc import Iterable, Mapping
from typing import Any

from prilavok.base.personal import Holding, Whose, declare_holding
from prilavok.people.wishes import api


def gather_wishes(whose: Whose) -> Iterable[Mapping[str, Any]]:
    """What was put by, when, and what it cost then."""
    for one in api.held_about(whose.person_id):
        price = str(one.seen_price.amount) if one.seen_price else ""
        yield {"product": one.product_id, "added_at": one.added_at, "price_then": price}


def erase_wishes(whose: Whose) -> int:
    """The list goes whole, also from the address it was shared under."""
    held = len(api.held_about(whose.person_id))
    api.forget(whose.person_id)
    return held


declare_holding(
    Holding(
        code="wishes.favourites",
        title="Your favourites",
        why="To keep what you put by, with the price you saw.",
        keeps={"wishes.WishList": ("person_id",)},
        gather=gather_wishes,
        erase=erase_wishes,
        corrected_at="/favourites/",
    )
)
