"""The row lock every change of an order starts with.

Locks are taken in one order everywhere: the order's row, its payment, its pick task, and last the scarce goods.
"""

from prilavok.base.access import Actor
from prilavok.base.unit import require_unit
from prilavok.trade.oms.errors import OrderUnknown
from prilavok.trade.oms.models import Order
from prilavok.trade.oms.reach import is_in_reach


def locked(order_id: int, actor: Actor) -> Order:
    """The order with its status, locked until the unit ends. Raises OrderUnknown, also out of reach."""
    require_unit()
    # The status is read after the lock: a row that waited is looked at again together with the rows it was joined to,
    # and an order whose status has changed meanwhile would fall out of the join, as if it did not exist.
    order = Order.objects.select_for_update().filter(pk=order_id).first()
    if order is None or not is_in_reach(actor, order):
        raise OrderUnknown
    return order
