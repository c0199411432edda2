"""What reviews do when others announce something."""

from collections.abc import Sequence

from prilavok.base.events import reacts_to_many
from prilavok.people.reviews.actions.invite_buyers import note_issued
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.events import OrderMoved
from prilavok.trade.oms.values import OrderId


@reacts_to_many(OrderMoved, as_="reviews.note_issued")
def note_orders(events: Sequence[OrderMoved]) -> None:
    """What was handed over may be asked about some days later."""
    orders = oms.orders(order_ids=sorted({OrderId(event.order_id) for event in events}))
    note_issued([int(one.order_id) for one in orders.values() if "issued" in one.facts])
