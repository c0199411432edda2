"""Another composition of an order, by a person: the lines as they should be, whoever said them first."""

from collections.abc import Sequence

from prilavok.base.access import Actor
from prilavok.trade.oms.actions._erp_lines import correct_lines
from prilavok.trade.oms.actions._locks import locked
from prilavok.trade.oms.errors import CorrectionRefused
from prilavok.trade.oms.queries.orders import orders
from prilavok.trade.oms.reach import OVERRIDE, allow
from prilavok.trade.oms.values import ErpLine, OrderId, OrderView


def correct_order(*, order_id: int, lines: Sequence[ErpLine], source: str, actor: Actor) -> OrderView:
    """Give the order these lines; the same lines change nothing. Raises CorrectionRefused with the reason."""
    order = locked(order_id, actor)
    allow(actor, order, OVERRIDE)
    outcome = correct_lines(order, lines, actor, source=source)
    if outcome.conflicts:
        raise CorrectionRefused(why=" ".join(outcome.conflicts))
    return orders(order_ids=[order_id])[OrderId(order_id)]
