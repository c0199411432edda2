"""A till's basket: codes become goods, the engine of quotes reckons, the answer is said as a receipt wants it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from prilavok.base.access import Actor
from prilavok.base.errors import NotFound, Refused
from prilavok.base.phones import normalize_phone
from prilavok.doors.tills.errors import (
    CodesAmbiguous,
    CodesUnknown,
    NotForSale,
    NotUnderstood,
    SetsAreWhole,
    StoreUnknown,
)
from prilavok.doors.tills.saying import Presented, said
from prilavok.doors.tills.values import Answer, Ask, AskedLine
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantCard, VariantId
from prilavok.goods.pricing.coupons import api as coupons
from prilavok.goods.pricing.coupons.errors import CouponNotAccepted
from prilavok.goods.pricing.coupons.values import Guesser
from prilavok.goods.pricing.errors import NoPrice
from prilavok.goods.pricing.values import Circumstances, Quote
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationCard
from prilavok.people.marketing.segments import api as segments
from prilavok.trade.oms import api as oms

MOST_QUANTITY = Decimal(9999)


@dataclass(frozen=True)
class Reckoned:
    """The answer to a till, with the quote and the store it is about."""

    answer: Answer
    quote: Quote
    store: LocationCard
    phone: str


def answer(ask: Ask, till: Actor, network: str) -> Answer:
    """The basket reckoned for the store, if the till is of it. OUTSIDE of a unit, because guesses of coupons count."""
    return reckoned(ask, till, network).answer


def reckoned(ask: Ask, till: Actor, network: str) -> Reckoned:
    """The same with what it was made of. OUTSIDE of a unit."""
    store = store_of(ask.store, till, "tills.quote")
    phone = normalize_phone(ask.phone) if ask.phone.strip() else ""
    keys = _goods(ask.lines)
    lines = [(key, _quantity(line)) for key, line in zip(keys, ask.lines, strict=True)]
    presented = [_presented(text, Guesser(session=f"till:{till.person_id}", network=network)) for text in ask.coupons]
    try:
        quote = oms.quoted(
            lines,
            Circumstances(
                channel="till",
                region=store.region,
                store_id=store.location_id,
                segments=segments.segments_of(phone=phone),
            ),
            coupons=[one.coupon_id for one in presented if one.coupon_id is not None],
            people=[f"phone:{phone}"] if phone else [],
            location_ids=[store.location_id],
        )
    except NoPrice as refusal:
        unpriced = set(refusal.data["variants"])
        named = [_name(line) for key, line in zip(keys, ask.lines, strict=True) if key in unpriced]
        raise NotForSale(codes=", ".join(named), details=named) from None
    cards = _cards(quote)
    return Reckoned(said(store, quote, cards, ask.lines, presented), quote, store, phone)


def _cards(quote: Quote) -> Mapping[VariantId, VariantCard]:
    """Of all lines and of what is inside sets. A set is sold in whole ones, and only while all its goods are there."""
    inside = [(line, piece.variant_id) for line in quote.lines for piece in line.pieces]
    cards = pim.variants(variant_ids=[*(line.variant_id for line in quote.lines), *(one for _, one in inside)])
    halves = {line.variant_id for line, _ in inside if line.quantity != line.quantity.to_integral_value()}
    if halves:
        titles = sorted(cards[one].title for one in halves)
        raise SetsAreWhole(titles=", ".join(titles), details=titles)
    gone = {line.variant_id for line, one in inside if one not in cards or not cards[one].is_active}
    if gone:
        titles = sorted(cards[one].title for one in gone)
        raise NotForSale(codes=", ".join(titles), details=titles)
    return cards


def store_of(code: str, till: Actor, right: str) -> LocationCard:
    """The open store of that code, if the till has the right there. Raises StoreUnknown."""
    card = next((one for one in stock.locations().values() if one.code == code and one.is_active), None)
    if card is None or not till.may(right, store=card.location_id):
        raise StoreUnknown
    return card


def _goods(lines: Sequence[AskedLine]) -> list[VariantId]:
    if any((line.variant is None) == (line.code is None) for line in lines):
        raise NotUnderstood(why="lines: variant | code", details=["lines"])
    by_code = pim.variants_by_codes([line.code for line in lines if line.code is not None])
    found = [_meant(line, by_code) for line in lines]
    cards = pim.variants(variant_ids=[one for group in found for one in group])
    live = [[one for one in group if one in cards and cards[one].is_active] for group in found]
    unknown = [_name(line) for line, group in zip(lines, live, strict=True) if not group]
    if unknown:
        raise CodesUnknown(codes=", ".join(unknown), details=unknown)
    several = [_name(line) for line, group in zip(lines, live, strict=True) if len(group) > 1]
    if several:
        raise CodesAmbiguous(codes=", ".join(several), details=several)
    return [group[0] for group in live]


def _meant(line: AskedLine, by_code: Mapping[str, Sequence[VariantId]]) -> list[VariantId]:
    if line.code is None:
        return [VariantId(line.variant or 0)]
    return list(by_code.get(line.code.strip().lower(), ()))


def _name(line: AskedLine) -> str:
    return line.code if line.code is not None else str(line.variant)


def _quantity(line: AskedLine) -> Decimal:
    quantity = line.quantity
    if not quantity.is_finite() or not 0 < quantity <= MOST_QUANTITY or quantity != round(quantity, 3):
        raise NotUnderstood(why=f"quantity: {str(quantity)[:20]}", details=["quantity"])
    return quantity


def _presented(text: str, guesser: Guesser) -> Presented:
    try:
        return Presented(text, coupons.enter(text=text, guesser=guesser).coupon_id)
    except CouponNotAccepted as refusal:
        return Presented(text, None, refusal.message)


def status_of(refusal: Refused) -> int:
    """The HTTP status of a refusal."""
    return 404 if isinstance(refusal, NotFound) else 422
