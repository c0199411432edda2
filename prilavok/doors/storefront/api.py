"""The door of the storefront: what its own screens and commands ask for. Nobody stands above it but the settings."""

from collections.abc import Callable, Mapping, Sequence

from prilavok.doors.storefront.actions import rebuild_shelf as _rebuild
from prilavok.doors.storefront.finding import asked as _asked
from prilavok.doors.storefront.finding import hinting as _hinting
from prilavok.doors.storefront.finding import misses as _misses
from prilavok.doors.storefront.finding import others as _others
from prilavok.doors.storefront.queries import faces as _faces
from prilavok.doors.storefront.queries import own_prices as _own
from prilavok.doors.storefront.queries import product as _product
from prilavok.doors.storefront.queries import search as _search
from prilavok.doors.storefront.queries import shelf as _shelf
from prilavok.doors.storefront.queries import window as _window
from prilavok.doors.storefront.queries import words as _words
from prilavok.doors.storefront.queries.product import ProductView
from prilavok.doors.storefront.queries.words import amount, hour, ready_words
from prilavok.doors.storefront.rules import open_from
from prilavok.doors.storefront.values import Card, Found, Place, Seen, ShelfFilter, ShelfPage, Tree
from prilavok.goods.pim import api as pim
from prilavok.goods.stock.values import LocationCard, Region

__all__ = [
    "ProductView",
    "amount",
    "beside",
    "cards",
    "find",
    "hints",
    "hour",
    "moved_address",
    "note_found",
    "note_miss",
    "open_from",
    "own_of",
    "own_segments",
    "page",
    "place_of",
    "product",
    "ready_words",
    "rebuild_shelf",
    "regions",
    "sitemap",
    "stores",
    "subject_of",
    "tree",
    "whole_tree",
    "window",
]


def place_of(*, region: str, store_id: int | None) -> str:
    """What the shelf calls a visitor's place; "" when goods look there as they do everywhere. At most a second old."""
    return _faces.place_of(region, store_id)


def own_segments() -> frozenset[str]:
    """The segments whose people have prices of their own on the site; at most a second old."""
    return _own.segments()


own_of = _own.own_of


def tree(place: str = "") -> Tree:
    """The categories that have something to show in a place, with counts; at most two seconds old."""
    return _shelf.tree(place)


def whole_tree() -> Tree:
    """The categories that have something to show to any buyer: what addresses lead to."""
    return _shelf.tree(_faces.EVERYWHERE)


def stores() -> dict[int, LocationCard]:
    """Active locations by id; at most a second old."""
    return _shelf.stores()


def regions() -> tuple[Region, ...]:
    """The regions of stock's directory with their cities; at most two seconds old."""
    return _shelf.regions()


def page(wanted: ShelfFilter, seen: Seen) -> ShelfPage:
    """A page of cards for filters and a text, with availability said for a visitor and, where there is an index, what
    it can be narrowed by. One or two queries."""
    found = _search.look(wanted, seen)
    found.cards[:] = _words.with_lines(found.cards, seen)
    return found


def cards(product_ids: Sequence[int], seen: Seen) -> list[Card]:
    """Cards visible to a visitor, in the order of the ids. One query."""
    return _words.with_lines(_shelf.cards_by_id(product_ids, place=seen.place), seen)


def window(
    seen: Seen, rows: Mapping[str, int], categories: Sequence[int] = ()
) -> tuple[dict[str, list[Card]], dict[int, str]]:
    """Rows of the shop's front with so many cards: "popular", "new", "city" (popular of what lies in the visitor's
    city), "saving"; of many branches; and a picture for each category that has any. Which goods: at most a minute
    old. Two queries, one when remembered."""
    chosen = _window.front(tuple(rows.items()), seen.place, seen.city_ids, categories)
    known = {one.product_id: one for one in cards(sorted({key for ids in chosen.goods.values() for key in ids}), seen)}
    goods = {kind: [known[one] for one in ids if one in known] for kind, ids in chosen.goods.items()}
    return goods, {key: image for key, image in chosen.pictures.items() if image}


beside = _others.beside


def find(text: str) -> Found:
    """Products for a query, best first; no query at all when there is an index."""
    return _search.find(text)


def note_miss(text: str) -> None:
    """Count a search that found nothing, for whoever keeps names and synonyms."""
    _misses.note(text)


hints = _hinting.hints


def note_found(text: str) -> None:
    """Count a search that found something, for those who begin to type the same."""
    _asked.note(text)


def product(*, slug: str, variant_id: int | None, place: Place) -> ProductView | None:
    """The product page's truth of this moment; None for what is not published."""
    return _product.product_view(slug=slug, variant_id=variant_id, place=place)


subject_of = _product.subject_of


def moved_address(kind: str, slug: str) -> str | None:
    """The slug that replaced this one of a product or category; None when nothing shown did. One query."""
    now = pim.moved_address(kind=kind, slug=slug)
    return now if now is not None and (kind == "product" or now in whole_tree().by_slug) else None


def sitemap() -> list[tuple[str, object]]:
    """(slug, since when) of the visible products."""
    return _shelf.sitemap_rows()


def rebuild_shelf(*, say: Callable[[int], None] = lambda done: None) -> int:
    """Write the shelf anew, batch by batch in units of its own; returns how many products it has."""
    return _rebuild.rebuild(say)
