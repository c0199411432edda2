"""What oms does when something has happened: the customer is told, an order whose hold is over ends."""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from prilavok.base.events import reacts_to, reacts_to_many
from prilavok.foundation.accounts.events import PersonsJoined
from prilavok.goods.stock.events import AdvanceMoved, HoldEnding, HoldExpired
from prilavok.goods.stock.transfers.events import TransferMoved
from prilavok.trade.oms.actions.cancel_order import expire
from prilavok.trade.oms.actions.join_persons import take_over
from prilavok.trade.oms.actions.tell_customer import (
    tell_came,
    tell_correction,
    tell_ending,
    tell_promise,
    tell_recipient,
    tell_relocation,
    tell_status_of_many,
)
from prilavok.trade.oms.bringing.following import follow_advance, follow_transfer
from prilavok.trade.oms.events import (
    OrderCorrected,
    OrderGoodsCame,
    OrderMoved,
    OrderPlaced,
    OrderPromised,
    OrderRelocated,
    RecipientChanged,
)
from prilavok.trade.oms.queries.orders import first_status


@reacts_to_many(OrderPlaced, as_="oms.tell_customer_placed", at_once=True)
def tell_customers_placed(events: Sequence[OrderPlaced]) -> None:
    """The number, the store and the link."""
    tell_status_of_many(order_ids=[event.order_id for event in events], status=first_status())


@reacts_to_many(OrderMoved, as_="oms.tell_customer_moved", at_once=True)
def tell_customers_moved(events: Sequence[OrderMoved]) -> None:
    """Whatever the scheme says about the new status; of one order, in the order of its steps."""
    for status, moved in groupby(events, attrgetter("to_status")):
        tell_status_of_many(order_ids=[event.order_id for event in moved], status=status)


@reacts_to(OrderCorrected, as_="oms.tell_customer_corrected")
def tell_customer_corrected(event: OrderCorrected) -> None:
    """What the order contains now and what it costs."""
    tell_correction(order_id=event.order_id, version=event.version)


@reacts_to(OrderPromised, as_="oms.tell_customer_promised")
def tell_customer_promised(event: OrderPromised) -> None:
    """By when the goods will be brought; once a day promised."""
    tell_promise(event)


@reacts_to(OrderRelocated, as_="oms.tell_customer_relocated")
def tell_customer_relocated(event: OrderRelocated) -> None:
    """Which store the order waits in now."""
    tell_relocation(order_id=event.order_id, revision=event.revision)


@reacts_to(RecipientChanged, as_="oms.tell_customer_recipient")
def tell_customer_recipient(event: RecipientChanged) -> None:
    """Who comes for the order now."""
    tell_recipient(order_id=event.order_id, revision=event.revision)


@reacts_to(OrderGoodsCame, as_="oms.tell_customer_came")
def tell_customer_came(event: OrderGoodsCame) -> None:
    """What the order waited for is there."""
    tell_came(order_id=event.order_id)


@reacts_to(TransferMoved, as_="oms.follow_transfer")
def follow_moved_transfer(event: TransferMoved) -> None:
    """Goods of an order are on their way, have come, or will not come."""
    follow_transfer(event)


@reacts_to(AdvanceMoved, as_="oms.follow_advance")
def follow_moved_advance(event: AdvanceMoved) -> None:
    """Goods an order waits for have come, or are expected otherwise."""
    follow_advance(event)


@reacts_to(HoldEnding, as_="oms.remind_customer")
def remind_customer(event: HoldEnding) -> None:
    """A ready order waits for a short while more."""
    tell_ending(order_id=event.order_id)


@reacts_to(HoldExpired, as_="oms.expire_order")
def expire_order(event: HoldExpired) -> None:
    """Nobody came in time: the order ends like its hold."""
    expire(order_id=event.order_id)


@reacts_to(PersonsJoined, as_="oms.join_persons")
def join_persons(event: PersonsJoined) -> None:
    """Two logins became one: orders and the basket of the other are theirs."""
    take_over(person_id=event.person_id, other_id=event.other_id)
