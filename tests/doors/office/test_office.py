"""What people in the office do: see, find, place, move, cancel; and what a narrow role does not see."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prilavok.base.unit import unit
from prilavok.doors.office import wagtail_hooks
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import Grant
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.sources import desk as desk_of_sources
from prilavok.trade.oms.sources.desk import SourceView
from prilavok.trade.oms.values import OrderFilter
from tests.jobs import RunJobs
from tests.trade.oms import make

pytestmark = pytest.mark.django_db
PASSWORD = "Тихий-прилавок-42"
HEADERS = {"Sec-Fetch-Site": "same-origin"}


def staff(role: str, stores: Sequence[int] | None = None) -> Client:
    """A logged-in browser of somebody with this role."""
    with unit():
        accounts.create_staff(
            username=f"test-{role}",
            password=PASSWORD,
            name=role,
            roles=[Grant(role=role, stores=None if stores is None else frozenset(stores))],
        )
    client = Client(headers=HEADERS)
    answer = client.post("/office/login/", {"username": f"test-{role}", "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()[:500]
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_operator_places_an_order_on_the_customers_behalf_in_one_window(run_jobs: RunJobs) -> None:
    chain, operator = make.make_chain(quantity=10), staff("operator")

    desk = operator.get("/office/orders/new/", follow=True).request["PATH_INFO"]
    found = text(operator.get(desk, {"q": "Лопата 2", "city": "Киров"}))
    operator.post(f"{desk}line/", {"variant": chain.goods[1], "quantity": "2", "add": "1", "q": "Лопата 2"})
    with unit():
        answer_id = desk_of_sources.add_source(SourceView(source_id=0, kind="answer", title="Соседи"), make.OPERATOR)
    form = {"name": "Анна", "phone": "8 916 123 45 67", "location": chain.store, "key": "call-1", "origin": answer_id}
    answer = operator.post(f"{desk}place/", form, follow=True)

    (order,) = oms.find_orders(OrderFilter(phone="+79161234567")).orders
    assert "Магазин на Лесной" in found
    assert (order.channel, order.total.amount) == ("operator", Decimal("501.00"))
    assert (order.origin.kind, order.origin.source) == ("answer", "Соседи")
    assert "Соседи" in text(answer)
    assert order.number in text(answer)
    assert make.free(chain, 1)[1] == 2
    run_jobs()
    assert "Анна" in text(operator.get("/office/orders/"))


def test_a_refused_order_keeps_what_was_typed_and_nothing_happens() -> None:
    chain, operator = make.make_chain(quantity=1), staff("operator")
    desk = operator.get("/office/orders/new/", follow=True).request["PATH_INFO"]
    operator.post(f"{desk}line/", {"variant": chain.goods[0], "quantity": "1"})
    make.place(chain, 1)

    form = {"name": "Борис Годунов", "phone": "8 916 765 43 21", "location": chain.store, "key": "call-2"}
    answer = text(operator.post(f"{desk}place/", form))

    assert "Борис Годунов" in answer
    assert 'role="alert"' in answer
    assert oms.find_orders(OrderFilter(phone="+79167654321")).total_count == 0


def test_the_order_card_shows_the_way_through_the_systems(run_jobs: RunJobs) -> None:
    chain, operator = make.make_chain(), staff("operator")
    placed = make.place(chain)
    run_jobs()

    card = text(operator.get(f"/office/orders/{placed.number}/"))

    for word in ("Анна Иванова", "Лопата 1", "+7\u00a0916\u00a0123-45-67", "Магазин на Лесной", "Путь по системам"):
        assert word in card


def test_cancelling_needs_a_reason_and_returns_the_goods() -> None:
    chain, operator = make.make_chain(), staff("operator")
    placed = make.place(chain, 2)

    operator.post(f"/office/orders/{placed.number}/cancel/", {"reason": ""})
    kept = make.seen(placed.order_id).status
    operator.post(f"/office/orders/{placed.number}/cancel/", {"reason": "Передумал"})

    assert kept == "new"
    assert make.seen(placed.order_id).status == "cancelled"
    assert make.free(chain)[1] == 0


def test_a_role_limited_to_a_store_sees_its_orders_alone() -> None:
    chain = make.make_chain()
    mine, foreign = make.place(chain, 1), make.place(chain, 1, location_id=chain.other)
    operator = staff("operator", stores=[chain.store])

    listed = text(operator.get("/office/orders/"))
    found = text(operator.get("/office/search/", {"q": foreign.number}))
    answer = operator.get(f"/office/orders/{foreign.number}/")
    refused = operator.post(f"/office/orders/{foreign.number}/cancel/", {"reason": "Чужой"})

    assert mine.number in listed
    assert foreign.number not in listed
    assert f"/office/orders/{foreign.number}/" not in found
    assert (answer.status_code, refused.status_code) == (404, 404)
    assert make.seen(foreign.order_id).status == "new"


def test_the_order_list_asks_the_same_number_of_questions_for_one_order_and_for_many() -> None:
    chain, operator = make.make_chain(quantity=50), staff("operator")
    make.place(chain, 1)
    operator.get("/office/orders/")

    wagtail_hooks._counted.clear()  # each page asks for the menu's figures
    with CaptureQueriesContext(connection) as one:
        operator.get("/office/orders/")
    for _ in range(7):
        make.place(chain, 1)
    wagtail_hooks._counted.clear()
    with CaptureQueriesContext(connection) as many:
        operator.get("/office/orders/")

    assert len(many) <= len(one)
    assert len(many) <= 20


def test_search_finds_orders_customers_and_goods(run_jobs: RunJobs) -> None:
    chain, operator = make.make_chain(), staff("operator")
    placed = make.place(chain)
    run_jobs()

    assert placed.number in text(operator.get("/office/search/", {"q": placed.number}))
    assert "Анна Иванова" in text(operator.get("/office/search/", {"q": "8 916 123-45-67"}))
    assert "Лопата 1" in text(operator.get("/office/search/", {"q": "АРТ-1"}))


@pytest.mark.parametrize("role", ["operator", "content_manager", "director", "administrator"])
def test_every_role_of_the_office_has_a_home(role: str) -> None:
    make.make_chain()

    answer = staff(role).get("/office/")

    assert answer.status_code == 200
    assert ("Оборот сегодня" in text(answer)) == (role in ("director", "administrator"))


def test_an_administrator_hires_a_worker_for_one_store() -> None:
    chain, admin = make.make_chain(), staff("administrator")

    fields = {"username": "store-a", "name": "Иван Полкин", "password": PASSWORD}
    address = admin.post("/office/people/new/", fields, follow=True).request["PATH_INFO"]
    admin.post(f"{address}grants/", {"role": ["store_worker"], "where": "some", "store": [chain.store]})

    person_id = int(address.rstrip("/").rsplit("/", 1)[1])
    actor = accounts.actor_for(person_id)
    assert actor.may("store.pick", store=chain.store)
    assert not actor.may("store.pick", store=chain.other)
    assert not actor.may("office.enter")


def test_the_operator_does_not_manage_people() -> None:
    operator = staff("operator")

    answer = operator.post("/office/people/new/", {"username": "x-1", "name": "Икс", "password": PASSWORD})

    assert answer.status_code == 403
    assert not accounts.find_people(accounts_filter("x-1")).people


def accounts_filter(words: str) -> Any:
    from prilavok.foundation.accounts.values import PeopleFilter

    return PeopleFilter(text=words)
