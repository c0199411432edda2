"""Search: the index of this host, the other keyboard layout as a second try, the shelf when there is none."""

import logging

from prilavok.doors.storefront import rules
from prilavok.doors.storefront.adapters import goods_index
from prilavok.doors.storefront.queries import shelf
from prilavok.doors.storefront.values import Card, Category, Found

log = logging.getLogger(__name__)
LIMIT = 480
LONGEST = 100


def find(text: str, limit: int = LIMIT) -> Found:
    """Products for what was typed, best first."""
    text = " ".join(text[:LONGEST].split())
    for asked in (text, rules.other_layout(text)):
        ids = _ask(asked, limit)
        if ids:
            return Found(product_ids=tuple(ids), asked=asked)
    return Found(product_ids=(), asked=text)


def _ask(text: str, limit: int) -> list[int]:
    try:
        if goods_index.is_there():
            return goods_index.find(text, limit)
    except (OSError, ValueError):
        log.exception("the search index cannot be read; asking the shelf instead")
        goods_index.forget_reader()
    return shelf.find_simply(text, limit)


def suggest(text: str, limit: int = 6, place: str = "") -> tuple[list[Card], list[Category]]:
    """The first few products and the categories whose titles begin with what was typed."""
    if len(text.strip()) < 2:
        return [], []
    found = find(text, limit * 2)
    begun = rules.plain(found.asked)
    categories = [
        one for one in shelf.tree(place).by_id.values() if any(word.startswith(begun) for word in _ways(one.title))
    ]
    categories.sort(key=lambda one: -one.count)
    return shelf.cards_by_id(found.product_ids, place=place)[:limit], categories[:3]


def _ways(title: str) -> list[str]:
    words = rules.plain(title).split()
    return [" ".join(words[start:]) for start in range(len(words))]
