"""Questions to the index: texts and filters become queries, hits become ids, counted values become groups."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

import tantivy

from prilavok.doors.storefront import rules
from prilavok.doors.storefront.adapters import goods_index
from prilavok.doors.storefront.adapters.goods_index import SCHEMA
from prilavok.doors.storefront.finding import facets
from prilavok.doors.storefront.values import PAGE_SIZE, Narrowing, Seen, ShelfFilter

MUST, SHOULD = tantivy.Occur.Must, tantivy.Occur.Should
LONG_WORD: Final = 8
SHORTEST_CODE: Final = 4
SHORTEST_BEGUN: Final = 5
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
    "cheap": ("price", tantivy.Order.Asc),
    "dear": ("price", tantivy.Order.Desc),
    "new": ("created", tantivy.Order.Desc),
}
Query = tantivy.Query


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
    same."""

    def __init__(
        self, searcher: tantivy.Searcher, wanted: ShelfFilter, by_words: Sequence[Query], seen: Seen | None = None
    ) -> None:
        self._searcher, self._wanted, self._seen = searcher, wanted, seen
        self._base = [by_face(wanted.place), *_by_category(wanted), *by_words]
        self._options = {code: _by_option(code, values) for code, values in wanted.options}
        self._price = _by_price(wanted.price_from, wanted.price_to)
        self._place = _by_places(wanted)
        self._through: Through | None = None

    @property
    def total(self) -> int:
        """How many goods there are in all."""
        return self._look().total

    def answer(self) -> Answer:
        """The goods of the page asked for."""
        wanted, query = self._wanted, self._all()
        is_by_words = bool(wanted.text) and wanted.sort == "popular"
        column, order = ORDERS[wanted.sort]
        total = self.total
        page = min(max(1, wanted.page), max(1, -(-total // PAGE_SIZE)))
        ways: dict[str, Any] = (
            {"weight_by_field": "rank"} if is_by_words else {"order_by_field": column, "order": order}
        )
        hits = self._searcher.search(query, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE, count=False, **ways).hits
        return Answer(product_ids=tuple(self._ids([where for _, where in hits])), total=total, page=page)

    def best(self, limit: int) -> list[int]:
        """The best so many ids."""
        hits = self._searcher.search(self._all(), limit=limit, count=False, weight_by_field="rank").hits
        return self._ids([where for _, where in hits])

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
        lying = self._look().lying or self._lying(seen)
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
            self._through = self._looked_through(self._all(), _lying_of(self._seen) if self._seen and is_once else {})
        return self._through

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
    wanted: ShelfFilter,
    texts: Sequence[str] = (),
    *,
    is_typing: bool = False,
    is_strict: bool = False,
    seen: Seen | None = None,
) -> Asking | None:
    """A reading of the index for these filters; `is_strict`: no slip is forgiven, which costs half. None without an
    index. Raises OSError, ValueError."""
    searcher = goods_index.searcher()
    if searcher is None:
        return None
    by_words = [by_text(one, is_typing=is_typing, is_strict=is_strict) for one in texts]
    return Asking(searcher, wanted, [_any(by_words)] if by_words else [], seen)


def places(location_ids: Iterable[int]) -> Query:
    """Available in one of these stores; all count alike, whichever it is."""
    wanted = list(location_ids)
    if len(wanted) > MOST_LISTS:
        return Query.term_set_query(SCHEMA, "place", wanted)
    each = [Query.term_query(SCHEMA, "place", one, "basic") for one in wanted]
    return Query.const_score_query(_any(each), 1.0)


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
    return _any([here, Query.boolean_query([(MUST, usual), apart])])


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


def _any(queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(SHOULD, one) for one in queries])


def by_text(text: str, *, is_typing: bool = False, is_strict: bool = False) -> Query:
    """All words of a text, or a code; of a text being typed the last word may be a beginning with a slip."""
    words = rules.search_words(text)
    if not words:
        return Query.empty_query()
    asked = [(MUST, _by_word(word, is_begun=is_typing and word is words[-1], is_strict=is_strict)) for word in words]
    return _any([_by_code(text), Query.boolean_query(asked)])


def _by_code(text: str) -> Query:
    """A code whole, by its beginning or by its last digits, however it is spaced."""
    code = rules.bare_code(text)
    ways = [Query.boost_query(Query.term_query(SCHEMA, "code", code), 100.0)]
    if len(code) >= SHORTEST_CODE:
        ways.append(Query.boost_query(_fuzzy("code", code, 0, is_beginning=True), 20.0))
        if code.isdecimal():
            ways.append(Query.boost_query(_fuzzy("tail", code[::-1], 0, is_beginning=True), 10.0))
    return _any(ways)


def _by_word(word: str, *, is_begun: bool = False, is_strict: bool = False) -> Query:
    parts = goods_index.pieces(word)
    if len(parts) > 1:
        return Query.boolean_query([(MUST, _by_word(piece, is_begun=is_begun, is_strict=is_strict)) for piece in parts])
    stem = goods_index.stems(word)[0]
    ways = [
        Query.boost_query(Query.term_query(SCHEMA, "typed", word), 3.0),
        Query.boost_query(Query.term_query(SCHEMA, "title", stem), 4.0),
        Query.term_query(SCHEMA, "words", stem),
        Query.const_score_query(Query.term_query(SCHEMA, "code", rules.bare_code(word)), 5.0),
    ]
    if len(word) >= 2:
        ways.append(Query.const_score_query(_fuzzy("typed", word, 0, is_beginning=True), 1.5))
    if len(word) >= 4 and not is_strict:
        slips = 2 if len(word) >= LONG_WORD else 1
        ways.append(Query.const_score_query(_fuzzy("typed", word, slips), 0.3))
        ways.append(Query.const_score_query(_fuzzy("title", stem, 1), 0.3))
    if is_begun and len(word) >= SHORTEST_BEGUN and not is_strict:
        ways.append(Query.const_score_query(_fuzzy("typed", word, 1, is_beginning=True), 0.2))
    return _any(ways)


def _fuzzy(field: str, word: str, slips: int, *, is_beginning: bool = False) -> Query:
    return Query.fuzzy_term_query(SCHEMA, field, word, distance=slips, prefix=is_beginning)
