"""Baskets: what is in them, and what has become of it since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from prilavok.base import clock
from prilavok.base.money import Money
from prilavok.base.money import total as sum_of
from prilavok.design.formats import day, money, quantity
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantCard, VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.errors import NoPrice
from prilavok.goods.pricing.values import BundlePiece, Circumstances, Quote, QuoteLine
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.baskets import api as holds
from prilavok.goods.stock.values import BasketHold, LocationCard, Want
from prilavok.trade.oms.as_values import contents
from prilavok.trade.oms.baskets.own_hold import with_own
from prilavok.trade.oms.bringing.awaiting import Later, arrivals_of, later_of
from prilavok.trade.oms.queries.offers import (
    NOBODY,
    Balances,
    most_made,
    network_of,
    pickup_stores,
    places_of,
    ranked,
    sellable,
)
from prilavok.trade.oms.queries.selling import problem_of, selling_of
from prilavok.trade.oms.quoting import quoted, steps_of, with_gifts
from prilavok.trade.oms.values import Basket, BasketLine, BasketReview, Channel, LineProblem, ReviewLine, ReviewPart

NOTHING, ONE = Decimal(0), Decimal(1)
Made = Mapping[VariantId, tuple[Want, ...]]


def basket_of(token: str) -> Basket:
    """The basket under a token, lines in the order they were put in."""
    return contents(token) if token else Basket(token=token, lines=())


def review_basket(
    token: str, city: str | None = None, channel: str = Channel.SITE, where: Circumstances | None = None
) -> BasketReview:
    """The basket looked at again: one question each for lines, goods, prices, stores, assortment and balances."""
    basket = basket_of(token)
    ids = [line.variant_id for line in basket.lines]
    if not ids:
        return BasketReview(token=token, lines=(), total=sum_of([]), stores=())
    cards, stores = pim.variants(variant_ids=ids), pickup_stores()
    quote = _quoted(basket, cards, stores, where or Circumstances(channel=channel))
    priced = {line.variant_id: line for line in quote.lines if not line.is_gift} if quote else {}
    made = {key: parts_of(line) for key, line in priced.items() if line.pieces}
    known = with_gifts(quote, cards) if quote else cards
    lying_ids = list(dict.fromkeys([*ids, *(want.variant_id for parts in made.values() for want in parts)]))
    selling = selling_of(lying_ids, stores, channel).with_bundles(made)
    network = network_of(stores)
    lying: Balances = stock.availability(variant_ids=lying_ids, location_ids=places_of(stores, network))
    hold = own_hold(basket)
    if hold is not None:
        lying = with_own(lying, hold)
    balances = sellable(lying, selling)
    expected = arrivals_of([key for key, card in cards.items() if card.can_preorder])
    lines = []
    for line in basket.lines:
        selling_it = [card for card in stores if selling.sells(line.variant_id, card.location_id)]
        wanted = made.get(line.variant_id) or (Want(variant_id=line.variant_id, quantity=ONE),)
        most = max((most_made(balances, wanted, card, network) for card in selling_it), default=NOTHING)
        unsold = problem_of(line.variant_id, stores, selling, city or "")
        arrivals = expected.get(line.variant_id, ()) if most < line.quantity else ()
        want = Want(variant_id=line.variant_id, quantity=line.quantity)
        later = later_of(want, selling_it, balances, network or NOBODY, arrivals) if arrivals else Later()
        lines.append(_review(line, known, priced.get(line.variant_id), Left(most, unsold, later)))
    near = [card for card in stores if not city or card.city.casefold() == city.casefold()]
    wants = wants_of(lines, made)
    return BasketReview(
        token=token,
        lines=tuple(lines),
        total=quote.total if quote else sum_of([]),
        stores=ranked(near, wants, balances, selling, network, expected) if wants else (),
        gifts=tuple(_shown(line, known[line.variant_id]) for line in quote.gifts) if quote else (),
        quote=quote,
        coupon_ids=basket.coupon_ids,
        basket_id=basket.basket_id,
        hold=hold,
    )


def own_hold(basket: Basket) -> BasketHold | None:
    """What is held for the basket's buyer now; asked for only when something was."""
    if basket.held_until is None or basket.basket_id is None or basket.held_until < clock.now() - timedelta(minutes=10):
        return None
    return holds.basket_holds(basket_ids=[basket.basket_id]).get(basket.basket_id)


def parts_of(line: QuoteLine) -> tuple[Want, ...]:
    """What one bundle of the line takes; nothing for any other good."""
    return tuple(Want(variant_id=one.variant_id, quantity=one.quantity / line.quantity) for one in line.pieces)


def wants_of(lines: Sequence[ReviewLine], made: Made) -> list[Want]:
    """What is to be taken off the shelves: goods, and of bundles their parts; each good once."""
    wanted: dict[VariantId, Decimal] = {}
    for line in lines:
        if line.can_be_ordered:
            for one in made.get(line.variant_id) or (Want(variant_id=line.variant_id, quantity=ONE),):
                wanted[one.variant_id] = wanted.get(one.variant_id, NOTHING) + one.quantity * line.quantity
    return [Want(variant_id=key, quantity=quantity) for key, quantity in wanted.items()]


def _quoted(
    basket: Basket, cards: Mapping[VariantId, VariantCard], stores: Sequence[LocationCard], where: Circumstances
) -> Quote | None:
    """What the lines cost now, as `place_order` will ask it; a line that is not for sale is absent."""
    places = [card.location_id for card in stores]
    wanted = [
        (line.variant_id, line.quantity)
        for line in basket.lines
        if (card := cards.get(line.variant_id)) and card.is_active
    ]
    try:
        return quoted(wanted, where, coupons=basket.coupon_ids, location_ids=places) if wanted else None
    except NoPrice:
        unpriced = set(pricing.unpriced(variant_ids=[one for one, _ in wanted], where=where))
    wanted = [(one, quantity) for one, quantity in wanted if one not in unpriced]
    return quoted(wanted, where, coupons=basket.coupon_ids, location_ids=places) if wanted else None


def _shown(line: QuoteLine, card: VariantCard) -> ReviewLine:
    return ReviewLine(
        variant_id=line.variant_id,
        product_id=card.product_id,
        title=card.title,
        article=card.article,
        image_url=card.image.small_url if card.image else "",
        unit=card.unit,
        quantity=line.quantity,
        price=line.shelf_price,
        price_seen=None,
        total=line.total,
        available=line.quantity,
        problems=(),
        base_total=line.base_total,
        steps=steps_of(line.steps),
        is_gift=True,
    )


@dataclass(frozen=True)
class Left:
    """The most that any one store can give of a line, what the assortment has against it, what can be ordered ahead."""

    most: Decimal
    unsold: LineProblem | None
    later: Later = field(default_factory=Later)


def _review(
    line: BasketLine, cards: Mapping[VariantId, VariantCard], quoted: QuoteLine | None, left: Left
) -> ReviewLine:
    card = cards.get(line.variant_id)
    now = (quoted.shelf_price or quoted.unit_price) if quoted else None
    return ReviewLine(
        variant_id=line.variant_id,
        product_id=card.product_id if card else 0,
        title=card.title if card else _("A good that is no longer sold"),
        article=card.article if card else "",
        image_url=card.image.small_url if card and card.image else "",
        unit=card.unit if card else "",
        quantity=line.quantity,
        price=now,
        price_seen=line.seen_price,
        total=quoted.total if quoted else None,
        available=max(left.most, left.later.most),
        problems=tuple(_problems(line, now, left)),
        base_total=quoted.base_total if quoted else None,
        steps=steps_of(quoted.steps) if quoted else (),
        parts=tuple(_part(one, cards[one.variant_id]) for one in quoted.pieces) if quoted else (),
    )


def _part(piece: BundlePiece, card: VariantCard) -> ReviewPart:
    return ReviewPart(
        variant_id=piece.variant_id,
        product_id=card.product_id,
        title=card.title,
        image_url=card.image.tiny_url if card.image else "",
        quantity=piece.quantity,
        total=piece.total,
    )


def _problems(line: BasketLine, now: Money | None, left: Left) -> list[LineProblem]:
    if left.unsold is not None and (now is None or left.unsold.code == "not_sold"):
        return [left.unsold]
    if now is None:
        return [LineProblem(code="not_for_sale", text=_("No longer sold. Remove it to go on."))]
    most = max(left.most, left.later.most)
    if most <= NOTHING:
        text = _("Sold out everywhere. Remove it to go on, or come back later: the basket remembers it.")
        return [LineProblem(code="sold_out", text=text)]
    found = [left.unsold] if left.unsold is not None else []
    if most < line.quantity:
        text = _("No store has that many: at most %(left)s left. Take fewer.") % {"left": quantity(most)}
        found.append(LineProblem(code="less_left", text=text))
    elif left.most < line.quantity and left.later.ready_at is not None:
        text = _("Ordered ahead: it is on its way to us and can be picked up from %(day)s.")
        found.append(LineProblem(code="preorder", text=text % {"day": day(left.later.ready_at)}))
    return found + _repriced(line.seen_price, now)


def _repriced(seen: Money | None, now: Money) -> list[LineProblem]:
    if seen is None or seen == now:
        return []
    words = {"was": money(seen), "now": money(now)}
    if seen < now:
        text = _("The price has risen from %(was)s to %(now)s since you put it in the basket.") % words
        return [LineProblem(code="price_up", text=text)]
    return [LineProblem(code="price_down", text=_("The price has fallen from %(was)s to %(now)s.") % words)]
