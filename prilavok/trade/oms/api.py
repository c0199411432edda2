"""The door of oms, the only conductor of a sale: baskets, orders with versions, statuses."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from prilavok.base.access import Actor
from prilavok.goods.pim.values import VariantId
from prilavok.goods.pricing.values import Circumstances
from prilavok.trade.oms.actions import adopt_order as _adopt
from prilavok.trade.oms.actions import apply_erp_document as _erp
from prilavok.trade.oms.actions import cancel_order as _cancel
from prilavok.trade.oms.actions import correct_order as _correct
from prilavok.trade.oms.actions import fill_basket as _basket
from prilavok.trade.oms.actions import issue_order as _issue
from prilavok.trade.oms.actions import move_order as _move
from prilavok.trade.oms.actions import pick_order as _pick
from prilavok.trade.oms.actions import place_order as _place
from prilavok.trade.oms.actions.fill_basket import (
    accept_prices,
    present_coupon,
    set_line,
    take_coupon_away,
)
from prilavok.trade.oms.baskets.belonging import bind_basket, let_go_basket
from prilavok.trade.oms.numbering import desk as _numbers
from prilavok.trade.oms.queries import baskets, fitting, histories, offers, traces
from prilavok.trade.oms.queries import orders as _orders
from prilavok.trade.oms.quoting import quoted
from prilavok.trade.oms.sources import desk as _sources
from prilavok.trade.oms.sources import telling as _telling
from prilavok.trade.oms.sources.desk import SourceView
from prilavok.trade.oms.values import (
    AdoptOrder,
    Basket,
    BasketReview,
    ErpDocument,
    ErpLine,
    ErpOutcome,
    HistoryLine,
    MoveView,
    OrderFilter,
    OrderId,
    OrderLine,
    OrderPage,
    OrderView,
    Origin,
    Paper,
    PlacedOrder,
    PlaceOrder,
    StatusView,
    TraceLine,
)

__all__ = [
    "accept_prices",
    "bind_basket",
    "let_go_basket",
    "present_coupon",
    "quoted",
    "set_line",
    "take_coupon_away",
]


def basket_of(token: str) -> Basket:
    """The basket under a token; an unknown token is an empty basket."""
    return baskets.basket_of(token)


def forget_baskets(*, unused_days: int = 60) -> int:
    """Drop baskets of nobody, unused for so long, a thousand at most; returns how many went. Joins the unit."""
    return _basket.forget_baskets(unused_days=unused_days)


def review_basket(
    token: str, city: str | None = None, channel: str = "site", where: Circumstances | None = None
) -> BasketReview:
    """The basket with today's prices and promotions, what is wrong with its lines, and the stores that can serve it."""
    return baskets.review_basket(token, city, channel, where)


store_offers = offers.store_offers
offers_at = offers.offers_at
fitted = fitting.fitted


def place_order(request: PlaceOrder) -> PlacedOrder:
    """Price, freeze, hold: all of it or nothing. Joins the unit; the same key gets the same order.
    Raises PriceChanged(lines, was, now), NotEnough(lines), BasketEmpty, GoodUnknown, NotSold, StoreClosed,
    ContactMissing."""
    return _place.place_order(request)


def origin_of(*, visit: Mapping[str, str] | None = None, answer: int | None = None) -> Origin:
    """The origin that a first visit has told (code, marks, site it came from), or an operator's choice of `sources`."""
    return _telling.origin_of_visit(visit) if visit is not None else _telling.origin_of_answer(answer)


def origin_title(kind: str, source: str) -> str:
    """A source for people, in the active language."""
    return _telling.origin_title(kind, source)


def sources(*, kinds: tuple[str, ...] = ()) -> list[SourceView]:
    """The chain's list of sources: answers, phones, QR and promo codes."""
    return _sources.sources(kinds=kinds)


def legal_entities(*, location_ids: Sequence[int]) -> dict[int, str]:
    """The legal entity of each store that has one, by its name."""
    return _numbers.entity_titles(location_ids)


def orders(*, order_ids: Sequence[int]) -> dict[OrderId, OrderView]:
    """The orders asked for; unknown ids are absent."""
    return _orders.orders(order_ids=order_ids)


def find_orders(wanted: OrderFilter) -> OrderPage:
    """Orders by text (number, phone, name, e-mail, ERP number), status, channel, store and time, newest first."""
    return _orders.find_orders(wanted)


def order_by_token(token: str) -> OrderView | None:
    """The order behind a customer's link."""
    return _orders.order_by_token(token)


def order_by_number(number: str, *, known_to: str = "") -> OrderView | None:
    """The order of that number, with or without the dash, or of a document called so in the system `known_to`."""
    return _orders.order_by_number(number, known_to)


def move(*, order_id: int, to: str, actor: Actor, reason: str = "") -> OrderView:
    """Move an order along the scheme, with all that the new status entails. Joins the unit.
    Raises MoveNotAllowed, MoveNeedsStep, ReasonMissing, Forbidden, OrderUnknown (also out of the actor's stores)."""
    return _move.move(order_id=order_id, to=to, actor=actor, reason=reason)


def mark_picked(*, order_id: int, picked: Mapping[VariantId, Decimal], actor: Actor) -> OrderView:
    """The store has gathered the order; fewer pieces make a new version, hold and payment follow. Joins the unit."""
    return _pick.mark_picked(order_id=order_id, picked=picked, actor=actor)


def issue_paid(*, order_id: int, code: str, method: str, actor: Actor, key: str) -> OrderView:
    """Hand over and take the money ("cash", "card") in one unit; an empty code needs orders.change. Joins the unit."""
    return _issue.issue_paid(order_id=order_id, code=code, method=method, actor=actor, key=key)


def cancel(*, order_id: int, reason: str, actor: Actor) -> OrderView:
    """Cancel: goods back on sale, payment closed, customer told. Joins the unit; again is harmless."""
    return _cancel.cancel(order_id=order_id, reason=reason, actor=actor)


def correct_order(*, order_id: int, lines: Sequence[ErpLine], source: str, actor: Actor) -> OrderView:
    """Other lines by a person's decision ("decision", or "erp:<node>" when they are the node's). Joins the unit.
    Raises CorrectionRefused, NotSold (goods that were added), Forbidden."""
    return _correct.correct_order(order_id=order_id, lines=lines, source=source, actor=actor)


def adopt_order(request: AdoptOrder) -> PlacedOrder:
    """Make an order of ours of one born in an ERP, at its prices. Joins the unit; the same key gets the same order."""
    return _adopt.adopt_order(request)


def apply_erp_document(document: ErpDocument) -> ErpOutcome:
    """Take over what an ERP node says, forward only; contradictions stay in the history. Joins the unit."""
    return _erp.apply_erp_document(document)


def history(order_id: int) -> list[HistoryLine]:
    """All that happened to an order, oldest first."""
    return histories.history(order_id)


def versions(*, order_id: int, numbers: Sequence[int]) -> dict[int, tuple[OrderLine, ...]]:
    """The lines of an order as of the versions asked for."""
    return histories.versions(order_id=order_id, numbers=numbers)


def papers(*, order_ids: Sequence[int]) -> dict[int, tuple[Paper, ...]]:
    """The documents of each order in other systems: its own, payments, what came back, each with its number there."""
    return histories.papers(order_ids=order_ids)


def trace(order_id: int) -> list[TraceLine]:
    """The order's way through the systems: events, deliveries, exchanges, messages, oldest first."""
    return traces.trace(order_id)


def possible_moves(order_id: int, actor: Actor) -> list[MoveView]:
    """The moves this actor may make with this order now."""
    return _orders.possible_moves(order_id, actor)


def scheme() -> list[StatusView]:
    """The status scheme in force."""
    return _orders.scheme()
