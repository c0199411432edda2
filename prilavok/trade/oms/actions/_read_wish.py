"""What exactly is wished, and for how much: the request of a buyer turned into priced, frozen lines."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from prilavok.base.bulk import fetch_often
from prilavok.base.money import Money
from prilavok.base.phones import normalize_phone
from prilavok.goods.pim.values import VariantCard, VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.errors import NoPrice
from prilavok.goods.pricing.values import Circumstances, Quote
from prilavok.trade.oms import quoting, rules
from prilavok.trade.oms.errors import (
    BasketEmpty,
    ChannelUnknown,
    ContactMissing,
    GoodUnknown,
    PriceChanged,
    QuantityWrong,
    RecipientMissing,
    TooManyLines,
)
from prilavok.trade.oms.values import BasketLine, Channel, Contact, OrderLine, PlaceOrder, PriceDiff

TAKE_BASKET = """
WITH basket AS MATERIALIZED (
  SELECT one.id, one.coupon_ids, one.held_until FROM oms_basket one JOIN oms_basketkey key ON key.basket_id = one.id
  WHERE key.token = %s FOR UPDATE OF one
)
DELETE FROM oms_basketline line USING basket WHERE basket.id = line.basket_id
RETURNING line.variant_id, line.quantity, line.seen_price, line.currency, basket.coupon_ids, basket.id,
  basket.held_until IS NOT NULL
"""

Cards = Mapping[VariantId, VariantCard]


def recipient_of(contact: Contact) -> Contact:
    """Who comes for the order, in one spelling. Raises RecipientMissing, PhoneNotUnderstood."""
    name = " ".join(contact.name.split())[:200]
    if not name or not contact.phone.strip():
        raise RecipientMissing
    return Contact(name=name, phone=normalize_phone(contact.phone))


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
    recipient = _recipient(request, contact)
    return replace(request, contact=contact, recipient=recipient, comment=request.comment.strip()[:2000])


def _recipient(request: PlaceOrder, buyer: Contact) -> Contact | None:
    """Who comes instead of the buyer, in one spelling; nobody when it is the buyer after all."""
    if request.recipient is None:
        return None
    named = recipient_of(request.recipient)
    return None if (named.name, named.phone) == (buyer.name, buyer.phone) else named


@dataclass(frozen=True)
class Wish:
    """What is wished: goods, one line each, and coupons presented; `held_for`: the basket that goods are held for."""

    lines: tuple[BasketLine, ...]
    coupon_ids: tuple[int, ...]
    held_for: int | None = None


@dataclass(frozen=True)
class Priced:
    """The wish at today's prices: lines frozen, gifts among them, with the cards of all."""

    lines: tuple[OrderLine, ...]
    cards: Cards
    quote: Quote


def wanted(request: PlaceOrder) -> Wish:
    """The goods and coupons; a basket is emptied in the same unit, and is full again if that is refused."""
    wish = _taken_basket(request.basket_token) if request.basket_token else Wish(request.lines, request.coupon_ids)
    lines = rules.merged(wish.lines)
    if not lines:
        raise BasketEmpty
    if len(lines) > rules.MAX_LINES:
        raise TooManyLines(limit=rules.MAX_LINES)
    if not all(rules.is_quantity(line.quantity) for line in lines):
        raise QuantityWrong(limit=rules.MAX_QUANTITY)
    return Wish(lines, wish.coupon_ids, wish.held_for)


def priced(request: PlaceOrder, wish: Wish, cards: Cards, region: str) -> Priced:
    """The lines frozen at today's prices. Raises GoodUnknown, and PriceChanged when the buyer agreed to another sum."""
    keys = [line.variant_id for line in wish.lines]
    gone = [key for key in keys if key not in cards or not cards[key].is_active]
    if gone:
        raise _unsold(gone, cards)
    where = Circumstances(
        channel=request.channel,
        region=region,
        store_id=request.location_id,
        segments=request.segments,
        person_id=request.person_id,
    )
    try:
        quote = quoting.quoted(
            [(line.variant_id, line.quantity) for line in wish.lines],
            where,
            coupons=wish.coupon_ids,
            people=[f"phone:{request.contact.phone}"],
            location_ids=[request.location_id],
        )
    except NoPrice:
        tags = pricing.prices(variant_ids=keys, where=where)
        raise _unsold([key for key in keys if key not in tags], cards) from None
    if request.total_seen is not None and request.total_seen != quote.total:
        raise PriceChanged(
            lines=_differing(wish.lines, quote, cards), total_was=request.total_seen, total_now=quote.total
        )
    known = quoting.with_gifts(quote, cards)
    return Priced(quoting.order_lines(quote, known), known, quote)


def _taken_basket(token: str) -> Wish:
    rows = fetch_often(TAKE_BASKET, [token])
    coupon_ids = tuple(rows[0][4]) if rows else ()
    if coupon_ids:
        fetch_often("UPDATE oms_basket SET coupon_ids = '{}' WHERE id = %s", [rows[0][5]])
    lines = tuple(
        BasketLine(
            variant_id=VariantId(variant_id),
            quantity=quantity,
            seen_price=None if seen is None else Money(seen, currency),
        )
        for variant_id, quantity, seen, currency, *_ in rows
    )
    return Wish(lines, coupon_ids, rows[0][5] if rows and rows[0][6] else None)


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
            now=line.shelf_price or line.unit_price,
        )
        for line in quote.lines
        if not line.is_gift and seen[line.variant_id] != (line.shelf_price or line.unit_price)
    )
