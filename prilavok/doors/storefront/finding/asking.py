"""Questions to the index: filters become queries, hits become ids, counted values become groups."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, TypeVar

import tantivy

from prilavok.doors.storefront.adapters import goods_index
from prilavok.doors.storefront.adapters.goods_index import SCHEMA
from prilavok.doors.storefront.finding import facets
from prilavok.doors.storefront.finding.depth import Sorted, marks_of
from prilavok.doors.storefront.finding.wording import MUST, Freedom, Query, Step, any_of, begun, by_text
from prilavok.doors.storefront.values import PAGE_SIZE, Narrowing, Seen, ShelfFilter

T = TypeVar("T")
# The lists of so many stores are gone through side by side; of more, all goods are gathered first.
MOST_LISTS: Final = 40
# Counted values of one question; the most common win.
MOST_COUNTED: Final = 1000
VALUES: Final = {"terms": {"field": "facet", "size": MOST_COUNTED}}
SPAN: Final = {"stats": {"field": "price"}}
ANYWHERE, CITY, STORE, ARRIVING = "anywhere", "city", "store", "arriving"
LYING: Final = (ANYWHERE, CITY, STORE, ARRIVING)
ORDERS: Final[Mapping[str, tuple[str, tantivy.Order]]] = {
    "popular": ("rank", tantivy.Order.Desc),
    "rated": ("rated", tantivy.Order.Desc),
    "cheap": ("price", tantivy.Order.Asc),
    "dear": ("price", tantivy.Order.Desc),
    "new": ("created", tantivy.Order.Desc),
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Ids of one page in their order, how many goods there are in all, and the page that was really given."""

    product_ids: tuple[int, ...]
    total: int
    page: int


@dataclass(frozen=True, kw_only=True)
class Through:
    """What one pass over the goods found tells: how many, values with their counts, the span of prices; how many lie in
    the city, in the store, are on their way, where that was asked too."""

    total: int
    counts: Mapping[str, int]
    span: Mapping[str, float | None]
    lying: Mapping[str, int] = field(default_factory=dict)


class Asking:
    """One reading of the index: everything asked through it is of the same moment. `by_words` are ways to say the
    same. What is said of the whole catalogue is counted once for each state of the index."""

    def __init__(
        self, reading: goods_index.Reading, wanted: ShelfFilter, by_words: Sequence[Query], seen: Seen | None = None
    ) -> None:
        self._state, self._searcher = reading
        self._wanted, self._seen = wanted, seen
        self._base = [by_face(wanted.place), *_by_category(wanted), *by_words]
        self._options = {code: _by_option(code, values) for code, values in wanted.options}
        self._price = _by_price(wanted.price_from, wanted.price_to)
        self._place = _by_places(wanted)
        self._is_whole = not (by_words or self._options or self._price or wanted.category_id)
        self._through: Through | None = None

    @property
    def total(self) -> int:
        """How many goods there are in all."""
        return self._look().total

    def answer(self) -> Answer:
        """The goods of the page asked for."""
        wanted, total = self._wanted, self.total
        page = min(max(1, wanted.page), max(1, -(-total // PAGE_SIZE)))
        offset = (page - 1) * PAGE_SIZE
        if wanted.text and wanted.sort == "popular":
            hits = self._by_worth(PAGE_SIZE, offset)
        else:
            hits = self._sorted(*ORDERS[wanted.sort]).page(PAGE_SIZE, offset)
        return Answer(product_ids=tuple(self._ids(hits)), total=total, page=page)

    def best(self, limit: int) -> list[int]:
        """The best so many ids."""
        return self._ids(self._by_worth(limit))

    def first(self, limit: int) -> list[int]:
        """So many ids that sell best, however well the words fit."""
        hits = self._searcher.search(self._all(), limit=limit, count=False, order_by_field="rank").hits
        return self._ids([where for _, where in hits])

    def _by_worth(self, limit: int, offset: int = 0) -> list[tantivy.DocAddress]:
        found = self._searcher.search(self._all(), limit=limit, offset=offset, count=False, weight_by_field="rank")
        return [where for _, where in found.hits]

    def _sorted(self, column: str, order: tantivy.Order) -> Sorted:
        query = self._all()

        def marks() -> Sequence[float]:
            return self._once(("marks", column), lambda: marks_of(self._searcher, query, column))

        return Sorted(
            searcher=self._searcher, query=query, column=column, order=order, total=self.total, marks=marks
        )  # fmt: skip

    def narrowing(self, seen: Seen) -> Narrowing:
        """What is left to choose from. A group's own ticks do not narrow its counts."""
        counts, span = dict(self._look().counts), self._look().span
        found = {code: self._looked_through(self._all(but=code)).counts for code in self._options}
        for code, own in found.items():
            counts = {text: n for text, n in counts.items() if not _is_of(text, code)}
            counts.update({text: n for text, n in own.items() if _is_of(text, code)})
        counts = self._unlost(counts)
        if self._price is not None:
            span = self._searcher.aggregate(self._all(but="price"), {"span": SPAN})["span"]
        lying = self._look().lying or self._once(("lying", seen.city_ids, seen.store_id), lambda: self._lying(seen))
        return Narrowing(
            facets=facets.groups(counts, self.total, dict(self._wanted.options)),
            price_from=_roubles(span["min"]),
            price_to=_roubles(span["max"]),
            anywhere=lying[ANYWHERE] if self._place else self.total,
            in_city=lying[CITY],
            in_store=lying[STORE],
            arriving=lying[ARRIVING],
        )

    def _lying(self, seen: Seen) -> dict[str, int]:
        """How many there are wherever they lie, in the city, in the store, on their way; each counted by the lists of
        the index, which is quick where no words are looked for."""
        everywhere = self._all(but="place")
        return {
            ANYWHERE: self._count(everywhere) if self._place else 0,
            CITY: self._count(everywhere, places(seen.city_ids)) if seen.city_ids else 0,
            STORE: self._count(everywhere, places([seen.store_id])) if seen.store_id else 0,
            ARRIVING: self._count(everywhere, _arriving()),
        }

    def _unlost(self, counts: dict[str, int]) -> dict[str, int]:
        """Ticked values that leave nothing stay to be taken off, by the name they have elsewhere."""
        known = {tuple(text.split(facets.BAR, 2)[:2]) for text in counts}
        for code, values in self._wanted.options:
            for value in values:
                if (code, value) in known:
                    continue
                begins = f"{code}{facets.BAR}{value}{facets.BAR}"
                named = [
                    text for text in self._looked_through(_by_option(code, [value])).counts if text.startswith(begins)
                ]
                counts[named[0] if named else f"{begins}{facets.BAR}{value}"] = 0
        return counts

    def _look(self) -> Through:
        if self._through is None:
            is_once = bool(self._wanted.text) and not self._place and self._seen is not None
            more = _lying_of(self._seen) if self._seen and is_once else {}
            self._through = self._once("through", lambda: self._looked_through(self._all(), more))
        return self._through

    def _once(self, what: Hashable, make: Callable[[], T]) -> T:
        """Of the whole catalogue once for each state of the index, else each time."""
        if not self._is_whole:
            return make()
        wanted = self._wanted
        return goods_index.once(self._state, (what, wanted.place, wanted.location_ids, wanted.is_arriving), make)

    def _all(self, *, but: str = "") -> Query:
        parts = [*self._base, *(query for code, query in self._options.items() if code != but)]
        parts += [] if but == "price" or self._price is None else [self._price]
        parts += [] if but == "place" else self._place
        return Query.boolean_query([(MUST, one) for one in parts])

    def _looked_through(self, query: Query, more: Mapping[str, Any] | None = None) -> Through:
        found = self._searcher.aggregate(query, {"facets": VALUES, "span": SPAN, **(more or {})})
        counts = {bucket["key"]: int(bucket["doc_count"]) for bucket in found["facets"]["buckets"]}
        lying = {name: int(found[name]["doc_count"]) if name in found else 0 for name in LYING} if more else {}
        return Through(total=int(found["span"]["count"]), counts=counts, span=found["span"], lying=lying)

    def _count(self, *queries: Query) -> int:
        query = queries[0] if len(queries) == 1 else Query.boolean_query([(MUST, one) for one in queries])
        found: Any = self._searcher.search(query, limit=1, count=True, order_by_field="rank")
        return int(found.count or 0)

    def _ids(self, hits: Sequence[tantivy.DocAddress]) -> list[int]:
        return [int(one) for one in self._searcher.fast_field_values("id", list(hits)) if one is not None]


def ask(
    wanted: ShelfFilter, texts: Sequence[str] = (), freedom: Freedom = Freedom.SLIPS, *, seen: Seen | None = None
) -> Asking | None:
    """A reading of the index for these filters; to forgive slips costs half. None without an index. Raises OSError,
    ValueError."""
    return _ask(wanted, [by_text(one, freedom) for one in texts], seen)


def ask_begun(wanted: ShelfFilter, texts: Sequence[str], step: Step) -> Asking | None:
    """The same for texts that are being typed, read as the step says."""
    return _ask(wanted, [begun(one, step) for one in texts])


def _ask(wanted: ShelfFilter, by_words: Sequence[Query], seen: Seen | None = None) -> Asking | None:
    reading = goods_index.reading()
    return None if reading is None else Asking(reading, wanted, [any_of(by_words)] if by_words else [], seen)


def places(location_ids: Iterable[int]) -> Query:
    """Available in one of these stores; all count alike, whichever it is."""
    wanted = list(location_ids)
    if len(wanted) > MOST_LISTS:
        return Query.term_set_query(SCHEMA, "place", wanted)
    each = [Query.term_query(SCHEMA, "place", one, "basic") for one in wanted]
    return Query.const_score_query(any_of(each), 1.0)


def _lying_of(seen: Seen) -> dict[str, Any]:
    """The same counts in one pass with everything else: words are looked for once."""
    found = {ARRIVING: {"filter": "arriving:true"}}
    if seen.city_ids:
        found[CITY] = {"filter": " OR ".join(f"place:{one}" for one in seen.city_ids)}
    if seen.store_id:
        found[STORE] = {"filter": f"place:{seen.store_id}"}
    return found


def _is_of(text: str, code: str) -> bool:
    return text.startswith(code + facets.BAR)


def _roubles(kopecks: float | None) -> Decimal | None:
    return None if kopecks is None else Decimal(int(kopecks)) / 100


def _arriving() -> Query:
    return Query.term_query(SCHEMA, field_name="arriving", field_value=True)


def by_face(place: str) -> Query:
    """What buyers of a place see."""
    usual = Query.term_query(SCHEMA, "face", goods_index.EVERYBODY)
    if not place:
        return usual
    here = Query.term_query(SCHEMA, "face", place)
    apart = (tantivy.Occur.MustNot, Query.term_query(SCHEMA, "apart", place))
    return any_of([here, Query.boolean_query([(MUST, usual), apart])])


def _by_category(wanted: ShelfFilter) -> list[Query]:
    return [] if wanted.category_id is None else [Query.term_query(SCHEMA, "category", wanted.category_id)]


def _by_places(wanted: ShelfFilter) -> list[Query]:
    found = [places(wanted.location_ids)] if wanted.location_ids else []
    return [*found, _arriving()] if wanted.is_arriving else found


def _by_option(code: str, values: Sequence[str]) -> Query:
    return Query.term_set_query(SCHEMA, "pick", [f"{code}:{value}" for value in values])


def _by_price(low: Decimal | None, high: Decimal | None) -> Query | None:
    if low is None and high is None:
        return None
    at_least, at_most = (None if one is None else int(one * 100) for one in (low, high))
    return Query.range_query(SCHEMA, "price", tantivy.FieldType.Integer, at_least, at_most)
