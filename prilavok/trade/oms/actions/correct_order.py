"""Another composition of an order, by a person: the lines as they should be, whoever said them first."""

from collections.abc import Sequence

from prilavok.base.access import Actor
from prilavok.goods.pim import api as pim
from prilavok.trade.oms.actions._change_order import current_lines
from prilavok.trade.oms.actions._erp_lines import correct_lines
from prilavok.trade.oms.actions._locks import locked
from prilavok.trade.oms.actions.place_order import require_open_store, require_sold
from prilavok.trade.oms.errors import CorrectionRefused
from prilavok.trade.oms.models import Order
from prilavok.trade.oms.queries.orders import orders
from prilavok.trade.oms.reach import OVERRIDE, allow
from prilavok.trade.oms.values import ErpLine, OrderId, OrderView


def correct_order(*, order_id: int, lines: Sequence[ErpLine], source: str, actor: Actor) -> OrderView:
    """Give the order these lines; the same lines change nothing. Raises CorrectionRefused with the reason, NotSold
    when goods are added that the store does not sell; what an accounting system has sold already is its own matter."""
    order = locked(order_id, actor)
    allow(actor, order, OVERRIDE)
    if not source.startswith("erp:"):
        _require_added_sold(order, lines)
    outcome = correct_lines(order, lines, actor, source=source)
    if outcome.conflicts:
        raise CorrectionRefused(why=" ".join(outcome.conflicts))
    return orders(order_ids=[order_id])[OrderId(order_id)]


def _require_added_sold(order: Order, lines: Sequence[ErpLine]) -> None:
    known = {line.variant_id for line in current_lines(order)}
    added = sorted({line.variant_id for line in lines if line.quantity > 0} - known)
    if added:
        cards = list(pim.variants(variant_ids=added).values())
        require_sold(cards, require_open_store(order.location_id), order.channel)
