"""Questions to the index: filters become queries, hits become ids, counted values become groups."""

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final, TypeVar

import tantivy

from prilavok.doors.storefront import memory, rules
from prilavok.doors.storefront.adapters import goods_index
from prilavok.doors.storefront.adapters.goods_index import SCHEMA
from prilavok.doors.storefront.adapters.states import Told
from prilavok.doors.storefront.finding import facets
from prilavok.doors.storefront.finding.depth import Sorted, marks_of
from prilavok.doors.storefront.finding.wording import MUST, Freedom, Query, Step, all_of, any_of, begun, by_text
from prilavok.doors.storefront.values import PAGE_SIZE, Narrowing, Seen, ShelfFilter

T = TypeVar("T")
# The lists of so many values are gone through side by side; of more, all goods are gathered first.
MOST_LISTS: Final = 40
# Counted values of one question; the most common win.
MOST_COUNTED: Final = 1000
# What is told of so many goods costs enough to be kept.
MANY: Final = 1000
# The goods that sell best: about such a share of all, told by the sample. Most texts have their best among them.
HEAD: Final = 0.03
MOST_HEAD: Final = 0.1
HEAD_S: Final = 60.0
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
    same, `said` is what they are made of. What is said of the whole catalogue, and of many goods that words find, is
    counted once for each state of the index: other pages and orders of a list, and others who ask the same, share it.
    """

    def __init__(
        self,
        reading: goods_index.Reading,
        wanted: ShelfFilter,
        by_words: Sequence[Query],
        said: Hashable = None,
        seen: Seen | None = None,
    ) -> None:
        self._state, self._searcher = reading
        self._wanted, self._seen = wanted, seen
        self._words = list(by_words)
        self._base = [*self._by_face(), *_by_category(wanted)]
        self._options = {code: _by_option(code, values) for code, values in wanted.options}
        self._price = _by_price(wanted.price_from, wanted.price_to)
        self._place = _by_places(wanted)
        self._is_whole = not (by_words or self._options or self._price or wanted.category_id)
        self._through: Through | None = None
        self._key = (replace(wanted, sort="", page=0), said)

    @property
    def total(self) -> int:
        """How many goods there are in all."""
        known: int | None = goods_index.of_words.known(self._state, ("total", self._key)) if self._words else None
        if known is not None:
            return known
        total = self._look().total
        if self._words and total >= MANY:
            goods_index.of_words.keep(self._state, ("total", self._key), total)
        return total

    def answer(self) -> Answer:
        """The goods of the page asked for."""
        total, sort = self.total, self._wanted.sort
        page = min(max(1, self._wanted.page), max(1, -(-total // PAGE_SIZE)))
        ids = self._of_many(goods_index.of_words, ("ids", sort, page), lambda: self._listed((page - 1) * PAGE_SIZE))
        return Answer(product_ids=ids, total=total, page=page)

    def _listed(self, offset: int) -> tuple[int, ...]:
        wanted = self._wanted
        if wanted.text and wanted.sort == "popular":
            hits = self._by_worth(PAGE_SIZE, offset)
        else:
            hits = self._sorted(*ORDERS[wanted.sort]).page(PAGE_SIZE, offset)
        return tuple(self._ids(hits))

    def best(self, limit: int) -> list[int]:
        """The best so many ids."""
        return self._ids(self._by_worth(limit)) if self._words else self.first(limit)

    def first(self, limit: int) -> list[int]:
        """So many ids that sell best, however well the words fit."""
        return self._ids(self._first(limit))

    def has(self, goods: int) -> bool:
        """Whether there are so many goods, which is told sooner than how many."""
        return len(self._first(goods)) == goods

    def is_common(self, texts: Iterable[str], goods: int) -> bool:
        """Whether each word of a text is in so many goods: a guess, though at next to no cost."""
        return any(
            words and all(goods_in(self._searcher, word) >= goods for word in words)
            for words in map(rules.search_words, texts)
        )

    def _first(self, limit: int) -> list[tantivy.DocAddress]:
        """Looked for among the goods that sell best of all, and when those are too few, among all."""
        query, above = self._all(), _head(self._searcher)
        if above is not None:
            hits = self._ranked(all_of([above, query]), limit)
            if len(hits) == limit:
                return hits
        return self._ranked(query, limit)

    def _ranked(self, query: Query, limit: int) -> list[tantivy.DocAddress]:
        found = self._searcher.search(query, limit=limit, count=False, order_by_field="rank")
        return [where for _, where in found.hits]

    def _by_worth(self, limit: int, offset: int = 0) -> list[tantivy.DocAddress]:
        """What fits the words best; filters say nothing of that."""
        query = any_of(self._words)
        if narrowing := self._narrowing_parts():
            query = Query.boolean_query(
                [*((MUST, Query.const_score_query(one, 0.0)) for one in narrowing), (MUST, query)]
            )
        found = self._searcher.search(query, limit=limit, offset=offset, count=False, weight_by_field="rank")
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
        key = ("narrowing", seen.city_ids, seen.store_id)
        return self._of_many(goods_index.of_many, key, lambda: self._narrowing(seen))

    def _narrowing(self, seen: Seen) -> Narrowing:
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
        is_any_arriving = self._searcher.doc_freq("arriving", field_value=True) > 0

        def lie(location_ids: tuple[int, ...]) -> int:
            if location_ids == self._wanted.location_ids and not self._wanted.is_arriving:
                return self.total if location_ids else 0
            return self._count(everywhere, places(location_ids)) if location_ids else 0

        return {
            ANYWHERE: self._count(everywhere) if self._place else 0,
            CITY: lie(seen.city_ids),
            STORE: lie((seen.store_id,) if seen.store_id else ()),
            ARRIVING: self._count(everywhere, _arriving()) if is_any_arriving else 0,
        }

    def _unlost(self, counts: dict[str, int]) -> dict[str, int]:
        """Ticked values that leave nothing stay to be taken off, by the name they have elsewhere."""
        if not self._wanted.options:
            return counts
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
        key = (what, wanted.place, wanted.location_ids, wanted.is_arriving)
        return goods_index.of_all.once(self._state, key, make)

    def _of_many(self, told: Told, what: Hashable, make: Callable[[], T]) -> T:
        """Of many goods that words find once for each state of the index, else each time."""
        if self._words and self.total >= MANY:
            return told.once(self._state, (what, self._key), make)
        return make()

    def _by_face(self) -> list[Query]:
        place = self._wanted.place
        is_alike = not place and goods_index.faces(self._state, self._searcher) <= {goods_index.EVERYBODY}
        return [] if is_alike else [by_face(place)]

    def _narrowing_parts(self, *, but: str = "") -> list[Query]:
        parts = [*self._base, *(query for code, query in self._options.items() if code != but)]
        parts += [] if but == "price" or self._price is None else [self._price]
        return parts if but == "place" else [*parts, *self._place]

    def _all(self, *, but: str = "") -> Query:
        parts = [*self._narrowing_parts(but=but), *self._words]
        return all_of(parts) if parts else Query.all_query()

    def _looked_through(self, query: Query, more: Mapping[str, Any] | None = None) -> Through:
        columns = goods_index.columns(self._state, self._searcher)
        found = self._searcher.aggregate(query, {**values_of(columns), "span": SPAN, **(more or {})})
        counts = counted(found, columns)
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
    return _ask(wanted, [by_text(one, freedom) for one in texts], (*texts, freedom), seen)


def ask_begun(wanted: ShelfFilter, texts: Sequence[str], step: Step) -> Asking | None:
    """The same for texts that are being typed, read as the step says."""
    return _ask(wanted, [begun(one, step) for one in texts], (*texts, step))


def _ask(wanted: ShelfFilter, by_words: Sequence[Query], said: Hashable, seen: Seen | None = None) -> Asking | None:
    reading = goods_index.reading()
    return None if reading is None else Asking(reading, wanted, [any_of(by_words)] if by_words else [], said, seen)


def values_of(columns: Iterable[str], **more: Any) -> dict[str, Any]:
    """What to ask for to have the values of facets counted."""
    return {name: {"terms": {"field": name, "size": MOST_COUNTED, **more}} for name in columns}


def counted(found: Mapping[str, Any], columns: Iterable[str]) -> dict[str, int]:
    """Values with their counts out of the answer; one value may stand in several columns."""
    counts: dict[str, int] = {}
    for name in columns:
        for bucket in found[name]["buckets"]:
            value = bucket["key"]
            counts[value] = counts.get(value, 0) + int(bucket["doc_count"])
    return counts


def _head(searcher: tantivy.Searcher) -> Query | None:
    """The goods that sell best of all; None where most sell alike. Which those are is a guess that nothing depends on:
    whoever finds enough among them has found the best."""

    def look() -> int | None:
        marks = marks_of(searcher, Query.all_query(), "rank")
        above = int(marks[-1 - int(len(marks) * HEAD)]) + 1 if marks else 0
        share = len(marks) - bisect_left(marks, above)
        return above if 0 < share <= len(marks) * MOST_HEAD else None

    above: int | None = memory.kept("head", HEAD_S, look)
    return None if above is None else Query.range_query(SCHEMA, "tier", tantivy.FieldType.Integer, above, None)


def goods_in(searcher: tantivy.Searcher, word: str) -> int:
    """In how many goods a word stands as it is, or in their titles in any form."""
    return max(searcher.doc_freq("typed", word), searcher.doc_freq("title", goods_index.stems(word)[0]))


def places(location_ids: Iterable[int]) -> Query:
    """Available in one of these stores; all count alike, whichever it is."""
    return any_listed("place", list(location_ids))


def any_listed(field: str, values: Sequence[int | str]) -> Query:
    """What stands in the list of one of these values."""
    if len(values) > MOST_LISTS:
        return Query.term_set_query(SCHEMA, field, values)
    return Query.const_score_query(any_of([Query.term_query(SCHEMA, field, one, "basic") for one in values]), 1.0)


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
    return any_listed("pick", [f"{code}:{value}" for value in values])


def _by_price(low: Decimal | None, high: Decimal | None) -> Query | None:
    if low is None and high is None:
        return None
    at_least, at_most = (None if one is None else int(one * 100) for one in (low, high))
    return Query.range_query(SCHEMA, "price", tantivy.FieldType.Integer, at_least, at_most)
