"""From standing prices to a quote: gathers what the engine wants, asks it, and says the result in words and money.

Questions to the database: the book, prices, and only where something published needs it the goods' traits, costs that
floors name, uses that are counted, coupons that were presented.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final

from prilavok.base.bulk import fetch, numbers, texts
from prilavok.base.money import RUB, Money
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import Traits, VariantId
from prilavok.goods.pricing.bundles.sharing import of_one, with_pieces
from prilavok.goods.pricing.coupons import api as coupon_door
from prilavok.goods.pricing.coupons.values import CouponId, Entered
from prilavok.goods.pricing.engine.quoting import reckon, shelf_prices
from prilavok.goods.pricing.engine.values import Item, LineOut, Outcome, Setting
from prilavok.goods.pricing.errors import NoPrice
from prilavok.goods.pricing.promotions.book import Book, book_at, open_book
from prilavok.goods.pricing.promotions.holding import moment_of
from prilavok.goods.pricing.promotions.plain import base_steps, justified_step, plain_quote, refuse_unpriced
from prilavok.goods.pricing.promotions.saying import said
from prilavok.goods.pricing.quotes import Quote, Step
from prilavok.goods.pricing.resolution import asking
from prilavok.goods.pricing.rules import Standing, for_quantity, justified_by, sold_by, struck
from prilavok.goods.pricing.values import ANYONE, ONE, Circumstances, PriceTag

COSTS: Final = """
SELECT variant_id, price_type_id, amount FROM pricing_price
WHERE variant_id = ANY(%s::bigint[]) AND price_type_id = ANY(%s::bigint[]) AND amount IS NOT NULL AND min_quantity <= 1
"""
SPENT: Final = """
SELECT promotion_id, 0, used >= "limit" FROM pricing_promotioncount
WHERE promotion_id = ANY(%(ids)s::bigint[]) AND "limit" IS NOT NULL
UNION ALL
SELECT promotion_id, used, NULL FROM pricing_promotionperson
WHERE promotion_id = ANY(%(ids)s::bigint[]) AND person = ANY(%(people)s::text[])
"""
NO_TRAITS: Final = Traits(product_id=0, brand="", category_ids=frozenset())  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A basket to quote. `people` are the words by which uses of this buyer are counted; `gone` are gifts that cannot
    be had; `book` a book to try out instead of what is published."""

    lines: Sequence[tuple[VariantId, Decimal]]
    where: Circumstances = ANYONE
    coupons: Sequence[int] = ()
    people: Sequence[str] = ()
    gone: Collection[int] = ()
    book: Book | None = field(default=None)


@dataclass(frozen=True, kw_only=True)
class Reckoned:
    """What the engine was asked and what it answered, before it is said in words."""

    asked: Asked
    book: Book
    outcome: Outcome
    bases: Sequence[Sequence[Standing]]
    coupons: Mapping[CouponId, Entered]


def quote(asked: Asked) -> Quote:
    """The basket's quote. Raises NoPrice naming the variants."""
    ground = _ground(asked)
    if not ground.book.index.rules and not asked.coupons:
        return plain_quote(asked.lines, ground.standing)
    reckoned = _reckoned(asked, ground)
    pairs = zip(reckoned.bases, reckoned.outcome.lines, strict=True)
    steps = [base_steps(standing, line.quantity) for standing, line in pairs]
    plain = said(reckoned.outcome, steps, reckoned.book.index, coupons=reckoned.coupons)
    told = (with_pieces(line, standing) for line, standing in zip(plain.lines, reckoned.bases, strict=True))
    return replace(plain, lines=tuple(told))


def reckon_basket(asked: Asked) -> Reckoned:
    """Gather, and ask the engine."""
    return _reckoned(asked, _ground(asked))


@dataclass(frozen=True)
class _Ground:
    """What every quote stands on: prices as they stand, what is published, the database's time."""

    standing: dict[int, list[Standing]]
    book: Book
    now: datetime


def _ground(asked: Asked) -> _Ground:
    standing, page = asking.standing_and_page([variant_id for variant_id, _ in asked.lines], asked.where)
    known, now = open_book() if page is None else book_at(page)
    return _Ground(standing, asked.book or known, now)


def _reckoned(asked: Asked, ground: _Ground) -> Reckoned:
    standing, book, now = ground.standing, ground.book, ground.now
    keys = [variant_id for variant_id, _ in asked.lines]
    asked = replace(asked, people=(*_person(asked.where), *asked.people))
    everything = list(dict.fromkeys([*keys, *sorted(book.gifts)]))
    if gifts_apart := everything[len(dict.fromkeys(keys)) :]:
        standing = {**standing, **asking.standing(gifts_apart, asked.where)}
    refuse_unpriced(asked.lines, standing)
    items = _items(asked.lines, standing, everything, book)
    gifts = {
        pk: _items([(VariantId(pk), ONE)], standing, (), book)[0]
        for pk in book.gifts
        if sold_by(standing.get(pk, ()), quantity=ONE) is not None
    }
    coupons = coupon_door.opened([CouponId(one) for one in asked.coupons]) if asked.coupons else {}
    setting = replace(
        _setting(asked.where, book, now),
        opened=_opened(coupons),
        spent=_spent(book, asked.people),
        gifts=gifts,
        gone=frozenset(asked.gone),
    )
    outcome = reckon(items, book.index, setting)
    bases = [standing[line.key] for line in outcome.lines]
    return Reckoned(asked=asked, book=book, outcome=outcome, bases=bases, coupons=coupons)


def tags(variant_ids: Sequence[VariantId], where: Circumstances) -> dict[VariantId, PriceTag]:
    """What one piece costs after promotions of the catalogue; goods without a price are absent."""
    standing, page = asking.standing_and_page(variant_ids, where)
    if page is None:
        return {}
    priced = [one for one in dict.fromkeys(variant_ids) if sold_by(standing.get(one, ()), quantity=ONE) is not None]
    book, now = book_at(page)
    items = _items([(one, ONE) for one in priced], standing, priced, book)
    lines = shelf_prices(items, book.index, _setting(where, book, now)) if book.index.rules else [None] * len(items)
    return {key: _tag(key, standing[key], line, item) for key, item, line in zip(priced, items, lines, strict=True)}


def _tag(key: VariantId, standing: Sequence[Standing], line: LineOut | None, item: Item) -> PriceTag:
    base, compare = _money(item.unit), for_quantity(standing, role="compare", quantity=ONE)
    justified = justified_by(standing, quantity=ONE)
    why = (justified_step(justified, base),) if justified else ()
    if line is None or line.total == item.unit:
        return PriceTag(variant_id=key, price=base, before=struck(base, compare), steps=why, pieces=of_one(standing))
    price = _money(line.total)
    steps = tuple(
        Step(
            title=one.title,
            amount=_money(one.unit),
            taken=_money(one.amount),
            source=f"promotion:{one.promotion_id}:{one.revision}",
            legend=one.legend,
        )
        for one in line.taken
    )
    before = struck(base, compare) or base
    return PriceTag(variant_id=key, price=price, before=before, steps=(*why, *steps), pieces=of_one(standing))


def _items(
    lines: Sequence[tuple[VariantId, Decimal]],
    standing: Mapping[int, list[Standing]],
    keys: Sequence[int],
    book: Book,
) -> list[Item]:
    traits = pim.traits(variant_ids=keys) if keys and book.index.needs_goods else {}
    types = book.index.price_types | ({book.floor_price_type} if book.floor_price_type is not None else set())
    costs = _costs(keys, types) if keys and types else {}
    return [_item(key, quantity, standing[key], traits.get(key), costs.get(key, {})) for key, quantity in lines]


def _item(
    key: VariantId, quantity: Decimal, standing: Sequence[Standing], traits: Traits | None, costs: Mapping[int, int]
) -> Item:
    selling, known = sold_by(standing, quantity=quantity), traits or NO_TRAITS
    if selling is None or selling.amount is None:
        raise NoPrice(variants=(key,))
    price = Money(selling.amount, selling.currency)
    return Item(
        key=key,
        quantity=quantity,
        unit=price.kopecks,
        product_id=known.product_id,
        brand=known.brand.casefold(),
        categories=known.category_ids,
        price_type_id=selling.price_type_id,
        is_reduced=struck(price, for_quantity(standing, role="compare", quantity=quantity)) is not None,
        floors=costs,
    )


def _costs(keys: Sequence[int], types: Collection[int]) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = {}
    for variant_id, type_id, amount in fetch(COSTS, [numbers(keys), numbers(types)]):
        found.setdefault(variant_id, {})[type_id] = int(amount * 100)
    return found


def _setting(where: Circumstances, book: Book, now: datetime) -> Setting:
    at = max(where.at, now) if where.at is not None else now
    return Setting(
        moment=moment_of(at),
        channel=where.channel,
        region=where.region,
        store_id=where.store_id,
        segments=where.segments,
        floor_percent=book.floor_percent,
        floor_price_type=book.floor_price_type,
    )


def _opened(coupons: Mapping[CouponId, Entered]) -> dict[int, int]:
    opened: dict[int, int] = {}
    for one in coupons.values():
        if one.promotion_id is not None:
            least = one.min_total.kopecks if one.min_total else 0
            opened[one.promotion_id] = min(least, opened.get(one.promotion_id, least))
    return opened


def _spent(book: Book, people: Sequence[str]) -> dict[int, str]:
    if not book.limited:
        return {}
    spent: dict[int, str] = {}
    for pk, used, is_over in fetch(SPENT, {"ids": numbers(book.limited), "people": texts(people)}):
        most = book.limited[pk]
        if is_over:
            spent[pk] = "total"
        elif is_over is None and most is not None and used >= most:
            spent.setdefault(pk, "person")
    return spent


def _person(where: Circumstances) -> tuple[str, ...]:
    return (f"person:{where.person_id}",) if where.person_id is not None else ()


@lru_cache(maxsize=2048)  # of a line, the same sum is said several times
def _money(kopecks: int) -> Money:
    return Money(Decimal(kopecks) / 100, RUB)
