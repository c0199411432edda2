"""What a customer may still do with an order: another store, another person who comes for it."""

from decimal import Decimal

import pytest

from prilavok.base.access import Actor
from prilavok.base.phones import PhoneNotUnderstood
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationEdit
from prilavok.insight.analytics.models import OrderFact
from prilavok.partners.erp.models import Export
from prilavok.trade.fulfilment import api as fulfilment
from prilavok.trade.oms import api
from prilavok.trade.oms.altering import api as altering
from prilavok.trade.oms.errors import (
    ActNotAllowed,
    NotEnough,
    OrderIssued,
    OrderUnknown,
    RecipientMissing,
    StoreClosed,
)
from prilavok.trade.oms.models import Order, OrderHistory, Status
from prilavok.trade.oms.values import BuyerAct, Contact, OrderFilter
from tests.protocols.make import make_nodes
from tests.trade.oms.make import (
    OPERATOR,
    SYSTEM,
    Chain,
    buyer,
    free,
    fulfilment_code,
    issue,
    pick,
    place,
    put,
    seen,
    told,
    worker,
)


def customer(chain: Chain) -> Actor:
    """Whoever holds the order's link."""
    return Actor(name="Анна Иванова", kind="customer", stores=frozenset({chain.store, chain.other}))


def move(chain: Chain, order_id: int, location_id: int, actor: Actor | None = None) -> None:
    with unit():
        altering.change_store(order_id=order_id, location_id=location_id, actor=actor or customer(chain))


def name(chain: Chain, order_id: int, recipient: Contact | None) -> None:
    with unit():
        altering.change_recipient(order_id=order_id, recipient=recipient, actor=customer(chain))


def free_there(chain: Chain, number: int = 0) -> tuple[Decimal, Decimal, Decimal]:
    one = chain.goods[number]
    balance = stock.availability(variant_ids=[one], location_ids=[chain.other])[one][chain.other]
    return balance.on_hand, balance.reserved, balance.available


def test_the_order_waits_in_another_store_with_its_goods_and_its_code(chain: Chain, run_jobs) -> None:
    placed = place(chain, 1, 1)
    code = fulfilment_code(placed.order_id)
    run_jobs()

    move(chain, placed.order_id, chain.other)

    order = seen(placed.order_id)
    assert (order.location_id, order.total, order.status) == (chain.other, placed.total, "new")
    assert (free(chain), free_there(chain)) == ((10, 0, 10), (1, 1, 0))
    assert fulfilment.tasks(location_ids=[chain.store], states=["new"]) == []
    (task,) = fulfilment.tasks(location_ids=[chain.other], states=["new"])
    assert (task.order_id, fulfilment_code(placed.order_id)) == (placed.order_id, code)
    assert [line.kind for line in api.history(placed.order_id)] == ["placed", "relocated"]
    assert stock.broken_balances() == []
    run_jobs()
    assert OrderFact.objects.get().location_id == chain.other
    assert {one.channel for one in told(placed.order_id) if one.template == "order_relocated"} == {"sms", "email"}
    with unit():
        api.mark_picked(
            order_id=placed.order_id,
            picked={line.variant_id: line.quantity for line in order.lines},
            actor=worker(chain.other),
        )
    assert seen(placed.order_id).status == "ready"


def test_a_store_that_lacks_goods_changes_nothing(chain: Chain) -> None:
    placed = place(chain, 1, 2)

    with pytest.raises(NotEnough) as refusal:
        move(chain, placed.order_id, chain.other)

    assert [(one.title, one.available) for one in refusal.value.lines] == [("Лопата 2", 1)]
    assert seen(placed.order_id).location_id == chain.store
    assert (free(chain), free_there(chain)) == ((10, 1, 9), (1, 0, 1))
    assert OrderHistory.objects.filter(kind="relocated").count() == 0
    assert [task.location_id for task in fulfilment.tasks(location_ids=None, states=["new"])] == [chain.store]


def test_there_and_back_and_there_already(chain: Chain) -> None:
    placed = place(chain, 1)

    for location_id in (chain.other, chain.other, chain.store):
        move(chain, placed.order_id, location_id)

    assert (free(chain), free_there(chain)) == ((10, 1, 9), (1, 0, 1))
    assert seen(placed.order_id).revision == 3


def test_the_scheme_says_until_when(chain: Chain) -> None:
    placed = place(chain, 1)
    with unit():
        api.move(order_id=placed.order_id, to="picking", actor=worker(chain.store))

    with pytest.raises(ActNotAllowed, match=r"магазин|store"):
        move(chain, placed.order_id, chain.other)
    assert seen(placed.order_id).location_id == chain.store
    Status.objects.filter(code="picking").update(buyer_may=["store"])
    move(chain, placed.order_id, chain.other)

    assert seen(placed.order_id).status == "new"
    acts = altering.acts_of(seen(placed.order_id), api.scheme())
    assert acts.may == {BuyerAct.CANCEL, BuyerAct.STORE, BuyerAct.RECIPIENT}


def test_a_gathered_order_leaves_its_cell_when_staff_moves_it(chain: Chain) -> None:
    placed = place(chain, 1)
    pick(chain, placed.order_id)

    move(chain, placed.order_id, chain.other, OPERATOR)

    order = seen(placed.order_id)
    assert (order.status, order.facts) == ("new", {"reserved"})
    (task,) = fulfilment.tasks(location_ids=[chain.other], states=["new"])
    assert (task.cell, task.lines[0].picked) == (None, None)
    assert "order.store_changed" in [line.action for line in accounts.audit_of(f"order:{placed.order_id}")]


def test_what_is_closed_stays_where_it_is(chain: Chain) -> None:
    placed, gone = place(chain, 1), place(chain, 1)
    pick(chain, placed.order_id)
    issue(chain, placed.order_id, fulfilment_code(placed.order_id))
    with unit():
        api.cancel(order_id=gone.order_id, reason="передумал", actor=OPERATOR)

    for order_id, actor, refusal in (
        (placed.order_id, None, ActNotAllowed),
        (placed.order_id, OPERATOR, OrderIssued),
        (gone.order_id, None, ActNotAllowed),
        (gone.order_id, OPERATOR, ActNotAllowed),
    ):
        with pytest.raises(refusal):
            move(chain, order_id, chain.other, actor)

    assert free_there(chain) == (1, 0, 1)


def test_only_who_may_touch_it_moves_it_and_only_to_an_open_store(chain: Chain) -> None:
    placed = place(chain, 1, person_id=55)
    with pytest.raises(OrderUnknown):
        move(chain, placed.order_id, chain.other, buyer(56))
    with pytest.raises(OrderUnknown):
        move(chain, placed.order_id, chain.other, worker(chain.other))
    with unit():
        stock.describe_location(LocationEdit(location_id=chain.other, is_pickup=False))
    with pytest.raises(StoreClosed):
        move(chain, placed.order_id, chain.other, buyer(55))

    assert seen(placed.order_id).location_id == chain.store


def test_the_choices_name_what_each_store_lacks(chain: Chain) -> None:
    placed = place(chain, 1, 2)

    (offer,) = altering.store_choices(seen(placed.order_id))

    assert (offer.location.location_id, offer.has_all) == (chain.other, False)
    with unit():
        put(chain.other, chain.goods, 5)
    assert altering.store_choices(seen(placed.order_id))[0].has_all


def test_the_accounting_system_hears_of_another_store_and_recipient(chain: Chain, run_jobs) -> None:
    make_nodes(namespace=SYSTEM)
    placed = place(chain, 1)
    run_jobs(queue="erp")
    before = Export.objects.filter(order_id=placed.order_id).values_list("revision", flat=True)[0]

    move(chain, placed.order_id, chain.other)
    name(chain, placed.order_id, Contact(name="Пётр", phone="8 903 000-00-00"))
    run_jobs(queue="erp")

    assert Export.objects.filter(order_id=placed.order_id).values_list("revision", flat=True)[0] == before + 2


def test_another_person_comes_for_it_and_gets_the_code(chain: Chain, run_jobs) -> None:
    placed = place(chain, 1, recipient=Contact(name=" Пётр  Иванов ", phone="8 903 000-00-00"))
    assert seen(placed.order_id).recipient == Contact(name="Пётр Иванов", phone="+79030000000")

    pick(chain, placed.order_id)
    run_jobs(queue="oms")

    ready = [(one.channel, one.to) for one in told(placed.order_id) if one.template == "order_ready"]
    assert ("sms", "+79030000000") in ready
    assert len(ready) == 3
    assert api.find_orders(OrderFilter(text="9030000000")).total_count == 1


def test_the_recipient_is_changed_and_taken_back(chain: Chain, run_jobs) -> None:
    placed = place(chain, 1)
    name(chain, placed.order_id, Contact(name="Пётр", phone="8 903 000-00-00"))
    name(chain, placed.order_id, Contact(name="Пётр", phone="+7 903 000 00 00"))
    assert seen(placed.order_id).revision == 2
    assert api.find_orders(OrderFilter(text="Пётр")).total_count == 1

    name(chain, placed.order_id, None)

    assert seen(placed.order_id).recipient is None
    assert api.find_orders(OrderFilter(text="Пётр")).total_count == 0
    run_jobs(queue="oms")
    assert {one.to for one in told(placed.order_id) if one.template == "order_recipient"} <= {
        "+79161234567",
        "anna@example.test",
    }


@pytest.mark.parametrize(
    ("recipient", "refusal"),
    [
        (Contact(name=" ", phone="8 903 000-00-00"), RecipientMissing),
        (Contact(name="Пётр", phone="12"), PhoneNotUnderstood),
    ],
)
def test_a_recipient_nobody_could_reach_is_refused(chain: Chain, recipient: Contact, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        place(chain, 1, recipient=recipient)
    assert Order.objects.count() == 0
    placed = place(chain, 1)

    with pytest.raises(refusal):
        name(chain, placed.order_id, recipient)

    assert seen(placed.order_id).revision == 1
