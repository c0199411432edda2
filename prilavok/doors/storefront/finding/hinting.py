"""What to offer while somebody types: what others ask, categories, brands, goods. All of one reading of the text."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import Final, Generic, TypeVar

from prilavok.base.bulk import fetch
from prilavok.doors.storefront import memory, rules
from prilavok.doors.storefront.adapters import goods_index
from prilavok.doors.storefront.finding import asked, whole
from prilavok.doors.storefront.finding.facets import code_of
from prilavok.doors.storefront.queries import search, shelf
from prilavok.doors.storefront.queries.own_prices import with_own
from prilavok.doors.storefront.values import BrandHint, Category, Hints, Tree
from prilavok.goods.pricing.values import Circumstances

SHORTEST: Final = 2
GOODS, CATEGORIES, BRANDS, TEXTS = 6, 3, 2, 4
BRANDS_S: Final = 300.0
MOST_BRANDS: Final = 2000
MOST_PLACES: Final = 500
T = TypeVar("T")


class Beginnings(Generic[T]):
    """Titles to be found by the beginning of any of their words."""

    def __init__(self, titled: Iterable[tuple[str, T]]) -> None:
        self._things: list[T] = []
        begun: list[tuple[str, int]] = []
        for number, (title, thing) in enumerate(titled):
            self._things.append(thing)
            words = rules.plain(title).replace("-", " ").split()
            begun += [(" ".join(words[at:]), number) for at in range(len(words))]
        begun.sort()
        self._texts, self._numbers = [text for text, _ in begun], [number for _, number in begun]

    def of(self, text: str) -> list[T]:
        """What has a title that, or the rest of which from one of its words on, begins so; in the order given."""
        found = set()
        for at in range(bisect_left(self._texts, text), len(self._texts)):
            if not self._texts[at].startswith(text):
                break
            found.add(self._numbers[at])
        return [self._things[number] for number in sorted(found)]


_read: dict[str, tuple[Tree, Beginnings[Category]]] = {}


def hints(text: str, place: str = "", own: Circumstances | None = None) -> Hints:
    """The offers for what was typed so far; nothing for a single letter. At most one query, of the cards (three for
    whom prices of their `own` are shown)."""
    if len(text.strip()) < SHORTEST:
        return Hints()
    found = search.begin(text, GOODS * 2, place)
    begun = rules.plain(found.asked)
    categories = _categories(place).of(begun)[:CATEGORIES]
    return Hints(
        cards=with_own(shelf.cards_by_id(found.product_ids, place=place)[:GOODS], own),
        categories=tuple(categories),
        brands=tuple(_brands().of(begun)[:BRANDS]),
        texts=tuple(asked.begun(found.asked, TEXTS)),
        parents={one.category_id: _parent(one, place) for one in categories},
    )


def _categories(place: str) -> Beginnings[Category]:
    """The categories, the fullest first; as old as the tree."""
    tree = shelf.tree(place)
    known = _read.get(place)
    if known is None or known[0] is not tree:
        fullest = sorted(tree.by_id.values(), key=lambda one: (-one.count, one.title))
        known = (tree, Beginnings((one.title, one) for one in fullest))
        if len(_read) > MOST_PLACES:
            _read.clear()
        _read[place] = known
    return known[1]


def _brands() -> Beginnings[BrandHint]:
    def read() -> Beginnings[BrandHint]:
        return Beginnings(
            (title, BrandHint(title=title, code=code_of(title), count=count)) for title, count in _every_brand()
        )

    found: Beginnings[BrandHint] = memory.kept("brands", BRANDS_S, read)
    return found


def _every_brand() -> list[tuple[str, int]]:
    known = goods_index.or_none(lambda: whole.brands(MOST_BRANDS))
    return (
        known
        if known is not None
        else [
            (row[0], row[1])
            for row in fetch(
                "SELECT brand, count(*) FROM storefront_shelf WHERE is_anywhere AND brand <> ''"
                " GROUP BY brand ORDER BY 2 DESC, 1 LIMIT %s",
                [MOST_BRANDS],
            )
        ]
    )


def _parent(one: Category, place: str) -> str:
    known = shelf.tree(place).by_id
    return known[one.parent_id].title if one.parent_id in known else ""
