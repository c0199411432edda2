"""The search index: tantivy files of this host, written by one process, read by many, rebuilt from the shelf at will.

Words are kept three times: stemmed (Russian) to be found in any form, as typed to be found by beginning, with one slip,
two in a long word, and as they sound. Codes are kept bare of dashes and spaces, long numbers also from behind, for
their last digits. What goods are narrowed, sorted and counted by stands beside them in columns: stores, price, facets,
categories. No two goods are alike in the columns they are sorted by, but for the price: a page further on never shows
a good again. The first facets of a good have a column each, and only what is beyond shares one: to count the values of
a column that has one for each good costs a quarter.
The id is a signed integer on purpose: deleting by an unsigned one does nothing and would leave doubles.
"""

import json
import logging
import re
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import tantivy
from django.conf import settings

from prilavok.doors.storefront import rules
from prilavok.doors.storefront.adapters.states import NEVER, State, Told
from prilavok.doors.storefront.finding.facets import picks_of
from prilavok.doors.storefront.finding.sounds import sound_of
from prilavok.doors.storefront.values import IndexRow

log = logging.getLogger(__name__)
T = TypeVar("T")
Reading = tuple[State, tantivy.Searcher]
VERSION = 7
RECHECK_S = 3.0
FRESH_S = 0.05
# The face of goods that look alike to all; a place of its own has its code.
EVERYBODY = "*"
HEAP_BYTES = 128 * 1024 * 1024
# Shorter ones are typed whole; of longer ones people read the last digits.
LONG_CODE = 6
# Ids differ within so many of each other; a tie in rank is broken in what is too small to matter.
IDS = 2**26
MOST_TOLD = 2000
MOST_NARROWED = 100
TIE = 1e-4
# One of so many goods stands for those like it.
SAMPLED = 256
# The first so many facets of a good have columns of their own, the rest share the last one.
COLUMNS = 8
FACETS = (*(f"facet{at}" for at in range(COLUMNS)), "facet")

_RUSSIAN = re.compile(r"[а-я]{4,}")
_stem = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase()).filter(
    tantivy.Filter.stemmer("russian")
).build()  # fmt: skip
_plain = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase()).build()


def folder() -> Path:
    """Where the index lives; another version of the schema gets another folder."""
    return Path(settings.VAR) / "search" / f"goods-{VERSION}"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    builder.add_text_field("title", tokenizer_name="stem")
    builder.add_text_field("words", tokenizer_name="stem")
    builder.add_text_field("typed", tokenizer_name="plain", index_option="freq")
    builder.add_text_field("sound", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("code", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("tail", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("category", indexed=True, fast=True)
    builder.add_integer_field("place", indexed=True)
    builder.add_integer_field("price", indexed=True, fast=True)
    builder.add_integer_field("created", fast=True)
    builder.add_float_field("rank", fast=True)
    builder.add_float_field("rated", fast=True)
    builder.add_float_field("saved", fast=True)
    builder.add_boolean_field("arriving", indexed=True)
    builder.add_boolean_field("had", indexed=True)
    builder.add_boolean_field("pictured", indexed=True)
    builder.add_boolean_field("first", indexed=True)
    builder.add_boolean_field("sample", indexed=True)
    builder.add_text_field("face", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("apart", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("pick", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("tier", indexed=True)
    builder.add_integer_field("columns", indexed=True)
    for name in FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    return builder.build()


SCHEMA = _schema()


def _open(path: Path) -> tantivy.Index:
    index = tantivy.Index(SCHEMA, path=str(path))
    index.register_tokenizer("stem", _stem)
    index.register_tokenizer("plain", _plain)
    return index


class Writing:
    """The one writer of the index on this host. Raises ValueError (LockBusy) when there is another."""

    def __init__(self) -> None:
        self.path = folder()
        self.path.mkdir(parents=True, exist_ok=True)
        try:
            self.index = _open(self.path)
        except ValueError:
            shutil.rmtree(self.path)
            self.path.mkdir(parents=True)
            self.index = _open(self.path)
        self.writer = self.index.writer(heap_size=HEAP_BYTES, num_threads=1)

    @property
    def _mark(self) -> Path:
        return self.path / "position.json"

    def position(self, database: str) -> int:
        """The last change that is in the index; 0 when it was made from another database."""
        try:
            known = json.loads(self._mark.read_text())
        except (OSError, ValueError):
            return 0
        return int(known["sequence"]) if known.get("database") == database else 0

    def clear(self) -> None:
        """Forget all documents (seen by readers with the next commit)."""
        self.writer.delete_all_documents()

    def put(self, rows: Iterable[IndexRow], *, is_new: bool = False) -> None:
        """Replace the documents of these rows; invisible rows are only taken out. `is_new`: there are none."""
        for row in rows:
            if not is_new:
                self.writer.delete_documents_by_term("id", row.product_id)
            for document in _documents(row):
                self.writer.add_document(tantivy.Document.from_dict(document, SCHEMA))

    def commit(self, database: str, sequence: int) -> None:
        """Make it visible, then remember how far we are; dying in between only repeats work."""
        self.writer.commit()
        fresh = self._mark.with_suffix(".new")
        fresh.write_text(json.dumps({"database": database, "sequence": sequence}))
        fresh.replace(self._mark)
        for old in self.path.parent.glob("goods-*"):
            if old != self.path:  # of a schema before this one
                shutil.rmtree(old, ignore_errors=True)


def _documents(row: IndexRow) -> Iterator[dict[str, Any]]:
    """One document for everybody, one more for each place that sees another price or sees it alone."""
    if not row.is_anywhere:
        return
    usual = _usual(row)
    if row.is_visible:
        yield {**usual, "first": True, "apart": [place for place, *_ in row.faces]}
    is_first = not row.is_visible
    for place, is_seen, price, before in row.faces:
        if is_seen:
            yield {**usual, "first": is_first, "face": place, "price": price, "saved": _saved(price, before)}
            is_first = False


def _saved(price: int, before: int) -> float:
    return 1 - price / before if before > price else 0.0


def _usual(row: IndexRow) -> dict[str, Any]:
    codes = sorted({rules.bare_code(code) for code in row.codes} - {""})
    apart, rest = row.facets[:COLUMNS], row.facets[COLUMNS:]
    typed = rules.plain(f"{row.title} {row.brand} {row.words}")
    rank = round(row.rank, 4) + TIE * (1 - row.product_id % IDS / IDS)
    return {
        "face": EVERYBODY,
        "id": row.product_id,
        "title": rules.plain(f"{row.title} {row.brand}"),
        "words": rules.plain(row.words),
        "typed": typed,
        "sound": sorted({sound(word) for word in _RUSSIAN.findall(typed)} - {""}),
        "code": codes,
        "tail": [code[::-1] for code in codes if code.isdecimal() and len(code) >= LONG_CODE],
        "category": list(row.category_ids),
        "place": list(row.location_ids),
        "price": row.price,
        "created": row.created_s * IDS + row.product_id % IDS,
        "rank": rank,
        # The stars first; of those alike what sells better.
        "rated": round(row.standing, 2) * 10_000 + rank,
        "saved": _saved(row.price, row.before),
        "arriving": row.is_arriving,
        "had": bool(row.location_ids),
        "pictured": row.is_pictured,
        # What rank is above, in whole points: a list of goods for each, the best first.
        "tier": int(rank),
        "pick": picks_of(row.facets),
        "columns": len(apart) + bool(rest),
        **dict(zip(FACETS, apart, strict=False)),
        "facet": list(rest),
        "sample": row.product_id % SAMPLED == 0,
    }


class _Reading:
    """The index as this process reads it: opened once, looked at again when the writer says that it went on."""

    def __init__(self) -> None:
        self.index: tantivy.Index | None = None
        self.looked = 0.0
        self.mark: State = NEVER

    def get(self) -> tantivy.Index | None:
        now = time.monotonic()
        if self.looked and now - self.looked < (FRESH_S if self.index is not None else RECHECK_S):
            return self.index
        self.looked = now
        path = folder()
        try:
            stat = (path / "position.json").stat()
        except OSError:
            self.index = None
            return None
        mark = (stat.st_ino, stat.st_mtime_ns)
        if self.index is None:
            self.index = _open(path)
        elif mark != self.mark:
            self.index.reload()
        self.mark = mark
        return self.index


_reading = _Reading()


def searcher() -> tantivy.Searcher | None:
    """What may be asked on this host, a tenth of a second old at most; None without an index.

    Raises OSError, ValueError when its files are broken.
    """
    found = reading()
    return None if found is None else found[1]


def reading() -> Reading | None:
    """The state of the index that this process reads, another one after every commit, and what may be asked of it:
    that state or a later one. None without an index. Raises OSError, ValueError."""
    index = _reading.get()
    return None if index is None else (_reading.mark, index.searcher())


# What a state of the index said of all goods; what it found for words: ids, and what those can be narrowed by.
of_all, of_words, of_many = Told(MOST_TOLD), Told(MOST_TOLD), Told(MOST_NARROWED)


def faces(state: State, searcher: tantivy.Searcher) -> frozenset[str]:
    """The places that goods are written down for; where there is but EVERYBODY, nobody need be asked who sees what."""
    return of_all.once(state, "faces", lambda: frozenset(name for name, _ in searcher.terms_with_prefix("face", "")))


def columns(state: State, searcher: tantivy.Searcher) -> tuple[str, ...]:
    """The columns of facets that any of the goods has something in."""

    def look() -> tuple[str, ...]:
        most = max((many for many in range(len(FACETS) + 1) if searcher.doc_freq("columns", many)), default=0)
        return FACETS[:most]

    return of_all.once(state, "columns", look)


def stems(word: str) -> list[str]:
    """A word as titles are kept."""
    return _stem.analyze(word) or [word]


@lru_cache(maxsize=100_000)
def sound(word: str) -> str:
    """The stem of a word as it sounds; "" for what is no Russian word or a short one."""
    return sound_of(stems(word)[0])


def pieces(word: str) -> list[str]:
    """The parts of a word between its dashes and points."""
    return _plain.analyze(word) or [word]


def or_none(do: Callable[[], T]) -> T | None:
    """None when the index is broken: the shelf answers then, and the next question tries the index again."""
    try:
        return do()
    except (OSError, ValueError):
        log.exception("the search index cannot be read; asking the shelf instead")
        forget_reader()
        return None


def forget_reader() -> None:
    """Open the index anew at the next search; for files that broke or moved."""
    global _reading  # noqa: PLW0603 - one reading a process
    _reading = _Reading()
    for one in (of_all, of_words, of_many):
        one.forget()


def is_there() -> bool:
    """Whether this host has an index to ask."""
    return _reading.get() is not None
