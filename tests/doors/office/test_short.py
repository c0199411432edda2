"""Orders whose goods an exchange has taken away: shown to who may see them, with ways out that really work."""

from collections.abc import Sequence

import pytest

from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.advances import api as advances
from prilavok.goods.stock.advances.values import QueueRule
from tests.doors.office.test_office import staff, text
from tests.jobs import RunJobs
from tests.trade.oms.make import Chain, make_chain, place, put, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(db: None) -> Chain:
    return make_chain()


def push(chain: Chain, quantity: int) -> None:
    with unit():
        put(chain.store, chain.goods[:1], quantity)


def found(stores: Sequence[int] | None = None) -> list[tuple[int, int, int]]:
    return [(one.order_id, int(one.covered), int(one.quantity)) for one in stock.uncovered(location_ids=stores)]


def test_what_lies_goes_to_who_ordered_first_and_the_others_are_listed(chain: Chain, django_assert_num_queries) -> None:
    first, second, third = place(chain, 3), place(chain, 4, 1), place(chain, 2)

    push(chain, 5)

    assert found() == [(second.order_id, 2, 4), (third.order_id, 0, 2)]
    assert (found([chain.store]), found([chain.other]), found([])) == (found(), [], [])
    with django_assert_num_queries(1):
        assert stock.uncovered_count() == 2
    assert seen(first.order_id).number == first.number
    push(chain, 9)
    assert found() == []


def test_a_place_in_doubt_is_not_said_to_be_short(chain: Chain) -> None:
    place(chain, 3)
    push(chain, 1)
    with unit():
        stock.doubt_place(location_id=chain.store, is_counted=True)

    assert found() == []


def test_the_page_offers_ways_out_and_dropping_leaves_the_rest_of_the_order(chain: Chain, run_jobs: RunJobs) -> None:
    placed = place(chain, 4, 1)
    push(chain, 1)
    operator = staff("operator")

    page = text(operator.get("/office/orders/short/"))
    assert placed.number in page
    assert "1 из 4" in page
    assert "Позвонить" in page
    home = text(operator.get("/office/"))
    assert "нечем собрать" in home

    operator.post(f"/office/orders/{placed.number}/drop-missing/")
    run_jobs()

    assert [(line.variant_id, int(line.quantity)) for line in seen(placed.order_id).lines] == [
        (chain.goods[0], 1), (chain.goods[1], 1),
    ]  # fmt: skip
    assert found() == []
    assert "Все заказы есть чем собрать" in text(operator.get("/office/orders/short/"))
    operator.post(f"/office/orders/{placed.number}/drop-missing/")
    assert len(seen(placed.order_id).lines) == 2


def test_who_has_no_store_in_scope_sees_none_and_may_not_drop(chain: Chain) -> None:
    placed = place(chain, 4)
    push(chain, 1)
    other = staff("operator", [chain.other])

    assert placed.number not in text(other.get("/office/orders/short/"))
    assert other.post(f"/office/orders/{placed.number}/drop-missing/").status_code == 404
    assert len(seen(placed.order_id).lines) == 1


def test_an_order_is_moved_to_a_store_that_has_all_of_it(chain: Chain, run_jobs: RunJobs) -> None:
    placed = place(chain, 4)
    push(chain, 1)
    operator = staff("operator")
    address = f"/office/orders/{placed.number}/store/"
    assert address in text(operator.get("/office/orders/short/"))
    assert "Всего заказа нет" in text(operator.get(address))

    operator.post(address, {"store": chain.other})
    assert seen(placed.order_id).location_id == chain.store
    with unit():
        put(chain.other, chain.goods[:1], 9)
    assert "Перенести сюда" in text(operator.get(address))
    operator.post(address, {"store": chain.other})

    assert (seen(placed.order_id).location_id, found()) == (chain.other, [])
    assert staff("operator", [chain.store]).post(address, {"store": chain.store}).status_code == 404


def test_the_queue_is_shown_by_scope_and_its_rule_is_the_chain_s(chain: Chain) -> None:
    placed = place(chain, 4)
    push(chain, 1)
    admin, here = staff("administrator"), staff("operator", [chain.store])

    assert placed.number in text(here.get("/office/stock/queue/"))
    assert "не хватает: 3" in text(admin.get("/office/stock/queue/"))
    told = {"turn": "paid", "settle_minutes": "15", "is_assigning": "on"}
    assert here.post("/office/stock/queue/keep/", told).status_code == 403
    assert placed.number not in text(staff("operator", [chain.other]).get("/office/stock/queue/"))
    admin.post("/office/stock/queue/keep/", told | {"turn": "nobody"})
    assert advances.queue_rule() == QueueRule()

    admin.post("/office/stock/queue/keep/", told)

    assert advances.queue_rule() == QueueRule(turn="paid", settle_minutes=15)
    assert [one.action for one in accounts.audit_of("stock:queue")] == ["stock.queue_ruled"]
