"""What a basket or an order costs there and for them, with gifts that can really be had, as lines of an order.

Gifts are chosen by prices, which know no stock: one that lies in none of the stores asked is left out and the quote
asked again, so that an order is never refused for the sake of a present.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from prilavok.base.money import Money, to_kopecks
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantCard, VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.values import BundlePiece, Circumstances, Quote, QuoteLine, Step
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationId
from prilavok.trade.oms import rules
from prilavok.trade.oms.errors import GoodUnknown, QuantityWrong
from prilavok.trade.oms.values import BundleShare, Deal, DealBundle, DealPart, LineStep, OrderLine

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
    for _try in range(MOST_TRIES):
        lacking = _lacking(quote, location_ids)
        if not lacking:
            break
        gone |= lacking
        quote = pricing.quote(lines=lines, where=where, coupons=coupons, people=people, gone=sorted(gone))
    return quote


def with_gifts(quote: Quote, cards: Cards) -> Cards:
    """The cards of all lines, gifts and parts of bundles included."""
    needed = [
        *(line.variant_id for line in quote.gifts),
        *(piece.variant_id for line in quote.lines for piece in line.pieces),
    ]
    missing = [one for one in dict.fromkeys(needed) if one not in cards]
    return {**cards, **pim.variants(variant_ids=missing)} if missing else cards


def order_lines(quote: Quote, cards: Cards) -> tuple[OrderLine, ...]:
    """One line a good, frozen. A bundle is told by its parts; what is bought in several ways is one line."""
    lines: dict[VariantId, OrderLine] = {}
    for one in quote.lines:
        for line in _lines_of(one, cards):
            known = lines.get(line.variant_id)
            join = _joined if one.is_gift else _added
            lines[line.variant_id] = join(known, line) if known else line
    return tuple(lines.values())


def _lines_of(line: QuoteLine, cards: Cards) -> list[OrderLine]:
    if not line.pieces:
        return [_order_line(line, cards[line.variant_id])]
    if line.quantity != line.quantity.to_integral_value():
        raise QuantityWrong(limit=rules.MAX_QUANTITY)
    gone = [piece.variant_id for piece in line.pieces if piece.variant_id not in cards]
    gone = gone or [piece.variant_id for piece in line.pieces if not cards[piece.variant_id].is_active]
    if gone:
        raise GoodUnknown(variant_ids=(line.variant_id,), titles=cards[line.variant_id].title)
    title = cards[line.variant_id].title
    return [_part_line(piece, cards[piece.variant_id], title) for piece in line.pieces]


def _part_line(piece: BundlePiece, card: VariantCard, bundle: str) -> OrderLine:
    said = _("In the set «%(title)s»") % {"title": bundle}
    steps = [replace(one, title=said) if one.source.startswith("bundle:") else one for one in piece.steps]
    return OrderLine(
        variant_id=piece.variant_id,
        title=card.title,
        article=card.article,
        quantity=piece.quantity,
        unit_price=Money(piece.total.amount / piece.quantity, piece.total.currency),
        total=piece.total,
        vat=card.vat,
        unit=card.unit,
        steps=steps_of(steps),
    )


def deal_of(quote: Quote, cards: Cards) -> Deal:
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
        bundles=tuple(_bundle(line, cards[line.variant_id].title) for line in quote.lines if line.pieces),
    )


def _bundle(line: QuoteLine, title: str) -> DealBundle:
    parts = (BundleShare(variant_id=one.variant_id, quantity=one.quantity, total=one.total) for one in line.pieces)
    return DealBundle(
        variant_id=line.variant_id, title=title, quantity=line.quantity, total=line.total, parts=tuple(parts)
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


def _added(known: OrderLine, more: OrderLine) -> OrderLine:
    """The same good by itself and in a bundle: the price of a piece is what they cost on average, and says why."""
    quantity, total = known.quantity + more.quantity, known.total + more.total
    price = Money(total.amount / quantity, total.currency)
    bases = {line.steps[0].price for line in (known, more) if line.steps}
    steps = (*known.steps, *more.steps[1:])
    if len(bases) != 1 or any(step.taken is None for step in steps[1:]):
        steps = (LineStep(title=_("By itself and in a set"), price=price.amount),)
    return replace(known, quantity=quantity, total=total, unit_price=price, steps=_told_once(steps, quantity))


def _told_once(steps: Sequence[LineStep], quantity: Decimal) -> tuple[LineStep, ...]:
    """A rule that took something off both is one step; the price of a piece after each is what it is on average."""
    first, *others = steps
    taken: dict[tuple[str, str], Decimal] = {}
    for step in others:
        key = step.source, step.title
        taken[key] = taken.get(key, Decimal(0)) + (step.taken or Decimal(0))
    once = {(step.source, step.title): step for step in others}
    left, told = to_kopecks(first.price * quantity), [first]
    for key, amount in taken.items():
        left -= amount
        told.append(replace(once[key], price=to_kopecks(left / quantity), taken=amount))
    return tuple(told)


def _joined(known: OrderLine, gift: OrderLine) -> OrderLine:
    quantity, total = known.quantity + gift.quantity, known.total + gift.total
    price = Money(total.amount / quantity, total.currency)
    presents = tuple(replace(step, price=price.amount) for step in gift.steps if step.taken is not None)
    return replace(known, quantity=quantity, total=total, unit_price=price, steps=(*known.steps, *presents))
