"""Hand an order over: the code, the money, the goods; all of it in one unit or none."""

from prilavok.base.access import Actor
from prilavok.base.crashpoints import at
from prilavok.base.once import digest, once
from prilavok.base.unit import require_unit
from prilavok.goods.stock import api as stock
from prilavok.trade.fulfilment import api as fulfilment
from prilavok.trade.oms.actions._change_order import enter, status_of_step, total_money
from prilavok.trade.oms.actions._locks import locked
from prilavok.trade.oms.as_values import worded
from prilavok.trade.oms.errors import MoveNotAllowed
from prilavok.trade.oms.models import Order
from prilavok.trade.oms.queries.orders import orders
from prilavok.trade.oms.reach import OVERRIDE, allow
from prilavok.trade.oms.values import Fact, OrderId, OrderView, Step
from prilavok.trade.payments import api as payments


def issue_paid(*, order_id: int, code: str, method: str, actor: Actor, key: str) -> OrderView:
    """Issue and take the money; the same key again answers with the issued order."""
    require_unit()
    order = locked(order_id, actor)
    allow(actor, order, "store.issue" if code else OVERRIDE)
    first = once(scope="oms.issue_paid", key=key, fingerprint=digest(order_id, method))
    at("oms.issue:after_once")
    if not first.is_replay:
        _issue(order, code, method, actor, key)
    return orders(order_ids=[order_id])[OrderId(order_id)]


def _issue(order: Order, code: str, method: str, actor: Actor, key: str) -> None:
    issued = status_of_step(Step.ISSUED)
    if order.status.step != Step.PICKED:
        raise MoveNotAllowed(status=worded(order.status, "title"), to=worded(issued, "title"))
    fulfilment.hand_over(order_id=order.pk, code=code or None, actor=actor)
    at("oms.issue:after_hand_over")
    if Fact.PAID not in order.facts:
        payments.settle_in_store(
            order_id=order.pk, method=method, amount=total_money(order), actor=actor, key=f"{order.pk}:{key}"
        )
    at("oms.issue:after_payment")
    close_as_issued(order, actor)


def close_as_issued(order: Order, actor: Actor) -> None:
    """Enter the status of issue; the money is settled. The goods leave last."""
    order.hold_until = None
    enter(order, status_of_step(Step.ISSUED), actor, add=[Fact.PAID, Fact.ISSUED], drop=[Fact.RESERVED])
    at("oms.issue:after_enter")
    stock.issue(order_id=order.pk)
    at("oms.issue:after_stock")
