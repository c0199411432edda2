"""What a customer may do with an own order in its status, and why not: the scheme's data in words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from prilavok.base.access import Actor
from prilavok.trade.oms.errors import ActNotAllowed, OrderIssued, OrderPaid
from prilavok.trade.oms.models import Order
from prilavok.trade.oms.reach import allow
from prilavok.trade.oms.values import BuyerAct, Fact, OrderView, StatusView

CUSTOMERS = ("buyer", "customer")


@dataclass(frozen=True, kw_only=True)
class Acts:
    """What may be done, and for each thing that may not, why in one sentence."""

    may: frozenset[BuyerAct] = frozenset()
    why_not: Mapping[BuyerAct, str] = field(default_factory=dict)


def acts_of(order: OrderView, scheme: Sequence[StatusView]) -> Acts:
    """What the customer may do with the order now."""
    status = next((one for one in scheme if one.code == order.status), None)
    given: Collection[str] = status.buyer_may if status else ()
    told = {act: refusal(act, facts=order.facts, given=given) for act in BuyerAct}
    return Acts(
        may=frozenset(act for act, why in told.items() if not why),
        why_not={act: why for act, why in told.items() if why},
    )


def allow_act(order: Order, act: BuyerAct, actor: Actor, *, permission: str) -> None:
    """Raise unless the customer may by the scheme, or staff by the right; what is closed is closed for everybody.

    Raises ActNotAllowed, OrderIssued, OrderPaid, Forbidden.
    """
    if actor.kind not in CUSTOMERS:
        allow(actor, order, permission)
        _require_open(order, act)
        return
    why = refusal(act, facts=order.facts, given=order.status.buyer_may)
    if Fact.PAID in order.facts and Fact.ISSUED not in order.facts and act != BuyerAct.RECIPIENT:
        raise OrderPaid
    if why:
        raise ActNotAllowed(why=why)


def refusal(act: BuyerAct, *, facts: Collection[str], given: Collection[str]) -> str:
    """Why the customer may not, in the active language; "" when they may."""
    if Fact.CANCELLED in facts:
        return _("The order is closed already. You can order the same again.")
    if Fact.ISSUED in facts:
        return _("The order has been handed over already.")
    if Fact.PAID in facts and act != BuyerAct.RECIPIENT:
        return _("The order is paid for. Call the store: it can do that together with the money.")
    if act in given:
        return ""
    if act == BuyerAct.STORE and Fact.PICKED in facts:
        return _("It is gathered already and waits for you. Cancel the order and order in another store, or call.")
    return {
        BuyerAct.CANCEL: _("The order has gone too far to be cancelled here. Call the store."),
        BuyerAct.STORE: _("The store is already at work on it. Cancel the order and order in another store, or call."),
        BuyerAct.RECIPIENT: _("The order has gone too far for another person to be named here. Call the store."),
    }[act]


def _require_open(order: Order, act: BuyerAct) -> None:
    if Fact.ISSUED in order.facts:
        raise OrderIssued
    if Fact.CANCELLED in order.facts:
        raise ActNotAllowed(why=refusal(act, facts=order.facts, given=()))
    if act == BuyerAct.STORE and Fact.PAID in order.facts:
        raise OrderPaid
