"""What reviews do when others announce something."""

from collections.abc import Sequence

from prilavok.base.events import reacts_to, reacts_to_many
from prilavok.foundation.accounts.events import PersonsJoined
from prilavok.goods.pim.events import ProductsMerged
from prilavok.people.reviews.actions.follow_goods import follow_goods
from prilavok.people.reviews.actions.invite_buyers import note_issued
from prilavok.people.reviews.actions.join_persons import join_persons
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.events import OrderMoved
from prilavok.trade.oms.values import OrderId


@reacts_to_many(OrderMoved, as_="reviews.note_issued")
def note_orders(events: Sequence[OrderMoved]) -> None:
    """What was handed over may be asked about some days later."""
    orders = oms.orders(order_ids=sorted({OrderId(event.order_id) for event in events}))
    note_issued([int(one.order_id) for one in orders.values() if "issued" in one.facts])


@reacts_to(PersonsJoined, as_="reviews.join_persons")
def join_authors(event: PersonsJoined) -> None:
    """Two logins became one author."""
    join_persons(person_id=event.person_id, other_id=event.other_id)


@reacts_to_many(ProductsMerged, as_="reviews.follow_goods")
def follow_merged(events: Sequence[ProductsMerged]) -> None:
    """Reviews are read at the product that remains."""
    follow_goods(sorted({one for event in events for one in event.product_ids}))
