"""What crm does when orders and logins announce something."""

from collections.abc import Sequence

from prilavok.base.clock import database_now
from prilavok.base.events import reacts_to, reacts_to_many
from prilavok.foundation.accounts.events import ContactProven, PersonsJoined
from prilavok.foundation.privacy import api as privacy
from prilavok.foundation.privacy.events import CardGranted
from prilavok.goods.bundles import api as bundles
from prilavok.goods.stock.events import StockChanged
from prilavok.people.crm.actions.count_orders import Heard, note_happenings, note_orders
from prilavok.people.crm.actions.join_customers import join_persons, join_proven
from prilavok.people.crm.actions.note_receipts import note_receipts
from prilavok.people.crm.actions.propose_contact import propose_contacts
from prilavok.people.crm.actions.remember_customer import known_person, remember
from prilavok.people.crm.actions.take_card import take_card
from prilavok.people.crm.models import Happening
from prilavok.people.crm.waiting.telling import tell_arrived
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.events import OrderCorrected, OrderMoved, OrderPlaced, OrderRelocated
from prilavok.trade.oms.values import OrderId, OrderView
from prilavok.trade.receipts.events import ReceiptsChanged


@reacts_to_many(OrderPlaced, as_="crm.remember_order")
def remember_orders(events: Sequence[OrderPlaced]) -> None:
    """Know the customers and write their orders down."""
    orders = oms.orders(order_ids=[OrderId(event.order_id) for event in events])
    told, lines = [], []
    for event in events:
        order = orders.get(OrderId(event.order_id))
        if order is None:
            remember(event.name, event.phone, event.email, "order")
            continue
        customer_id = _buyer(order)
        told.append((customer_id, _heard(order)))
        lines.append(_placed(event, customer_id))
    note_orders(told)
    note_happenings(lines)


@reacts_to(OrderMoved, as_="crm.follow_order")
def follow_order(event: OrderMoved) -> None:
    """The order has another status."""
    customer_id = _follow(event.order_id)
    if customer_id is not None:
        moved = Happening(
            customer_id=customer_id,
            key=f"moved:{event.order_id}:{event.revision}",
            kind="order_moved",
            at=database_now(),
            order_number=event.number,
            data={"status": event.to_status, "actor_name": event.actor_name},
        )
        note_happenings([moved])


@reacts_to(OrderCorrected, as_="crm.correct_order")
def correct_order(event: OrderCorrected) -> None:
    """The order has other lines and another total."""
    customer_id = _follow(event.order_id)
    if customer_id is not None:
        corrected = Happening(
            customer_id=customer_id,
            key=f"corrected:{event.order_id}:{event.version}",
            kind="order_corrected",
            at=database_now(),
            order_number=event.number,
            data={"version": event.version, "total": str(event.total), "source": event.source},
        )
        note_happenings([corrected])


@reacts_to(OrderRelocated, as_="crm.follow_relocated_order")
def follow_relocated_order(event: OrderRelocated) -> None:
    """The order waits in another store."""
    _follow(event.order_id)


@reacts_to(ReceiptsChanged, as_="crm.note_receipts")
def note_bought(event: ReceiptsChanged) -> None:
    """Purchases in stores stand in the customer's one history."""
    note_receipts(event.receipt_ids)


@reacts_to(ContactProven, as_="crm.join_proven")
def join_customers(event: ContactProven) -> None:
    """A login has proven a contact."""
    join_proven(person_id=event.person_id, name=event.name, phone=event.phone, email=event.email)


@reacts_to(PersonsJoined, as_="crm.join_persons")
def join_logins(event: PersonsJoined) -> None:
    """Two logins became one."""
    join_persons(person_id=event.person_id, other_id=event.other_id)


@reacts_to(CardGranted, as_="crm.grant_card")
def grant_card(event: CardGranted) -> None:
    """Staff has made sure whose card it is."""
    card = str(privacy.request(event.request_id).detail.get("card", ""))
    if card:
        take_card(person_id=event.person_id, card=card)


def _placed(event: OrderPlaced, customer_id: int) -> Happening:
    return Happening(
        customer_id=customer_id,
        key=f"placed:{event.order_id}",
        kind="order_placed",
        at=event.placed_at,
        order_number=event.number,
        data={"name": event.name, "channel": event.channel, "total": str(event.total)},
    )


def _follow(order_id: int) -> int | None:
    order = _order(order_id)
    if order is None:
        return None
    customer_id = _buyer(order)
    note_orders([(customer_id, _heard(order))])
    return customer_id


def _buyer(order: OrderView) -> int:
    """Whoever is logged in is the buyer; a new phone or e-mail of theirs is proposed, not taken at its word."""
    contact = order.contact
    owner = known_person(order.person_id) if order.person_id is not None else None
    if owner is None:
        return remember(contact.name, contact.phone, contact.email, "order")
    propose_contacts(customer_id=owner, phone=contact.phone, email=contact.email, order_number=order.number)
    return owner


def _order(order_id: int) -> OrderView | None:
    return oms.orders(order_ids=[OrderId(order_id)]).get(OrderId(order_id))


def _heard(order: OrderView) -> Heard:
    return Heard(
        order_id=order.order_id,
        number=order.number,
        status=order.status,
        revision=order.revision,
        is_cancelled="cancelled" in order.facts,
        is_issued="issued" in order.facts,
        total=order.total.amount,
        currency=order.total.currency,
        channel=order.channel,
        location_id=order.location_id,
        placed_at=order.placed_at,
    )


@reacts_to_many(StockChanged, as_="crm.tell_waiting")
def tell_waiting(events: Sequence[StockChanged]) -> None:
    """Goods that somebody waits for may have come."""
    changed = sorted({variant_id for event in events for variant_id in event.variant_ids})
    if changed:
        tell_arrived([*changed, *bundles.made_with(variant_ids=changed)])
