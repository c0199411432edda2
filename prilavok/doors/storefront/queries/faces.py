"""Which face of the shelf a buyer sees: the usual one, or that of their place where goods look different there.

A place is named by `place_of`; places without a row of their own see the usual face, by the very statement that a shelf
without places would need. EVERYWHERE is for addresses: whatever any buyer sees.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from prilavok.doors.storefront import memory, rules

EVERYWHERE: Final = "*"
# `rules.standing` as the database says it.
STANDING: Final = (
    f"(s.rating * s.reviews + {rules.USUAL_STARS * rules.USUAL_REVIEWS}) / (s.reviews + {rules.USUAL_REVIEWS})"
)
ORDERS = {
    "popular": "s.rank DESC, s.product_id",
    "rated": f"round({STANDING}, 2) DESC, s.rank DESC, s.product_id",
    "cheap": "{price}, s.product_id",
    "dear": "{price} DESC, s.product_id",
    "new": "s.created_at DESC, s.product_id DESC",
}
COLUMNS = (
    "s.product_id, s.slug, s.title, {price}, {price_to}, {before}, s.image, s.image_width, s.image_height,"
    " s.image_tone, cardinality(s.variant_ids), coalesce(s.variant_ids[1], 0), s.arrives_on, s.rating,"
    " s.reviews, s.stock"
)


@dataclass(frozen=True, kw_only=True)
class Face:
    """Pieces of a statement about the shelf `s` as a place sees it; `values` are the source's, they come first."""

    source: str
    visible: str
    columns: str
    price: str
    before: str
    orders: dict[str, str]
    values: Sequence[Any] = ()

    def order(self, sort: str) -> str:
        """How cards are sorted."""
        return self.orders[sort]


def _face(source: str, visible: str, prefix: str, values: Sequence[Any] = ()) -> Face:
    names = {name: prefix.format(name) for name in ("price", "price_to", "before")}
    return Face(
        source=source,
        visible=visible,
        columns=COLUMNS.format(**names),
        price=names["price"],
        before=names["before"],
        orders={key: order.format(**names) for key, order in ORDERS.items()},
        values=values,
    )


USUAL = _face("storefront_shelf s", "s.is_anywhere AND s.is_visible", "s.{0}")
ANY = _face("storefront_shelf s", "s.is_anywhere", "s.{0}")
OF_PLACE = "storefront_shelf s LEFT JOIN storefront_shelfplace o ON o.place = %s AND o.product_id = s.product_id"
# From one place to the next by the key, not through every row of each.
PLACES = """
WITH RECURSIVE known AS (
    SELECT min(place) AS place FROM storefront_shelfplace
    UNION ALL
    SELECT (SELECT min(place) FROM storefront_shelfplace p WHERE p.place > known.place) FROM known
    WHERE known.place IS NOT NULL
) SELECT place FROM known
"""
SEEN_THERE = "s.is_anywhere AND CASE WHEN o.place IS NULL THEN s.is_visible ELSE o.is_visible END"


def face(place: str) -> Face:
    """What buyers of a place see."""
    if place == EVERYWHERE:
        return ANY
    if not place or place not in differing():
        return USUAL
    return _face(OF_PLACE, SEEN_THERE, "CASE WHEN o.place IS NULL THEN s.{0} ELSE o.{0} END", [place])


def differing() -> frozenset[str]:
    """The places with faces of their own; remembered for a moment."""

    def ask() -> frozenset[str]:
        with connection.cursor() as cursor:
            cursor.execute(PLACES)
            return frozenset(row[0] for row in cursor.fetchall() if row[0])

    return memory.kept("places", memory.STORES_S, ask)


def place_of(region: str, store_id: int | None) -> str:
    """How the shelf calls a visitor's place: their store when it has prices of its own, else their region, else ""."""
    ways = [one for one in (f"#{store_id}" if store_id else "", region) if one]
    return next((one for one in ways if one in differing()), "")
