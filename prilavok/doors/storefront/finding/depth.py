"""Pages far into a long list: not everything before them is sorted, only what stands near.

What a sample of the goods has in the column, read once for each state of the index, tells about where a page begins;
how many goods stand before that place is then counted exactly.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import tantivy

from prilavok.doors.storefront.adapters.goods_index import SCHEMA
from prilavok.doors.storefront.finding.wording import MUST, Query

# Nearer pages are sorted out of everything.
DEEP: Final = 2000
# A page and what the sample errs by lies within such a share of all.
NEAR: Final = 0.03
MOST_MARKS: Final = 20_000
KINDS: Final = {"price": tantivy.FieldType.Integer, "created": tantivy.FieldType.Integer}


@dataclass(frozen=True, kw_only=True)
class Sorted:
    """A list in the order of a column; `marks` gives the values of the sample, rising."""

    searcher: tantivy.Searcher
    query: Query
    column: str
    order: tantivy.Order
    total: int
    marks: Callable[[], Sequence[float]]

    def page(self, size: int, offset: int) -> list[tantivy.DocAddress]:
        """What stands behind so many others."""
        if offset < DEEP:
            return self._hits(self.query, size, offset)
        marks = self.marks()
        marks = marks[::-1] if self._is_falling else marks
        at = self._share(offset, len(marks)) - 1
        while at >= 0:
            passed = self._count(self._and(self._before(marks[at])))
            if passed <= offset:
                return self._near(marks, at, size, offset - passed, min(size, self.total - offset))
            at -= self._share(passed - offset, len(marks)) + 1
        return self._hits(self.query, size, offset)

    def _share(self, goods: int, marks: int) -> int:
        return min(goods * marks // self.total, marks)

    def _near(self, marks: Sequence[float], at: int, size: int, offset: int, wanted: int) -> list[tantivy.DocAddress]:
        """The page that so many stand before behind a mark."""
        last = at + max(2, int(len(marks) * NEAR))
        ends = marks[last] if last < len(marks) else None
        hits = self._hits(self._and(self._between(marks[at], ends)), size, offset)
        if len(hits) < wanted and ends is not None:
            hits = self._hits(self._and(self._between(marks[at], None)), size, offset)
        return hits

    @property
    def _is_falling(self) -> bool:
        return self.order == tantivy.Order.Desc

    def _before(self, mark: float) -> Query:
        low, high = (mark, None) if self._is_falling else (None, mark)
        return self._range(low, high, is_inside=False)

    def _between(self, first: float, last: float | None) -> Query:
        low, high = (last, first) if self._is_falling else (first, last)
        return self._range(low, high, is_inside=True)

    def _range(self, low: float | None, high: float | None, *, is_inside: bool) -> Query:
        kind = KINDS.get(self.column, tantivy.FieldType.Float)
        return Query.range_query(
            SCHEMA, self.column, kind, low, high, is_inside or low is None, is_inside or high is None
        )

    def _and(self, other: Query) -> Query:
        return Query.boolean_query([(MUST, self.query), (MUST, other)])

    def _count(self, query: Query) -> int:
        found: Any = self.searcher.search(query, limit=1, count=True, order_by_field=self.column)
        return int(found.count or 0)

    def _hits(self, query: Query, size: int, offset: int) -> list[tantivy.DocAddress]:
        found = self.searcher.search(
            query, limit=size, offset=offset, count=False, order_by_field=self.column, order=self.order
        )
        return [where for _, where in found.hits]


def marks_of(searcher: tantivy.Searcher, query: Query, column: str) -> list[float]:
    """What the sample of what a query finds has in a column, rising."""
    sampled = Query.boolean_query(
        [(MUST, query), (MUST, Query.term_query(SCHEMA, field_name="sample", field_value=True))]
    )
    found = searcher.search(
        sampled, limit=MOST_MARKS, count=False, order_by_field=column, order=tantivy.Order.Asc
    )  # fmt: skip
    return [value for value, _ in found.hits]
