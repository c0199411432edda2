"""What exactly is wished, and for how much: the request of a buyer turned into priced, frozen lines."""

from collections.abc import Mapping
from dataclasses import replace

from django.db import connection

from prilavok.base.money import Money
from prilavok.base.phones import normalize_phone
from prilavok.goods.pim.values import VariantCard, VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.errors import NoPrice
from prilavok.goods.pricing.values import Quote
from prilavok.trade.oms import rules
from prilavok.trade.oms.errors import (
    BasketEmpty,
    ChannelUnknown,
    ContactMissing,
    GoodUnknown,
    PriceChanged,
    QuantityWrong,
    TooManyLines,
)
from prilavok.trade.oms.values import BasketLine, Channel, LineStep, OrderLine, PlaceOrder, PriceDiff

TAKE_BASKET = """
DELETE FROM oms_basketline line USING oms_basket basket WHERE basket.id = line.basket_id AND basket.token = %s
RETURNING line.variant_id, line.quantity, line.seen_price, line.currency
"""

Cards = Mapping[VariantId, VariantCard]


def understood(request: PlaceOrder) -> PlaceOrder:
    """The request with its contact in one spelling; refuses what cannot be an order before anything is asked."""
    if request.channel not in set(Channel):
        raise ChannelUnknown(channel=request.channel)
    name = " ".join(request.contact.name.split())[:200]
    if not name or not request.contact.phone.strip():
        raise ContactMissing
    contact = replace(
        request.contact, name=name, phone=normalize_phone(request.contact.phone), email=request.contact.email.strip()
    )
    return replace(request, contact=contact, comment=request.comment.strip()[:2000])


def wanted_lines(request: PlaceOrder) -> tuple[BasketLine, ...]:
    """The goods wished, one line each; a basket is emptied in the same unit, and is full again if that is refused."""
    lines = rules.merged(_taken_basket(request.basket_token) if request.basket_token else request.lines)
    if not lines:
        raise BasketEmpty
    if len(lines) > rules.MAX_LINES:
        raise TooManyLines(limit=rules.MAX_LINES)
    if not all(rules.is_quantity(line.quantity) for line in lines):
        raise QuantityWrong(limit=rules.MAX_QUANTITY)
    return lines


def priced_lines(request: PlaceOrder, wanted: tuple[BasketLine, ...], cards: Cards) -> tuple[OrderLine, ...]:
    """The lines frozen at today's prices. Raises GoodUnknown, and PriceChanged when the buyer agreed to another sum."""
    gone = [line.variant_id for line in wanted if line.variant_id not in cards or not cards[line.variant_id].is_active]
    if gone:
        raise _unsold(gone, cards)
    try:
        quote = pricing.quote(lines=[(line.variant_id, line.quantity) for line in wanted])
    except NoPrice:
        tags = pricing.prices(variant_ids=[line.variant_id for line in wanted])
        raise _unsold([line.variant_id for line in wanted if line.variant_id not in tags], cards) from None
    if request.total_seen is not None and request.total_seen != quote.total:
        raise PriceChanged(lines=_differing(wanted, quote, cards), total_was=request.total_seen, total_now=quote.total)
    return tuple(
        OrderLine(
            variant_id=line.variant_id,
            title=cards[line.variant_id].title,
            article=cards[line.variant_id].article,
            quantity=line.quantity,
            unit_price=line.unit_price,
            total=line.total,
            vat=cards[line.variant_id].vat,
            unit=cards[line.variant_id].unit,
            steps=tuple(LineStep(title=step.title, price=step.amount.amount) for step in line.steps),
        )
        for line in quote.lines
    )


def _taken_basket(token: str) -> tuple[BasketLine, ...]:
    with connection.cursor() as cursor:
        cursor.execute(TAKE_BASKET, [token])
        rows = cursor.fetchall()
    return tuple(
        BasketLine(
            variant_id=VariantId(variant_id),
            quantity=quantity,
            seen_price=None if seen is None else Money(seen, currency),
        )
        for variant_id, quantity, seen, currency in rows
    )


def _unsold(gone: list[VariantId], cards: Cards) -> GoodUnknown:
    titles = ", ".join(cards[variant].title for variant in gone if variant in cards)
    return GoodUnknown(variant_ids=tuple(gone), titles=titles or "—")


def _differing(wanted: tuple[BasketLine, ...], quote: Quote, cards: Cards) -> tuple[PriceDiff, ...]:
    seen = {line.variant_id: line.seen_price for line in wanted}
    return tuple(
        PriceDiff(
            variant_id=line.variant_id,
            title=cards[line.variant_id].title,
            was=seen[line.variant_id],
            now=line.unit_price,
        )
        for line in quote.lines
        if seen[line.variant_id] != line.unit_price
    )
