"""Goods by what people write of them: an article, a barcode or a name on each line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductCard
from prilavok.goods.pricing.promotions.values import Goods

MOST_LINES: Final = 300
CANDIDATES: Final = 20


@dataclass(frozen=True)
class Named:
    """What was meant: whole products, single variants, and lines that mean nothing or several goods."""

    products: tuple[int, ...]
    variants: tuple[int, ...]
    unknown: tuple[str, ...]


def named(text: str) -> Named:
    """The goods that the lines mean."""
    lines = list(dict.fromkeys(line.strip() for line in text.replace(";", "\n").splitlines() if line.strip()))
    products, variants, unknown = dict[int, None](), dict[int, None](), list[str](lines[MOST_LINES:])
    for line in lines[:MOST_LINES]:
        cards = list(pim.cards(product_ids=pim.find(text=line, limit=CANDIDATES)).values())
        product_id, variant_id = _one_of(line.casefold(), cards)
        if variant_id:
            variants[variant_id] = None
        elif product_id:
            products[product_id] = None
        else:
            unknown.append(line)
    return Named(tuple(products), tuple(variants), tuple(unknown))


def _one_of(line: str, cards: Sequence[ProductCard]) -> tuple[int, int]:
    """A variant by its own article or barcode, else a product by its article or name, else the only one found."""
    for card in cards:
        for one in card.variants:
            own = {code.casefold() for code in one.barcodes}
            if one.article.casefold() != card.article.casefold():
                own.add(one.article.casefold())
            if line in own and len(card.variants) > 1:
                return 0, one.variant_id
    exact = [card for card in cards if line in {card.article.casefold(), card.title.casefold()}]
    codes = [card for card in cards if any(line in {*one.barcodes, one.article.casefold()} for one in card.variants)]
    for found in (exact, codes, cards):
        if len(found) == 1:
            return found[0].product_id, 0
    return 0, 0


def variants_named(text: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Single variants that the lines mean (a product of one variant is that), and lines that mean none."""
    found = named(text)
    cards = pim.cards(product_ids=found.products)
    unknown = list(found.unknown)
    variants = list(found.variants)
    for product_id in found.products:
        card = cards[product_id]  # type: ignore[index]
        if len(card.variants) == 1:
            variants.append(card.variants[0].variant_id)
        else:
            unknown.append(card.title)
    return tuple(variants), tuple(unknown)


def told(goods: Iterable[Goods]) -> dict[tuple[str, int], str]:
    """How goods that are named themselves are written: an article where there is one, else the name."""
    named_goods = list(goods)
    products = sorted({one for each in named_goods for one in each.products})
    variants = sorted({one for each in named_goods for one in each.variants})
    lines: dict[tuple[str, int], str] = {}
    for card in pim.cards(product_ids=products).values() if products else ():
        lines["product", card.product_id] = card.article or card.title
    for one in pim.variants(variant_ids=variants).values() if variants else ():
        lines["variant", one.variant_id] = next(iter(one.barcodes), "") or one.article or one.title
    return lines
