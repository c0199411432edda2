"""The goods that a draft is for before it is published: prices before and after, what falls below cost, and stores
where the site would be cheaper than the shelf."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from prilavok.base.money import Money
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.promotions import api as promotions
from prilavok.goods.pricing.promotions.values import Terms
from prilavok.goods.pricing.values import Circumstances
from prilavok.goods.stock import api as stock
from prilavok.people.marketing.names import stores

MOST: Final = 5000
LOOKED_AT: Final = 1000
SHOWN: Final = 100
COMPARED: Final = 300


@dataclass(frozen=True, kw_only=True)
class GoodsRow:
    """A good: its price on the shelf without and with the draft; `margin` is of the price after, in roubles."""

    variant_id: VariantId
    title: str
    article: str
    before: Money
    after: Money
    cost: Money | None

    @property
    def margin(self) -> Money | None:
        """What is left of the price after, above the cost."""
        return None if self.cost is None else self.after - self.cost

    @property
    def percent(self) -> Decimal:
        """How much lower the price is."""
        return ((self.before.amount - self.after.amount) * 100 / self.before.amount).quantize(Decimal("0.1"))

    @property
    def is_below_cost(self) -> bool:
        """True when it would be sold at a loss."""
        return self.cost is not None and self.after < self.cost


@dataclass(frozen=True, kw_only=True)
class StoreGap:
    """A store where so many of the goods would be dearer than on the site, and by how much at most."""

    title: str
    count: int
    most: Money


@dataclass(frozen=True, kw_only=True)
class GoodsLook:
    """What the draft does to its goods. `meant`: how many variants (`is_more` when it was not counted to the end);
    `looked_at` of them have a price and were reckoned."""

    meant: int
    is_more: bool
    looked_at: int
    changed: int
    below_cost: int
    is_cost_known: bool
    rows: tuple[GoodsRow, ...]
    gaps: tuple[StoreGap, ...]


def looked_at(terms: Terms, *, promotion_id: int | None, cost_list: int | None) -> GoodsLook:
    """The goods of the draft, those sold at a loss first, then those that fall the most."""
    meant = promotions.goods_meant(terms, limit=MOST + 1)
    where = Circumstances(
        channel=next(iter(terms.where.channels), "site"), store_id=next(iter(terms.where.stores), None)
    )
    priced = list(pricing.prices(variant_ids=meant[:MOST], where=where))[:LOOKED_AT]
    after = shelf(terms, priced, where, promotion_id=promotion_id)
    before = shelf(None, priced, where, promotion_id=promotion_id)
    cost = promotions.costs(variant_ids=priced, price_type_id=cost_list) if cost_list else {}
    cards = pim.variants(variant_ids=priced)
    rows = [
        GoodsRow(
            variant_id=one,
            title=cards[one].title,
            article=cards[one].article,
            before=before[one],
            after=after[one],
            cost=cost.get(one),
        )
        for one in priced
    ]
    rows.sort(key=lambda row: (not row.is_below_cost, -row.percent, row.title))
    return GoodsLook(
        meant=min(len(meant), MOST),
        is_more=len(meant) > MOST,
        looked_at=len(rows),
        changed=sum(row.before != row.after for row in rows),
        below_cost=sum(row.is_below_cost for row in rows),
        is_cost_known=bool(cost),
        rows=tuple(rows[:SHOWN]),
        gaps=_gaps(terms, priced[:COMPARED], promotion_id=promotion_id),
    )


def shelf(
    terms: Terms | None, variant_ids: Sequence[VariantId], where: Circumstances, *, promotion_id: int | None
) -> Mapping[VariantId, Money]:
    """Prices of pieces as listings would show them with the draft (None: without it)."""
    if not variant_ids:
        return {}
    book = promotions.book_with(terms, promotion_id=promotion_id, shelf_only=True)
    quote = promotions.quote_with(lines=[(one, Decimal(1)) for one in variant_ids], where=where, book=book)
    return {line.variant_id: line.shelf_price or line.unit_price for line in quote.lines}


def _gaps(terms: Terms, variant_ids: Sequence[VariantId], *, promotion_id: int | None) -> tuple[StoreGap, ...]:
    if not variant_ids or (terms.where.channels and "site" not in terms.where.channels):
        return ()
    book = promotions.book_with(terms, promotion_id=promotion_id, shelf_only=True)
    regions = stock.regions_of()
    found = []
    for store_id, title in sorted(stores().items(), key=lambda one: one[1]):
        region = regions.get(store_id, "")  # type: ignore[call-overload]
        prices = [
            _prices(variant_ids, Circumstances(channel=channel, store_id=store_id, region=region), book)
            for channel in ("site", "store")
        ]
        lower = [prices[1][one] - prices[0][one] for one in variant_ids if _is_lower(one, *prices)]
        if lower:
            most = max(lower, key=lambda one: one.amount)
            found.append(StoreGap(title=title, count=len(lower), most=most))
    return tuple(found)


def _is_lower(one: VariantId, site: Mapping[VariantId, Money], store: Mapping[VariantId, Money]) -> bool:
    return one in site and one in store and site[one] < store[one]


def _prices(variant_ids: Sequence[VariantId], where: Circumstances, book: promotions.Book) -> dict[VariantId, Money]:
    sold = pricing.prices(variant_ids=variant_ids, where=where)
    lines = [(one, Decimal(1)) for one in variant_ids if one in sold]
    quote = promotions.quote_with(lines=lines, where=where, book=book) if lines else None
    return {line.variant_id: line.shelf_price or line.unit_price for line in quote.lines} if quote else {}
