"""What to show beside a product: bought together, similar, in the visitor's stores. Only what can be bought there.

Recommendations say what fits and why; the shelf says what the visitor may see and where it lies. What lies in no store
of theirs is left out of every block, and nothing stands twice.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from prilavok.doors.storefront.models import Shelf
from prilavok.doors.storefront.queries import search, shelf, words
from prilavok.doors.storefront.values import Card, Others, OthersBlock, Seen, ShelfFilter
from prilavok.insight.recommendations import api as recommendations
from prilavok.insight.recommendations.values import Kind, Rule

# Candidates of a stored block: several times what is shown, because much of it may lie elsewhere.
MOST: Final = 24


def beside(*, slug: str, seen: Seen, near: Sequence[int]) -> Others | None:
    """The blocks beside a product that have something in them; None when there is no such product.

    `near` are the stores that serve the visitor. At most five queries.
    """
    row = Shelf.objects.filter(slug=slug, is_anywhere=True).values_list("product_id", "category_ids").first()
    if row is None:
        return None
    product_id, category_ids = row
    manner = recommendations.manner()
    offers = recommendations.offered(product_ids=[product_id])[product_id]
    wanted = {kind: [one.product_id for one in found[:MOST]] for kind, found in offers.items() if kind in manner.kinds}
    cards = _cards({one for ids in wanted.values() for one in ids}, near, seen)
    taken, blocks = {product_id}, []
    for kind in (Kind.TOGETHER, Kind.SIMILAR):
        shown = [cards[one] for one in wanted.get(kind, []) if one in cards and one not in taken][: manner.shown]
        taken |= {card.product_id for card in shown}
        rules = {one.product_id: recommendations.rule_of(kind, one.reason) for one in offers.get(kind, ())}
        blocks.append(OthersBlock(kind=kind.value, cards=shown, rules=rules))
    if Kind.NEAR in manner.kinds:
        shown = _near(category_ids, near, seen, taken)[: manner.shown]
        rules = dict.fromkeys((one.product_id for one in shown), Rule.NEAR)
        blocks.append(OthersBlock(kind=Kind.NEAR.value, cards=shown, rules=rules))
    return Others(blocks=tuple(one for one in blocks if one.cards), apart_percent=manner.apart_percent)


def _cards(product_ids: Iterable[int], near: Sequence[int], seen: Seen) -> dict[int, Card]:
    ids = sorted(product_ids)
    found = shelf.cards_by_id(ids, near, seen.place) if ids and near else []
    return {card.product_id: card for card in words.with_lines(found, seen)}


def _near(category_ids: Sequence[int], near: Sequence[int], seen: Seen, taken: set[int]) -> list[Card]:
    """What sells best of the same category in the visitor's store, else in the stores that serve them."""
    known = shelf.tree(seen.place).by_id
    places = (seen.store_id,) if seen.store_id else tuple(near)
    home = max((known[one] for one in category_ids if one in known), key=lambda one: one.depth, default=None)
    if home is None or not places:
        return []
    wanted = ShelfFilter(place=seen.place, category_id=home.category_id, location_ids=places)
    cards = [card for card in search.first(wanted) if card.product_id not in taken]
    return words.with_lines(cards, seen)
