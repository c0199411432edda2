"""How that is called what promotions name: categories, goods, places, price types. One question each, for many."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from prilavok.goods.pim import api as pim
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.promotions import api as promotions
from prilavok.goods.pricing.promotions.values import Bundle, BuyGet, Gift, Goods, Terms
from prilavok.goods.stock import api as stock
from prilavok.people.marketing.segments import api as segments


@dataclass(frozen=True, kw_only=True)
class Names:
    """Titles by ids; what is gone is called by its number."""

    categories: dict[int, str] = field(default_factory=dict)
    products: dict[int, str] = field(default_factory=dict)
    variants: dict[int, str] = field(default_factory=dict)
    regions: dict[str, str] = field(default_factory=dict)
    stores: dict[int, str] = field(default_factory=dict)
    segments: dict[str, str] = field(default_factory=dict)
    price_types: dict[int, str] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)


def goods_in(terms: Terms) -> Iterator[Goods]:
    """All the choices of goods in a promotion."""
    yield from (terms.goods, terms.besides)
    match terms.effect:
        case BuyGet():
            yield terms.effect.get
        case Bundle():
            yield from (part.goods for part in terms.effect.parts)
        case Gift():
            yield Goods(variants=terms.effect.variants)
        case _:
            pass


def names_for(many: Sequence[Terms]) -> Names:
    """The names that these promotions need."""
    named = [goods for terms in many for goods in goods_in(terms)]
    products = sorted({one for goods in named for one in goods.products})
    variants = sorted({one for goods in named for one in goods.variants})
    places = {one for terms in many for one in (*terms.where.stores, *terms.where.regions)}
    return Names(
        categories=categories() if any(goods.categories for goods in named) else {},
        products={card.product_id: card.title for card in pim.cards(product_ids=products).values()} if products else {},
        variants=_variants(variants),
        regions=regions() if places else {},
        stores=stores() if places else {},
        segments=segments.codes() if any(terms.where.segments for terms in many) else {},
        price_types={one.price_type_id: one.title for one in pricing.price_types()},
        classes={one.code: one.title for one in promotions.classes()},
    )


def categories() -> dict[int, str]:
    """Categories of the site's tree and of the ERP's, by their whole path."""
    found: dict[int, str] = {}
    for tree in (pim.category_tree(), pim.site_tree()):
        titles = {node.category_id: node.title for node in tree}
        found |= {node.category_id: " / ".join(titles[one] for one in node.path if one in titles) for node in tree}
    return found


def regions() -> dict[str, str]:
    """Regions by their codes."""
    return {one.code: one.title for one in stock.regions()}


def stores() -> dict[int, str]:
    """Stores with their cities."""
    cards = [card for card in stock.locations().values() if card.kind == "store" and card.is_active]
    return {card.location_id: f"{card.city}, {card.title}" if card.city else card.title for card in cards}


def _variants(ids: Iterable[int]) -> dict[int, str]:
    wanted = list(ids)
    return {one.variant_id: one.title for one in pim.variants(variant_ids=wanted).values()} if wanted else {}
