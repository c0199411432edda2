"""What to offer while somebody types: what others ask, categories, brands, goods. All of one reading of the text."""

from collections.abc import Iterable
from typing import Final

from prilavok.base.bulk import fetch
from prilavok.doors.storefront import memory, rules
from prilavok.doors.storefront.finding import asked
from prilavok.doors.storefront.finding.facets import code_of
from prilavok.doors.storefront.queries import search, shelf
from prilavok.doors.storefront.queries.own_prices import with_own
from prilavok.doors.storefront.values import BrandHint, Category, Hints
from prilavok.goods.pricing.values import Circumstances

SHORTEST: Final = 2
GOODS, CATEGORIES, BRANDS, TEXTS = 6, 3, 2, 4
BRANDS_S: Final = 300.0
MOST_BRANDS: Final = 2000


def hints(text: str, place: str = "", own: Circumstances | None = None) -> Hints:
    """The offers for what was typed so far; nothing for a single letter. At most one query, of the cards (three for
    whom prices of their `own` are shown)."""
    if len(text.strip()) < SHORTEST:
        return Hints()
    found = search.find(text, GOODS * 2, place, is_typing=True)
    begun = rules.plain(found.asked)
    tree = shelf.tree(place).by_id.values()
    categories = sorted((one for one in tree if _begins(one.title, begun)), key=lambda one: (-one.count, one.title))
    return Hints(
        cards=with_own(shelf.cards_by_id(found.product_ids, place=place)[:GOODS], own),
        categories=tuple(categories[:CATEGORIES]),
        brands=tuple(_brands(begun)),
        texts=tuple(asked.begun(found.asked, TEXTS)),
        parents={one.category_id: _parent(one, place) for one in categories[:CATEGORIES]},
    )


def _brands(begun: str) -> Iterable[BrandHint]:
    known: list[tuple[str, int]] = memory.kept("brands", BRANDS_S, _every_brand)
    found = [
        BrandHint(title=title, code=code_of(title), count=count) for title, count in known if _begins(title, begun)
    ]
    return found[:BRANDS]


def _every_brand() -> list[tuple[str, int]]:
    return [
        (row[0], row[1])
        for row in fetch(
            "SELECT brand, count(*) FROM storefront_shelf WHERE is_anywhere AND brand <> ''"
            " GROUP BY brand ORDER BY 2 DESC, 1 LIMIT %s",
            [MOST_BRANDS],
        )
    ]


def _parent(one: Category, place: str) -> str:
    known = shelf.tree(place).by_id
    return known[one.parent_id].title if one.parent_id in known else ""


def _begins(title: str, begun: str) -> bool:
    """The title, or the rest of it from one of its words on, begins so."""
    words = rules.plain(title).replace("-", " ").split()
    return any(" ".join(words[at:]).startswith(begun) for at in range(len(words)))
