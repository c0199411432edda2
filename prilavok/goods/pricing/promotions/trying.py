"""A promotion that is not published, tried among those that are: what a basket or a shelf would cost with it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

import msgspec

from prilavok.base.bulk import fetch, numbers
from prilavok.base.money import RUB, Money
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantId
from prilavok.goods.pricing.engine.terms import CATALOGUE, Bundle, BuyGet, Goods, Hours, Need, Terms
from prilavok.goods.pricing.engine.times import in_hours
from prilavok.goods.pricing.promotions.book import Book, bound, open_book, published
from prilavok.goods.pricing.promotions.holding import moment_of
from prilavok.goods.pricing.promotions.reckoning import COSTS, Asked, quote
from prilavok.goods.pricing.quotes import Quote
from prilavok.goods.pricing.values import Circumstances

NEW: Final = 2**62  # a promotion that was never kept is the youngest of all


def book_with(
    terms: Terms | None, *, promotion_id: int | None = None, shelf_only: bool = False, is_presented: bool = True
) -> Book:
    """What is published with this promotion in the place of its published self; None takes it out. Its dates and hours
    are let off, and its coupon counts as presented unless told otherwise."""
    known, _ = open_book()
    others = [one for one in published() if one[0] != promotion_id and (not shelf_only or one[2].kind == CATALOGUE)]
    if terms is not None:
        others.append((promotion_id or NEW, 0, _as_if(terms, is_presented=is_presented)))
    return bound(others, floor_percent=known.floor_percent, floor_price_type=known.floor_price_type)


def _as_if(terms: Terms, *, is_presented: bool) -> Terms:
    need: Need = msgspec.structs.replace(terms.need, coupon=terms.need.coupon and not is_presented)
    return msgspec.structs.replace(terms, need=need, hours=Hours(), starts_at=None, ends_at=None)


def quote_with(*, lines: Sequence[tuple[VariantId, Decimal]], where: Circumstances, book: Book) -> Quote:
    """The quote of a basket by such a book. Raises NoPrice naming the variants."""
    return quote(Asked(lines=lines, where=where, book=book))


def is_in_hours(terms: Terms, at: datetime) -> bool:
    """True when the promotion's days of the week and hours are those of the moment, whatever its dates."""
    return in_hours(terms.hours, moment_of(at))


def costs(*, variant_ids: Sequence[int], price_type_id: int) -> dict[VariantId, Money]:
    """What goods cost by a price list; those that are not in it are absent. One query."""
    rows = fetch(COSTS, [numbers(variant_ids), numbers([price_type_id])]) if variant_ids else []
    return {VariantId(variant_id): Money(amount, RUB) for variant_id, _type, amount in rows}


def goods_meant(terms: Terms, *, limit: int) -> list[VariantId]:
    """Variants that the promotion is for, at most so many."""
    effect = terms.effect
    named = [part.goods for part in effect.parts] if isinstance(effect, Bundle) else [terms.goods]
    if isinstance(effect, BuyGet):
        named.append(effect.get)
    besides = set() if terms.besides.is_everything else set(_variants(terms.besides, limit=1_000_000))
    found = dict.fromkeys(one for goods in named for one in _variants(goods, limit=limit + len(besides)))
    return [one for one in found if one not in besides][:limit]


def _variants(goods: Goods, *, limit: int) -> list[VariantId]:
    if goods.is_everything:
        return [VariantId(one) for ids in pim.variants_by_product().values() for one in ids][:limit]
    return pim.variants_meant(
        categories=goods.categories,
        brands=goods.brands,
        products=goods.products,
        variants=goods.variants,
        limit=limit,
    )
