"""What a basket or an order costs there and for them, with gifts that can really be had, as lines of an order.

Gifts are chosen by prices, which know no stock: one that lies in none of the stores asked is left out and the quote
asked again, so that an order is never refused for the sake of a present.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from prilavok.base.money import Money
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantCard, VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.values import Circumstances, Quote, QuoteLine, Step
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationId
from prilavok.trade.oms.values import Deal, DealPart, LineStep, OrderLine

Cards = Mapping[VariantId, VariantCard]
MOST_TRIES: Final = 5


def quoted(
    lines: Sequence[tuple[VariantId, Decimal]],
    where: Circumstances,
    *,
    coupons: Sequence[int] = (),
    people: Sequence[str] = (),
    location_ids: Sequence[int] = (),
) -> Quote:
    """The quote, gifts as far as one of the places has them. Raises NoPrice."""
    gone: set[int] = set()
    quote = pricing.quote(lines=lines, where=where, coupons=coupons, people=people)
    for _ in range(MOST_TRIES):
        lacking = _lacking(quote, location_ids)
        if not lacking:
            break
        gone |= lacking
        quote = pricing.quote(lines=lines, where=where, coupons=coupons, people=people, gone=sorted(gone))
    return quote


def with_gifts(quote: Quote, cards: Cards) -> Cards:
    """The cards of all lines, gifts included."""
    missing = [line.variant_id for line in quote.gifts if line.variant_id not in cards]
    return {**cards, **pim.variants(variant_ids=missing)} if missing else cards


def order_lines(quote: Quote, cards: Cards) -> tuple[OrderLine, ...]:
    """One line a good, frozen; a gift of a good that is bought too joins its line."""
    lines: dict[VariantId, OrderLine] = {}
    for one in quote.lines:
        line = _order_line(one, cards[one.variant_id])
        known = lines.get(one.variant_id)
        lines[one.variant_id] = _joined(known, line) if known else line
    return tuple(lines.values())


def deal_of(quote: Quote) -> Deal:
    """What was agreed besides prices: promotions, coupons, free delivery, gifts."""
    return Deal(
        promotions=tuple(
            DealPart(key=f"promotion:{one.promotion_id}:{one.revision}", title=one.title, amount=one.amount)
            for one in quote.applied
        ),
        coupons=tuple(
            DealPart(key=f"coupon:{one.coupon_id}", title=f"{one.title} {one.shown}".strip(), amount=one.taken)
            for one in quote.coupons
            if one.is_applied
        ),
        gifts=tuple(line.variant_id for line in quote.gifts),
        free_delivery=quote.free_delivery,
    )


def steps_of(steps: Sequence[Step]) -> tuple[LineStep, ...]:
    """Steps of a quote as those of an order."""
    return tuple(
        LineStep(
            title=step.title,
            price=step.amount.amount,
            taken=step.taken.amount if step.taken else None,
            source=step.source,
            legend=step.legend,
        )
        for step in steps
    )


def _lacking(quote: Quote, location_ids: Sequence[int]) -> set[int]:
    if not quote.gifts or not location_ids:
        return set()
    wanted: dict[VariantId, Decimal] = {}
    for line in quote.lines:
        wanted[line.variant_id] = wanted.get(line.variant_id, Decimal(0)) + line.quantity
    gifts = [line.variant_id for line in quote.gifts]
    balances = stock.availability(variant_ids=gifts, location_ids=[LocationId(one) for one in location_ids])
    return {
        int(gift)
        for gift in gifts
        if not any(balance.available >= wanted[gift] for balance in balances.get(gift, {}).values())
    }


def _order_line(line: QuoteLine, card: VariantCard) -> OrderLine:
    return OrderLine(
        variant_id=line.variant_id,
        title=card.title,
        article=card.article,
        quantity=line.quantity,
        unit_price=line.unit_price,
        total=line.total,
        vat=card.vat,
        unit=card.unit,
        steps=steps_of(line.steps),
    )


def _joined(known: OrderLine, gift: OrderLine) -> OrderLine:
    quantity, total = known.quantity + gift.quantity, known.total + gift.total
    price = Money(total.amount / quantity, total.currency)
    presents = tuple(replace(step, price=price.amount) for step in gift.steps if step.taken is not None)
    return replace(known, quantity=quantity, total=total, unit_price=price, steps=(*known.steps, *presents))
