"""What the index tells about all goods at once: how many each category has, which lead the rows of the shop's front.

The shelf could tell the same, by looking through every row of it; these are questions of every second.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import tantivy

from prilavok.doors.storefront.adapters import goods_index
from prilavok.doors.storefront.adapters.goods_index import FACETS, SCHEMA
from prilavok.doors.storefront.finding.asking import ORDERS, by_face, counted, places, values_of
from prilavok.doors.storefront.finding.facets import BAR, BRAND
from prilavok.doors.storefront.finding.wording import MUST, Query
from prilavok.doors.storefront.queries.faces import EVERYWHERE

MOST_CATEGORIES: Final = 50_000
# Out of so many the rows of the front are chosen, two of a branch.
CANDIDATES: Final = 2000
# Of so many a category takes its picture: the best one that another does not show already.
PICTURED: Final = 4
TOTAL: Final = 0
_COUNTS: Final = {
    "goods": {"value_count": {"field": "id"}},
    "of": {"terms": {"field": "category", "size": MOST_CATEGORIES}},
}


def counts(place: str) -> dict[int, int] | None:
    """How many goods of each category buyers of a place see, all of them under 0; None without an index.

    Counted once for each state of the index. Raises OSError, ValueError.
    """
    reading = goods_index.reading()
    if reading is None:
        return None
    state, searcher = reading
    return goods_index.of_all.once(state, ("counts", place), lambda: _count(searcher, place))


def _count(searcher: tantivy.Searcher, place: str) -> dict[int, int]:
    found = searcher.aggregate(_seen(place), _COUNTS)
    known = {int(one["key"]): int(one["doc_count"]) for one in found["of"]["buckets"]}
    known[TOTAL] = int(found["goods"]["value"])
    return known


def brands(limit: int) -> list[tuple[str, int]] | None:
    """The brands with most goods and how many each has, whoever sees them; None without an index. Raises OSError,
    ValueError."""
    searcher = goods_index.searcher()
    if searcher is None:
        return None
    found = searcher.aggregate(_seen(EVERYWHERE), values_of(FACETS, size=limit, include=f"{BRAND}{BAR}.*"))
    told = [(value.rsplit(BAR, 1)[1], count) for value, count in counted(found, FACETS).items()]
    return sorted(told, key=lambda pair: (-pair[1], pair[0]))[:limit]


def candidates(kind: str, place: str, city: Sequence[int]) -> list[int] | None:
    """The best goods for a row of the front, best first; None without an index. Raises OSError, ValueError."""
    searcher = goods_index.searcher()
    if searcher is None:
        return None
    parts = [by_face(place), _is("had")]
    field, order = ORDERS[kind if kind in ORDERS else "popular"]
    if kind == "city":
        parts.append(places(city))
    elif kind == "saving":
        parts.append(Query.range_query(SCHEMA, "saved", tantivy.FieldType.Float, 0.0, None, include_lower=False))
        field, order = "saved", tantivy.Order.Desc
    return _first(searcher, parts, CANDIDATES, field, order)


def pictured(category_ids: Iterable[int]) -> list[tuple[int, int]] | None:
    """Of each category the best goods that have a picture, whoever sees them; None without an index. Raises OSError,
    ValueError."""
    searcher = goods_index.searcher()
    if searcher is None:
        return None
    found = []
    for one in category_ids:
        parts = [Query.term_query(SCHEMA, "category", one), _is("pictured")]
        found += [(one, best) for best in _first(searcher, parts, PICTURED, *ORDERS["popular"])]
    return found


def _first(
    searcher: tantivy.Searcher, parts: Sequence[Query], limit: int, field: str, order: tantivy.Order
) -> list[int]:
    query = Query.boolean_query([(MUST, one) for one in parts])
    hits: Any = searcher.search(query, limit=limit, count=False, order_by_field=field, order=order).hits
    return [int(one) for one in searcher.fast_field_values("id", [where for _, where in hits]) if one is not None]


def _is(field: str) -> Query:
    return Query.term_query(SCHEMA, field_name=field, field_value=True)


def _seen(place: str) -> Query:
    return _is("first") if place == EVERYWHERE else by_face(place)
