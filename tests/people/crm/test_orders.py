"""What orders make of a customer: counts, money, the timeline, search by number, the scope of stores."""

from decimal import Decimal

import pytest

from prilavok.base.errors import NotFound
from prilavok.base.events import deliver, restore
from prilavok.base.models import Delivery, EventRow
from prilavok.base.unit import unit
from prilavok.people.crm import reactions
from prilavok.people.crm.api import customer, customer_by_phone, find_customers, orders_of, timeline
from prilavok.people.crm.models import Customer, CustomerOrder, Happening
from prilavok.people.crm.values import CustomerCard
from prilavok.trade.oms import api as oms
from tests.foundation.accounts import make as people
from tests.jobs import RunJobs
from tests.trade.oms import make

PHONE = "8 (916) 123-45-67"


def _card() -> CustomerCard:
    found = customer_by_phone(PHONE)
    assert found is not None
    return found


def test_order_makes_a_customer_with_counts(db: None, run_jobs: RunJobs) -> None:
    chain = make.make_chain()
    first, second = make.place(chain, 1), make.place(chain, 0, 2)
    run_jobs(queue="crm")

    card = _card()

    assert (card.name, card.email, card.orders_count, card.spent.amount) == ("Анна Иванова", "anna@example.test", 2, 0)
    assert {one.number for one in orders_of(card.customer_id)} == {first.number, second.number}


def test_money_counts_when_the_order_is_issued_and_the_order_when_it_is_not_cancelled(
    db: None, run_jobs: RunJobs
) -> None:
    chain = make.make_chain()
    issued, cancelled = make.place(chain, 3), make.place(chain, 1)
    make.pick(chain, issued.order_id)
    make.issue(chain, issued.order_id, issued.pickup_code)
    with unit():
        oms.cancel(order_id=cancelled.order_id, reason="передумал", actor=make.OPERATOR)
    run_jobs(queue="crm")

    card = _card()

    assert (card.orders_count, card.spent.amount) == (1, Decimal("300.00"))
    kinds = [line.kind for line in timeline(card.customer_id)]
    assert kinds.count("order_placed") == 2
    assert "order_moved" in kinds


def test_hearing_everything_twice_changes_nothing(db: None, run_jobs: RunJobs) -> None:
    chain = make.make_chain()
    placed = make.place(chain, 2)
    make.pick(chain, placed.order_id, 1)
    run_jobs(queue="crm")
    before = (_card(), Happening.objects.count(), CustomerOrder.objects.values().get())

    reactions_of = {
        "crm.remember_order": lambda event: reactions.remember_orders([event]),
        "crm.follow_order": lambda event: reactions.follow_orders([event]),
    }
    for delivery in Delivery.objects.filter(subscriber__in=reactions_of).select_related("event"):
        deliver.func(delivery_id=delivery.pk)
        with unit():
            reactions_of[delivery.subscriber](restore(delivery.event))

    assert (_card().orders_count, _card().spent) == (before[0].orders_count, before[0].spent)
    assert Happening.objects.count() == before[1]
    assert CustomerOrder.objects.values().get() == before[2]


def test_orders_heard_together_make_one_customer_of_one_phone(db: None, run_jobs: RunJobs) -> None:
    chain = make.make_chain()
    for _ in range(3):
        make.place(chain, 1)
    run_jobs(queue="crm")

    assert _card().orders_count == 3
    assert Delivery.objects.filter(subscriber="crm.remember_order", state="done").count() == 3
    assert Customer.objects.count() == 1


def test_late_news_do_not_overwrite_newer(db: None, run_jobs: RunJobs) -> None:
    chain = make.make_chain()
    placed = make.place(chain, 2)
    run_jobs(queue="crm")
    CustomerOrder.objects.update(revision=99, status="issued")

    with unit():
        reactions.remember_orders([restore(EventRow.objects.get(name="oms.order_placed"))])

    assert CustomerOrder.objects.get(pk=placed.order_id).status == "issued"


def test_customer_is_found_by_order_number(db: None, run_jobs: RunJobs) -> None:
    placed = make.place(make.make_chain(), 1)
    run_jobs(queue="crm")

    assert [card.customer_id for card in find_customers(placed.number.lower(), 5)] == [_card().customer_id]


def test_customers_of_other_stores_are_not_seen(db: None, run_jobs: RunJobs) -> None:
    chain = make.make_chain()
    make.place(chain, 1)
    run_jobs(queue="crm")
    known = _card().customer_id
    here, elsewhere = frozenset({int(chain.store)}), frozenset({int(chain.other)})

    assert customer(known, here).customer_id == known
    assert find_customers("", 5, elsewhere) == []
    with pytest.raises(NotFound):
        customer(known, elsewhere)
    assert orders_of(known, elsewhere) == []
    assert timeline(known, elsewhere) == []


def test_screens_show_the_customer_and_let_the_operator_correct(db: None, run_jobs: RunJobs) -> None:
    placed = make.place(make.make_chain(), 1)
    run_jobs(queue="crm")
    known = _card().customer_id
    client = people.logged_in("olga", "operator")

    listed = client.get("/office/customers/?q=916+123-45-67").content.decode()
    card = client.get(f"/office/customers/{known}/").content.decode()
    answer = client.post(f"/office/customers/{known}/edit/", {"name": "Анна Петрова", "email": ""})

    assert "Анна Иванова" in listed
    assert placed.number in card
    assert answer.status_code == 302
    assert _card().name == "Анна Петрова"


def test_director_sees_but_does_not_correct(db: None, run_jobs: RunJobs) -> None:
    make.place(make.make_chain(), 1)
    run_jobs(queue="crm")
    known = _card().customer_id
    client = people.logged_in("boss", "director")

    assert client.get(f"/office/customers/{known}/").status_code == 200
    assert client.post(f"/office/customers/{known}/edit/", {"name": "X", "email": ""}).status_code == 403
    assert _card().name == "Анна Иванова"


def test_customer_of_another_store_is_not_found_on_screens(db: None, run_jobs: RunJobs) -> None:
    chain = make.make_chain()
    make.place(chain, 1)
    run_jobs(queue="crm")
    client = people.logged_in("olga", "operator", stores=frozenset({int(chain.other)}))

    assert client.get(f"/office/customers/{_card().customer_id}/").status_code == 404
    assert "Иванова" not in client.get("/office/customers/").content.decode()
