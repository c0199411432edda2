"""Place an order: price it, freeze it, plan it, announce it and, last, hold its goods: all of it or nothing.

The scarce rows are taken as the last statement of the unit, so that buyers of a popular good wait for one another for a
commit and not for a whole checkout. Looking first and writing after oversells. A deadlock (two crossed baskets at the
very same moment) rolls back to a savepoint, which also lets go of the locks, and everything is tried again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, OperationalError
from django.utils.formats import date_format
from django.utils.timezone import localtime

from prilavok.base import live, settled
from prilavok.base.crashpoints import at
from prilavok.base.events import publish
from prilavok.base.ids import new_token
from prilavok.base.money import Money
from prilavok.base.once import digest, once
from prilavok.base.unit import part, require_unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantCard
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.values import Quote, Redeemed
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.errors import NotEnough as StockShort
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.transfers.values import ForOrder
from prilavok.goods.stock.values import LocationCard, LocationId, Want
from prilavok.trade.fulfilment import api as fulfilment
from prilavok.trade.fulfilment.values import PickLine
from prilavok.trade.oms import quoting, rules
from prilavok.trade.oms.actions._read_wish import Cards, Priced, priced, understood, wanted
from prilavok.trade.oms.actions._write_order import Written, write_order
from prilavok.trade.oms.bringing.planning import Plan, plan_for
from prilavok.trade.oms.errors import NotEnough, NotSold, PromiseChanged, StoreClosed
from prilavok.trade.oms.events import OrderPlaced
from prilavok.trade.oms.models import Order
from prilavok.trade.oms.queries.selling import selling_of
from prilavok.trade.oms.values import Lacking, OrderId, OrderLine, PlacedOrder, PlaceOrder
from prilavok.trade.payments import api as payments

DEADLOCK = "40P01"
MOST_TRIES = 4
NUMBER_TAKEN = "oms_numberclaim_pkey"  # another system took the very number between our look and our write
Lines = tuple[OrderLine, ...]


def place_order(request: PlaceOrder) -> PlacedOrder:
    """Place the order; a deadlock, or a number taken at the same moment, is tried again."""
    require_unit()
    request = understood(request)
    for _ in range(MOST_TRIES - 1):
        try:
            with part():
                return _place(request)
        except (OperationalError, IntegrityError) as failure:
            if not _is_chance(failure):
                raise
    with part():
        return _place(request)


def _is_chance(failure: OperationalError | IntegrityError) -> bool:
    """True for what only happened because of the very moment."""
    if isinstance(failure, IntegrityError):
        return NUMBER_TAKEN in str(failure)
    return getattr(failure.__cause__, "sqlstate", "") == DEADLOCK


def _place(request: PlaceOrder) -> PlacedOrder:
    first = once(scope="oms.place_order", key=request.key, fingerprint=_fingerprint(request))
    at("oms.place:after_once")
    if first.is_replay:
        return placed_before(request.key)
    wish = wanted(request)
    with settled.at_hand():
        cards = pim.variants(variant_ids=[line.variant_id for line in wish.lines], has_image=False)
        store = require_open_store(request.location_id)
        require_sold(list(cards.values()), store, request.channel)
        bargain = priced(request, wish, cards, store.region)
        require_parts_sold(request.channel, store, bargain)
    lines = bargain.lines
    plan = brought(request, store, bargain) if request.bring else None
    at("oms.place:after_quote")
    token = new_token()
    promised_at = plan.promised_at if plan else None
    written = write_order(
        request, token, lines, promised_at=promised_at, deal=quoting.deal_of(bargain.quote, bargain.cards)
    )
    order_id = written.order_id
    at("oms.place:after_order")
    total = rules.total_of(lines, lines[0].total.currency)
    payments.open_payment(order_id=order_id, amount=total)
    at("oms.place:after_payment")
    code = fulfilment.plan(
        order_id=order_id,
        number=written.number,
        location_id=request.location_id,
        lines=picks(lines, bargain.cards),
        awaits=promised_at,
    )
    at("oms.place:after_plan")
    placed = PlacedOrder(order_id=OrderId(order_id), number=written.number, token=token, total=total, pickup_code=code)
    announce(request, placed, written)
    at("oms.place:after_publish")
    use_up(request, placed, bargain.quote)
    at("oms.place:after_redeem")
    hold(placed, request, lines, Term(written.hold_s, plan, wish.held_for))
    at("oms.place:after_reserve")
    return placed


def _fingerprint(request: PlaceOrder) -> str:
    wished = [*((line.variant_id, str(line.quantity)) for line in request.lines), *request.coupon_ids]
    brought_too = (request.promise_seen,) if request.bring else ()
    for_whom = (request.recipient,) if request.recipient else ()
    return digest(
        request.channel,
        request.location_id,
        request.contact,
        wished,
        request.basket_token,
        request.comment,
        *brought_too,
        *for_whom,
    )


def placed_before(key: str) -> PlacedOrder:
    order = Order.objects.get(place_key=key)
    code = fulfilment.pickup_codes(order_ids=[order.pk])[order.pk]
    return PlacedOrder(
        order_id=OrderId(order.pk),
        number=order.number,
        token=order.token,
        total=Money(order.total, order.currency),
        pickup_code=code,
    )


def use_up(request: PlaceOrder, placed: PlacedOrder, quote: Quote) -> None:
    """Uses of promotions and coupons that are limited are scarce too: they are taken late, just before the goods."""
    if quote.applied:
        pricing.redeem(
            Redeemed(
                order_id=placed.order_id,
                number=placed.number,
                phone=request.contact.phone,
                person_id=request.person_id,
                quote=quote,
            )
        )


def require_open_store(location_id: int) -> LocationCard:
    known = LocationId(location_id)
    card = stock.locations(location_ids=[known]).get(known)
    if card is None or not (card.is_active and card.is_pickup):
        raise StoreClosed
    return card


def brought(request: PlaceOrder, store: LocationCard, bargain: Priced) -> Plan | None:
    """Who sends what the store lacks, or what arrival it is promised of; None when it has all, or there is no way.

    Raises PromiseChanged.
    """
    wants = [Want(variant_id=line.variant_id, quantity=line.quantity) for line in bargain.lines]
    plan = plan_for(store, wants, preorders=[key for key, card in bargain.cards.items() if card.can_preorder])
    if plan is not None and request.promise_seen is not None:
        day = localtime(plan.promised_at).date()
        if day > request.promise_seen:
            raise PromiseChanged(now=date_format(day, "j E"))
    return plan


def require_sold(cards: Sequence[VariantCard], store: LocationCard, channel: str) -> None:
    """Raise NotSold when the store leaves any of the goods out over this channel; the basket's review asks the same.
    One query."""
    selling = selling_of([card.variant_id for card in cards], [store], channel)
    unsold = [card for card in cards if not selling.sells(card.variant_id, store.location_id)]
    if unsold:
        titles = ", ".join(card.title for card in unsold)
        ids = tuple(card.variant_id for card in unsold)
        raise NotSold(variant_ids=ids, titles=titles, why=selling.why(ids[0]))


def require_parts_sold(channel: str, store: LocationCard, bargain: Priced) -> None:
    """The parts of bundles are sold there too. One query, none without bundles. Raises NotSold."""
    parts = {piece.variant_id for line in bargain.quote.lines for piece in line.pieces}
    if parts:
        require_sold([bargain.cards[part] for part in sorted(parts)], store, channel)


def picks(lines: Lines, cards: Cards) -> list[PickLine]:
    return [
        PickLine(
            variant_id=line.variant_id,
            title=line.title,
            article=line.article,
            barcode=next(iter(cards[line.variant_id].barcodes), ""),
            barcodes=cards[line.variant_id].barcodes,
            quantity=line.quantity,
        )
        for line in lines
    ]


def announce(request: PlaceOrder, placed: PlacedOrder, written: Written) -> None:
    contact = request.contact
    publish(
        OrderPlaced(
            order_id=placed.order_id,
            number=placed.number,
            token=placed.token,
            channel=request.channel,
            location_id=request.location_id,
            phone=contact.phone,
            email=contact.email,
            name=contact.name,
            total=placed.total.amount,
            currency=placed.total.currency,
            placed_at=written.at,
            origin_kind=request.origin.kind,
            origin_source=request.origin.source,
            origin_campaign=request.origin.campaign,
        )
    )
    live.say_all([(f"store:{request.location_id}", "placed"), ("orders", "placed")])
    if request.actor.kind == "staff":
        after = {"number": placed.number, "total": str(placed.total.amount), "phone": contact.phone}
        accounts.audit(request.actor, "order.placed", f"order:{placed.order_id}", after=after)


@dataclass(frozen=True)
class Term:
    """How long goods are held, who brings what the store lacks, which basket they were held for at the checkout."""

    hold_s: int
    plan: Plan | None = None
    held_for: int | None = None


def hold(placed: PlacedOrder, request: PlaceOrder, lines: Lines, term: Term) -> None:
    location_id = request.location_id
    try:
        if term.plan is not None:
            order = ForOrder(
                order_id=placed.order_id,
                number=placed.number,
                location_id=location_id,
                hold_for_s=term.hold_s,
                basket_id=term.held_for,
            )
            transfers.reserve_and_bring(
                order=order, here=term.plan.here, brings=term.plan.brings, ahead=term.plan.ahead
            )
        else:
            stock.reserve(
                order_id=placed.order_id,
                number=placed.number,
                location_id=LocationId(location_id),
                wants=[Want(variant_id=line.variant_id, quantity=line.quantity) for line in lines],
                hold_for_s=term.hold_s,
                basket_id=term.held_for,
            )
    except StockShort as shortage:
        raise lacking(shortage, lines) from shortage


def lacking(shortage: StockShort, lines: Lines) -> NotEnough:
    """What stock lacks, by the names of the order's lines."""
    titles = {line.variant_id: line.title for line in lines}
    return NotEnough(
        lines=tuple(
            Lacking(
                variant_id=one.variant_id,
                title=titles[one.variant_id],
                wanted=one.wanted,
                available=one.available,
            )
            for one in shortage.short
        )
    )
