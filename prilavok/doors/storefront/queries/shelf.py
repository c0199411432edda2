"""Reads of the shelf: raw rows for many, one or two statements a page."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from django.db import connection

from prilavok.base.bulk import fetch_often
from prilavok.doors.storefront import memory, rules
from prilavok.doors.storefront.adapters import goods_index
from prilavok.doors.storefront.finding import whole
from prilavok.doors.storefront.queries.faces import STANDING, Face, face
from prilavok.doors.storefront.values import PAGE_SIZE, Card, Category, IndexRow, ShelfFilter, ShelfPage, Tree
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import CategoryNode
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationCard, Region


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _card(row: tuple[Any, ...]) -> Card:
    card = Card(*(*row[:-3], json.loads(row[-1])))
    card.rating, card.reviews = row[-3], row[-2]
    return card


def _where(wanted: ShelfFilter, view: Face) -> tuple[str, list[Any]]:
    parts: list[str] = [view.visible]
    values: list[Any] = []
    if wanted.category_id is not None:
        parts.append("s.category_ids @> ARRAY[%s]::bigint[]")
        values.append(wanted.category_id)
    if wanted.location_ids:
        parts.append("s.location_ids && %s::bigint[]")
        values.append(list(wanted.location_ids))
    return " AND ".join(parts), values


def shelf_page(wanted: ShelfFilter) -> ShelfPage:
    """A page of visible cards in the order asked, and how many there are in all."""
    view = face(wanted.place)
    where, values = _where(wanted, view)
    total = count_cards(wanted)
    page = min(max(1, wanted.page), max(1, -(-total // PAGE_SIZE)))
    rows = _rows(
        f"SELECT {view.columns} FROM {view.source} WHERE {where} ORDER BY {view.order(wanted.sort)} LIMIT %s OFFSET %s",  # noqa: S608 - parts are ours
        [*view.values, *values, PAGE_SIZE, (page - 1) * PAGE_SIZE],
    )
    return ShelfPage(cards=[_card(row) for row in rows], total=total, page=page)


def count_cards(wanted: ShelfFilter) -> int:
    """How many visible cards a filter leaves; remembered for a moment."""
    if not wanted.location_ids:
        return _counts(wanted.place).get(wanted.category_id or 0, 0)

    def count() -> int:
        view = face(wanted.place)
        where, values = _where(wanted, view)
        return int(_rows(f"SELECT count(*) FROM {view.source} WHERE {where}", [*view.values, *values])[0][0])  # noqa: S608 - parts are ours

    return memory.kept(("count", wanted.place, wanted.category_id, wanted.location_ids), memory.TREE_S, count)


def cards_by_id(product_ids: Sequence[int], location_ids: Sequence[int] = (), place: str = "") -> list[Card]:
    """Visible cards in the order of the ids given, only those available at the locations if any are named."""
    view = face(place)
    where = f"{view.visible} AND s.product_id = ANY(%s::bigint[])"
    values: list[Any] = [*view.values, list(product_ids)]
    if location_ids:
        where += " AND s.location_ids && %s::bigint[]"
        values.append(list(location_ids))
    known = {row[0]: row for row in fetch_often(f"SELECT {view.columns} FROM {view.source} WHERE {where}", values)}  # noqa: S608 - parts are ours
    return [_card(known[one]) for one in rules.first_by(product_ids, known)]


def find_simply(text: str, limit: int) -> list[int]:
    """Products by code or by all words of the title: the search when there is no index."""
    words = rules.search_words(text)
    if not words:
        return []
    likes = " AND ".join("(title_key LIKE %s OR lower(brand) LIKE %s)" for _ in words)
    values: list[Any] = [value for word in words for value in (f"%{word}%", f"%{word}%")]
    rows = _rows(
        f"SELECT product_id FROM storefront_shelf WHERE is_anywhere AND (codes @> ARRAY[%s] OR ({likes}))"  # noqa: S608 - parts are ours
        " ORDER BY rank DESC, product_id LIMIT %s",
        [rules.code_of(text), *values, limit],
    )
    return [row[0] for row in rows]


def changed_since(sequence: int, limit: int) -> list[IndexRow]:
    """Rows that changed after a sequence number, oldest change first."""
    rows = _rows(
        "SELECT product_id, sequence, is_visible, is_anywhere, title, brand, codes, words, rank,"  # noqa: S608 - ours
        " (coalesce(price, 0) * 100)::bigint, category_ids, location_ids, coalesce(facets, '{}'),"
        " arrives_on IS NOT NULL, extract(epoch FROM created_at)::bigint,"
        " (SELECT coalesce(json_agg(json_build_array(place, is_visible, (coalesce(price, 0) * 100)::bigint,"
        "   (coalesce(before, 0) * 100)::bigint)), '[]')"
        "  FROM storefront_shelfplace o WHERE o.product_id = s.product_id),"
        f" (coalesce(before, 0) * 100)::bigint, image <> '', ({STANDING})::float8"
        " FROM storefront_shelf s WHERE sequence > %s ORDER BY sequence LIMIT %s",
        [sequence, limit],
    )
    names = [field.name for field in fields(IndexRow)]
    return [IndexRow(**dict(zip(names, row, strict=True))) for row in rows]


def last_sequence() -> tuple[str, int]:
    """Which database this is and the last change on its shelf."""
    (row,) = _rows(
        "SELECT (SELECT system_identifier FROM pg_control_system())::text || '/'"
        " || (SELECT oid FROM pg_database WHERE datname = current_database())::text,"
        " (SELECT coalesce(max(sequence), 0) FROM storefront_shelf)",
        [],
    )
    return row[0], row[1]


def sitemap_rows() -> list[tuple[str, Any]]:
    """Slugs of the visible products, newest first, at most 45 000."""
    return [
        (row[0], row[1])
        for row in _rows(
            "SELECT slug, created_at FROM storefront_shelf WHERE is_anywhere ORDER BY created_at DESC LIMIT 45000", []
        )
    ]


def stores() -> dict[int, LocationCard]:
    """All active locations; remembered for a moment."""
    return memory.kept(
        "stores",
        memory.STORES_S,
        lambda: {int(key): one for key, one in stock.locations().items() if one.is_active},
    )


def regions() -> tuple[Region, ...]:
    """The directory of regions; remembered for a moment."""
    return memory.kept("regions", memory.TREE_S, stock.regions)


def tree(place: str = "") -> Tree:
    """The category tree with goods counted; remembered for a moment. Categories without visible goods are left out."""
    return memory.kept(("tree", place), memory.TREE_S, lambda: _make_tree(place))


def _counts(place: str) -> dict[int, int]:
    def count() -> dict[int, int]:
        view = face(place)
        rows = _rows(
            "SELECT category, count(*)"  # noqa: S608 - parts are ours
            f" FROM {view.source}, unnest(array_append(s.category_ids, 0)) AS category"
            f" WHERE {view.visible} GROUP BY category",
            view.values,
        )
        return dict(rows)

    known = goods_index.or_none(lambda: whole.counts(place))
    return memory.kept(("counts", place), memory.TREE_S, count) if known is None else known


def _make_tree(place: str) -> Tree:
    counts = _counts(place)
    nodes = [node for node in pim.site_tree() if counts.get(node.category_id)]
    below: dict[int | None, list[CategoryNode]] = defaultdict(list)
    for node in nodes:
        below[node.parent_id].append(node)

    def grow(node: CategoryNode) -> Category:
        return Category(
            category_id=node.category_id,
            parent_id=node.parent_id,
            title=node.title,
            slug=node.slug,
            depth=node.depth,
            path=tuple(node.path),
            count=counts[node.category_id],
            children=tuple(grow(child) for child in below[node.category_id]),
        )

    top = tuple(grow(node) for node in below[None])
    every: list[Category] = []
    waiting = list(top)
    while waiting:
        one = waiting.pop()
        every.append(one)
        waiting.extend(one.children)
    return Tree(
        top=top, by_slug={one.slug: one for one in every}, by_id={one.category_id: one for one in every},
        total=counts.get(0, 0),
    )  # fmt: skip
