"""What crm does when orders and logins announce something."""

from collections.abc import Sequence

from prilavok.base.clock import database_now
from prilavok.base.events import reacts_to, reacts_to_many
from prilavok.foundation.accounts.events import ContactProven, PersonsJoined
from prilavok.foundation.privacy import api as privacy
from prilavok.foundation.privacy.events import CardGranted
from prilavok.goods.bundles import api as bundles
from prilavok.goods.stock.events import StockChanged
from prilavok.people.crm.actions.count_orders import Heard, note_happenings, note_orders, owners_of
from prilavok.people.crm.actions.join_customers import join_persons, join_proven
from prilavok.people.crm.actions.note_receipts import note_receipts
from prilavok.people.crm.actions.propose_contact import propose_contacts
from prilavok.people.crm.actions.remember_customer import Contact, known_persons, remember_many
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
    gone = [event for event in events if OrderId(event.order_id) not in orders]
    remember_many([Contact(name=event.name, phone=event.phone, email=event.email) for event in gone], "order")
    buyers = _buyers(list(orders.values()))
    note_orders([(buyers[one], _heard(order)) for one, order in orders.items()])
    note_happenings([_placed(event, buyers[event.order_id]) for event in events if event.order_id in buyers])


@reacts_to_many(OrderMoved, as_="crm.follow_order")
def follow_orders(events: Sequence[OrderMoved]) -> None:
    """The orders have another status."""
    customers, now = _follow_many([event.order_id for event in events]), database_now()
    moved = [
        Happening(
            customer_id=customers[event.order_id],
            key=f"moved:{event.order_id}:{event.revision}",
            kind="order_moved",
            at=now,
            order_number=event.number,
            data={"status": event.to_status, "actor_name": event.actor_name},
        )
        for event in events
        if event.order_id in customers
    ]
    note_happenings(moved)


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
    return _follow_many([order_id]).get(order_id)


def _follow_many(order_ids: Sequence[int]) -> dict[int, int]:
    """Write down how the orders stand now; whose each of them is."""
    orders = oms.orders(order_ids=sorted({OrderId(one) for one in order_ids}))
    owners = owners_of(orders)
    customers = owners | _buyers([order for one, order in orders.items() if one not in owners])
    note_orders([(customers[one], _heard(order)) for one, order in orders.items()])
    return customers


def _buyers(orders: Sequence[OrderView]) -> dict[int, int]:
    """Whoever is logged in is the buyer; a new phone or e-mail of theirs is proposed, not taken at its word."""
    persons = known_persons({order.person_id for order in orders if order.person_id is not None})
    buyers: dict[int, int] = {}
    told: dict[int, Contact] = {}
    for order in orders:
        contact, owner = order.contact, persons.get(order.person_id or 0)
        if owner is None:
            told[order.order_id] = Contact(name=contact.name, phone=contact.phone, email=contact.email)
        else:
            propose_contacts(customer_id=owner, phone=contact.phone, email=contact.email, order_number=order.number)
            buyers[order.order_id] = owner
    return buyers | dict(zip(told, remember_many(list(told.values()), "order"), strict=True))


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
