"""The search index: tantivy files of this host, written by one process, read by many, rebuilt from the shelf at will.

Words are kept twice: stemmed (Russian) to be found in any form, and as typed to be found by beginning, with one slip,
two in a long word.
The id is a signed integer on purpose: deleting by an unsigned one does nothing and would leave doubles.
"""

import json
import shutil
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tantivy
from django.conf import settings

from prilavok.doors.storefront import rules
from prilavok.doors.storefront.values import IndexRow

VERSION = 1
RECHECK_S = 3.0
HEAP_BYTES = 64 * 1024 * 1024
LONG_WORD = 8

_stem = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase()).filter(
    tantivy.Filter.stemmer("russian")
).build()  # fmt: skip
_plain = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase()).build()


def folder() -> Path:
    """Where the index lives; another version of the schema gets another folder."""
    return Path(settings.VAR) / "search" / f"goods-{VERSION}"


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=True, indexed=True, fast=True)
    builder.add_text_field("title", tokenizer_name="stem")
    builder.add_text_field("words", tokenizer_name="stem")
    builder.add_text_field("typed", tokenizer_name="plain")
    builder.add_text_field("code", tokenizer_name="raw")
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

    def put(self, rows: Iterable[IndexRow]) -> None:
        """Replace the documents of these rows; rows that are not visible are only taken out."""
        for row in rows:
            self.writer.delete_documents_by_term("id", row.product_id)
            if row.is_visible:
                self.writer.add_document(tantivy.Document.from_dict(_document(row), SCHEMA))

    def commit(self, database: str, sequence: int) -> None:
        """Make it visible, then remember how far we are; dying in between only repeats work."""
        self.writer.commit()
        fresh = self._mark.with_suffix(".new")
        fresh.write_text(json.dumps({"database": database, "sequence": sequence}))
        fresh.replace(self._mark)


def _document(row: IndexRow) -> dict[str, Any]:
    typed = rules.plain(f"{row.title} {row.brand} {row.words}")
    return {
        "id": row.product_id,
        "title": rules.plain(f"{row.title} {row.brand}"),
        "words": rules.plain(row.words),
        "typed": typed,
        "code": list(row.codes),
    }


_reading: tuple[float, tantivy.Index | None] = (0.0, None)


def _reader() -> tantivy.Index | None:
    global _reading  # noqa: PLW0603 - one open index a process; opening it for each search would cost more than searching
    checked, index = _reading
    if index is not None and folder().exists():
        return index
    if time.monotonic() - checked < RECHECK_S and index is None and checked:
        return None
    path = folder()
    index = _open(path) if (path / "position.json").exists() else None
    _reading = (time.monotonic(), index)
    return index


def forget_reader() -> None:
    """Open the index anew at the next search; for tests that move the folder."""
    global _reading  # noqa: PLW0603 - see _reader
    _reading = (0.0, None)


def is_there() -> bool:
    """Whether this host has an index to ask."""
    return _reader() is not None


def find(text: str, limit: int) -> list[int]:
    """Product ids for a query, best first; empty when nothing fits or there is no index."""
    index = _reader()
    words = rules.search_words(text)
    if index is None or not words:
        return []
    searcher = index.searcher()
    query = tantivy.Query.boolean_query(
        [
            (tantivy.Occur.Should, _by_code(text)),
            (
                tantivy.Occur.Should,
                tantivy.Query.boolean_query([(tantivy.Occur.Must, _by_word(word)) for word in words]),
            ),
        ]
    )
    hits = searcher.search(query, limit=limit, count=False).hits
    return [int(searcher.doc(where)["id"][0]) for _, where in hits]


def _by_code(text: str) -> tantivy.Query:
    code = rules.code_of(text)
    ways = [(tantivy.Occur.Should, _boosted(tantivy.Query.term_query(SCHEMA, "code", code), 100.0))]
    if len(code) >= 4:
        ways.append(
            (
                tantivy.Occur.Should,
                _boosted(tantivy.Query.fuzzy_term_query(SCHEMA, "code", code, distance=0, prefix=True), 20.0),
            )
        )
    return tantivy.Query.boolean_query(ways)


def _by_word(word: str) -> tantivy.Query:
    pieces = _plain.analyze(word) or [word]
    if len(pieces) > 1:
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, _by_word(piece)) for piece in pieces])
    stem = (_stem.analyze(word) or [word])[0]
    ways = [
        _boosted(tantivy.Query.term_query(SCHEMA, "typed", word), 3.0),
        _boosted(tantivy.Query.term_query(SCHEMA, "title", stem), 4.0),
        tantivy.Query.term_query(SCHEMA, "words", stem),
        tantivy.Query.const_score_query(tantivy.Query.term_query(SCHEMA, "code", word), 5.0),
    ]
    if len(word) >= 2:
        prefix = tantivy.Query.fuzzy_term_query(SCHEMA, "typed", word, distance=0, prefix=True)
        ways.append(tantivy.Query.const_score_query(prefix, 1.5))
    if len(word) >= 4:
        slips = 2 if len(word) >= LONG_WORD else 1
        slip = tantivy.Query.fuzzy_term_query(SCHEMA, "typed", word, distance=slips)
        ways.append(tantivy.Query.const_score_query(slip, 0.3))
        slip_in_stem = tantivy.Query.fuzzy_term_query(SCHEMA, "title", stem, distance=1)
        ways.append(tantivy.Query.const_score_query(slip_in_stem, 0.3))
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, way) for way in ways])


def _boosted(query: tantivy.Query, times: float) -> tantivy.Query:
    return tantivy.Query.boost_query(query, times)
