"""What is published, compiled once a process and read anew when the book's page was turned.

The page is a random number, not a counter: a number that was rolled back with its transaction never comes again, so
what was compiled within it is never taken for anything else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import msgspec

from prilavok.base.bulk import fetch
from prilavok.goods.pricing.engine.index import Index, index_of
from prilavok.goods.pricing.engine.terms import Gift, Terms

PAGE: Final = """
SELECT version, floor_percent, floor_price_type_id, statement_timestamp()
FROM (SELECT 1) AS one LEFT JOIN pricing_promotionbook ON id = 1
"""
PUBLISHED: Final = """
SELECT p.id, p.revision, r.content FROM pricing_promotion p
JOIN pricing_promotionrevision r ON r.promotion_id = p.id AND r.number = p.revision
WHERE p.state = 'published' AND (p.ends_at IS NULL OR p.ends_at > statement_timestamp()) ORDER BY p.id
"""
BEGUN: Final = PUBLISHED.replace(
    "ORDER BY", "AND (p.starts_at IS NULL OR p.starts_at <= statement_timestamp()) ORDER BY"
)
RANKS: Final = "SELECT code, position FROM pricing_promotionclass"
TURN: Final = """
INSERT INTO pricing_promotionbook AS book (id, version, floor_percent) VALUES (1, (random() * 9e15)::bigint, 0)
ON CONFLICT (id) DO UPDATE SET version = excluded.version
"""


@dataclass(frozen=True, slots=True)
class Book:
    """Published promotions ready for quotes. `limited` are those whose uses are counted, with the limit a person."""

    version: int
    index: Index
    floor_percent: Decimal
    floor_price_type: int | None
    gifts: frozenset[int]
    limited: dict[int, int | None]


Published = tuple[int, int, Terms]
_read: dict[int, Book] = {}


def open_book() -> tuple[Book, datetime]:
    """The book as it stands and the database's time. One query, three when a page was turned."""
    return book_at(fetch(PAGE)[0])


def book_at(page: Sequence[Any]) -> tuple[Book, datetime]:
    """The same for a page that was read together with something else."""
    version, percent, price_type, now = page[0] or 0, page[1] or Decimal(0), page[2], page[3]
    book = _read.get(version)
    if book is None or not version:
        book = bound(published(), version=version, floor_percent=percent, floor_price_type=price_type)
        _read.clear()
        _read[version] = book
    return book, now


def published() -> list[Published]:
    """Promotions that are published and not over. One query."""
    return [(pk, revision, _terms(content)) for pk, revision, content in fetch(PUBLISHED)]


def begun() -> list[Published]:
    """Those of them that have begun. One query."""
    return [(pk, revision, _terms(content)) for pk, revision, content in fetch(BEGUN)]


def bound(
    promotions: Iterable[Published],
    *,
    version: int = 0,
    floor_percent: Decimal = Decimal(0),
    floor_price_type: int | None = None,
) -> Book:
    """A book of these promotions: the published ones, or others to try out what would be. One query."""
    known = list(promotions)
    return Book(
        version=version,
        index=index_of(known, dict(fetch(RANKS))),
        floor_percent=floor_percent,
        floor_price_type=floor_price_type,
        gifts=frozenset(
            one for _, _, terms in known if isinstance(terms.effect, Gift) for one in terms.effect.variants
        ),
        limited={
            pk: terms.limits.per_person
            for pk, _, terms in known
            if terms.limits.total is not None or terms.limits.per_person is not None
        },
    )


def turn_page() -> None:
    """Every process reads the book anew with its next quote. Joins the unit."""
    fetch(TURN)


def _terms(content: object) -> Terms:
    decoded = msgspec.json.decode(content) if isinstance(content, str | bytes) else content
    return msgspec.convert(decoded, Terms)
