"""A draft in an example basket: each line with every step of its price, and why something did not apply."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.promotions import api as promotions
from prilavok.goods.pricing.promotions.values import Terms
from prilavok.goods.pricing.values import Circumstances, MissedPromotion, Quote, QuoteLine
from prilavok.goods.stock import api as stock

MOST_LINES: Final = 30
FIRST: Final = 3
LOOKED_AT: Final = 60


@dataclass(frozen=True, kw_only=True)
class Sample:
    """An example basket: goods with quantities, where it is bought, whether the coupon was presented."""

    lines: tuple[tuple[VariantId, Decimal], ...]
    channel: str = "site"
    store_id: int | None = None
    is_presented: bool = True


@dataclass(frozen=True)
class Line:
    """A line of the example with its good's name."""

    title: str
    quoted: QuoteLine


@dataclass(frozen=True)
class Shown:
    """What the basket costs with the draft and without it."""

    lines: tuple[Line, ...]
    total: Quote
    without: Quote
    own_miss: MissedPromotion | None
    is_applied: bool


def place_of(sample: Sample) -> Circumstances:
    """Where and for whom the example is bought."""
    region = stock.region_of(location_id=sample.store_id) if sample.store_id is not None else ""
    return Circumstances(channel=sample.channel, store_id=sample.store_id, region=region)


def first_sample(terms: Terms) -> Sample:
    """A few of the goods that the draft is for, in stock and priced, as many as it wants of each."""
    channel = next(iter(terms.where.channels), "site")
    store_id = next(iter(terms.where.stores), None)
    where = Circumstances(channel=channel, store_id=store_id)
    meant = promotions.goods_meant(terms, limit=LOOKED_AT)
    priced = pricing.prices(variant_ids=meant, where=where)
    chosen = [one for one in meant if one in priced][:FIRST]
    pieces = Decimal(max(1, -(-int(terms.need.quantity_from) // max(len(chosen), 1))))
    return Sample(lines=tuple((one, pieces) for one in chosen), channel=channel, store_id=store_id)


def looked_at(terms: Terms, sample: Sample, *, promotion_id: int | None) -> Shown | None:
    """The example by the draft; None when nothing of it is for sale there."""
    where = place_of(sample)
    priced = pricing.prices(variant_ids=[one for one, _ in sample.lines], where=where)
    lines = [(one, quantity) for one, quantity in sample.lines if one in priced]
    if not lines:
        return None
    book = promotions.book_with(terms, promotion_id=promotion_id, is_presented=sample.is_presented)
    with_it = promotions.quote_with(lines=lines, where=where, book=book)
    nothing = promotions.book_with(None, promotion_id=promotion_id)
    cards = pim.variants(variant_ids=[line.variant_id for line in with_it.lines])
    known_as = promotion_id or promotions.NEW
    return Shown(
        lines=tuple(Line(cards[one.variant_id].title, one) for one in with_it.lines),
        total=with_it,
        without=promotions.quote_with(lines=lines, where=where, book=nothing),
        own_miss=next((one for one in with_it.missed if one.promotion_id == known_as), None),
        is_applied=any(one.promotion_id == known_as for one in with_it.applied),
    )


def added(lines: Sequence[tuple[VariantId, Decimal]], variant_id: VariantId) -> tuple[tuple[VariantId, Decimal], ...]:
    """The lines with one more piece of a good."""
    found = dict(lines)
    found[variant_id] = found.get(variant_id, Decimal(0)) + 1
    return tuple(found.items())[:MOST_LINES]
