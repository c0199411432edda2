"""What a store does not sell is not ordered there, and the buyer is told what to do instead."""

from decimal import Decimal

import pytest

from prilavok.base.unit import part, unit
from prilavok.goods.pim import api as pim
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationEdit, Want
from prilavok.trade.oms import api
from prilavok.trade.oms.errors import NotSold
from prilavok.trade.oms.models import Order
from prilavok.trade.oms.values import ErpLine
from tests.goods.assortment import make as assortment
from tests.jobs import RunJobs
from tests.trade.oms.make import OPERATOR, Chain, make_chain, place, wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain() -> Chain:
    """Two stores in two cities, three goods."""
    made = make_chain()
    with unit():
        stock.describe_location(LocationEdit(location_id=made.other, city="Слободской"))
    return made


def leave_out(chain: Chain, store: int | None, good: int = 0, channel: str = "") -> None:
    product = pim.variants(variant_ids=[chain.goods[good]])[chain.goods[good]].product_id
    where = assortment.CHAIN if store is None else assortment.store(store)
    with unit():
        assortment.say(assortment.product(product), where, "excluded", channel=channel)


def free(chain: Chain, good: int = 0) -> int:
    return int(stock.availability(variant_ids=[chain.goods[good]])[chain.goods[good]][chain.store].reserved)


def filled(chain: Chain, *goods: int) -> str:
    with unit():
        for good in goods:
            api.set_line(token="b" * 24, variant_id=chain.goods[good], quantity=wish(chain, 1).lines[0].quantity)
    return "b" * 24


def test_an_order_for_what_the_store_does_not_sell_is_refused_whole(chain: Chain) -> None:
    leave_out(chain, chain.store)

    with pytest.raises(NotSold) as refusal:
        place(chain, 1, 1)

    assert "Лопата 1" in refusal.value.message
    assert "не продаётся" in refusal.value.why
    assert not Order.objects.exists()
    assert free(chain) == 0


def test_another_channel_may_still_sell_it(chain: Chain) -> None:
    leave_out(chain, chain.store, channel="site")

    with pytest.raises(NotSold):
        place(chain, 1)

    assert place(chain, 1, channel="operator").number


def test_stores_that_sell_none_of_it_are_not_offered(chain: Chain) -> None:
    leave_out(chain, chain.store)
    wants = [Want(variant_id=chain.goods[0], quantity=wish(chain, 1).lines[0].quantity)]

    offered = [offer.location.location_id for offer in api.store_offers(wants=wants)]

    assert offered == [chain.other]


def test_a_store_that_sells_a_part_says_what_it_leaves_out(chain: Chain) -> None:
    leave_out(chain, chain.store)

    review = api.review_basket(filled(chain, 0, 1))

    offer = next(one for one in review.stores if one.location.location_id == chain.store)
    assert [(line.variant_id, line.is_sold, int(line.available)) for line in offer.missing] == [
        (chain.goods[0], False, 0)
    ]


def test_a_line_not_sold_in_the_buyers_city_says_where_it_is(chain: Chain) -> None:
    leave_out(chain, chain.store)

    (problem,) = api.review_basket(filled(chain, 0), "Киров").problems

    assert problem.code == "not_sold_here"
    assert "Слободской" in problem.text


def test_a_line_sold_nowhere_must_leave_the_basket(chain: Chain) -> None:
    leave_out(chain, None)

    review = api.review_basket(filled(chain, 0, 1))

    assert [problem.code for problem in review.lines[0].problems] == ["not_sold"]
    assert not review.lines[0].can_be_ordered
    assert review.lines[1].can_be_ordered


def test_goods_are_not_added_to_an_order_of_a_store_that_does_not_sell_them(chain: Chain) -> None:
    placed = place(chain, 1)
    leave_out(chain, chain.store, good=0)
    leave_out(chain, chain.store, good=1)
    kept, added = (ErpLine(variant_id=chain.goods[good], quantity=Decimal(1), price=Decimal(100)) for good in (0, 1))

    with unit(), pytest.raises(NotSold) as refusal, part():
        api.correct_order(order_id=placed.order_id, lines=[kept, added], source="decision", actor=OPERATOR)

    assert "Лопата 2" in refusal.value.message
    assert free(chain, 1) == 0
    with unit():
        after = api.correct_order(order_id=placed.order_id, lines=[kept], source="decision", actor=OPERATOR)
    assert [line.variant_id for line in after.lines] == [chain.goods[0]]


def test_a_basket_in_a_region_asks_stores_and_assortment_once_each(
    chain: Chain, run_jobs: RunJobs, django_assert_num_queries
) -> None:
    """Rules of regions need no third question: the stores' regions are known with their cards."""
    with unit():
        stock.keep_region(code="north", title="Север")
        stock.move_place(location_id=chain.store, region="north")
        product = pim.variants(variant_ids=[chain.goods[0]])[chain.goods[0]].product_id
        assortment.say(assortment.product(product), assortment.region("north"), "excluded")
    run_jobs()
    wants = [Want(variant_id=chain.goods[0], quantity=wish(chain, 1).lines[0].quantity)]

    with django_assert_num_queries(2):
        offered = [offer.location.location_id for offer in api.store_offers(wants=wants)]

    assert offered == [chain.other]


def test_the_operator_reads_why(chain: Chain) -> None:
    leave_out(chain, None, channel="operator")
    token = filled(chain, 0)

    assert "канал: оператор" in api.review_basket(token, None, "operator").problems[0].why
    assert api.review_basket(token, None, "site").problems == ()
