"""Goods that nobody has are ordered ahead of a dated arrival, if the office lets buyers do so."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import localdate, localtime

from prilavok.base.unit import unit
from prilavok.goods.pim import api as pim
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.advances import api as advances
from prilavok.goods.stock.advances.values import QueueRule
from prilavok.goods.stock.models import Hold
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.transfers.errors import NotYetCome
from prilavok.goods.stock.transfers.values import Counted
from prilavok.goods.stock.values import ArrivalDraft, Want
from prilavok.trade.fulfilment import api as fulfilment
from prilavok.trade.fulfilment.errors import GoodsOnTheWay
from prilavok.trade.oms import api
from prilavok.trade.oms.baskets import api as baskets
from prilavok.trade.oms.errors import NotEnough, PromiseChanged
from prilavok.trade.oms.models import Order, OrderHistory
from prilavok.trade.oms.values import StoreOffer
from tests.jobs import RunJobs
from tests.trade.oms.make import OPERATOR, Chain, free, issue, make_chain, pick, place, put, seen, told
from tests.trade.oms.test_basket_lives import ANYONE
from tests.trade.oms.test_bringing import STAFF, link, task

pytestmark = pytest.mark.django_db
SOON, LATER = localdate() + timedelta(days=3), localdate() + timedelta(days=9)


@pytest.fixture(autouse=True)
def _sums_hold():
    yield
    assert stock.broken_balances() == []
    assert advances.broken_promises() == []


def allow(chain: Chain, *, can_preorder: bool = True) -> None:
    product_id = pim.variants(variant_ids=[chain.goods[0]])[chain.goods[0]].product_id
    with unit():
        pim.choose_waiting(product_id=product_id, can_notify=True, can_preorder=can_preorder)


def expect(place_id: int, chain: Chain, quantity: int, day: date = SOON, revision: int = 1, **more: object) -> None:
    said = {"document": "PT-1", "state": "expected", **more}
    draft = ArrivalDraft(
        variant_id=chain.goods[0],
        location_id=place_id,
        expected_on=day,
        quantity=Decimal(quantity),
        revision=revision,
        **said,  # type: ignore[arg-type]
    )
    with unit():
        stock.take_arrivals(system="erp.test", source="erp.test:1", drafts=[draft])


@pytest.fixture
def chain() -> Chain:
    """Nobody has anything; five of the first good are expected in the first store."""
    made = make_chain(quantity=0)
    with unit():
        put(made.other, made.goods, 0)
    allow(made)
    expect(made.store, made, 5)
    return made


def offer(chain: Chain, quantity: int = 1) -> StoreOffer:
    wants = [Want(variant_id=chain.goods[0], quantity=Decimal(quantity))]
    offers = api.store_offers(wants=wants, brought=True, preorders=[chain.goods[0]])
    return next(one for one in offers if one.location.location_id == chain.store)


def by(order_id: int) -> datetime:
    promised = seen(order_id).promised_at
    assert promised is not None
    return localtime(promised)


def test_a_preorder_waits_comes_and_is_issued(chain: Chain, run_jobs: RunJobs) -> None:
    promised = offer(chain, 2).brought_at
    assert promised is not None
    assert (promised.date(), promised.hour) == (SOON, 13)

    placed = place(chain, 2, bring=True, promise_seen=SOON)

    assert by(placed.order_id) == promised
    assert (free(chain), task(placed.order_id).state) == ((0, 2, 0), "awaiting")
    with pytest.raises(GoodsOnTheWay):
        pick(chain, placed.order_id)
    run_jobs()
    assert [one.template for one in told(placed.order_id)] == ["order_placed_later", "order_placed_later"]

    with unit():
        put(chain.store, chain.goods[:1], 5)
    run_jobs()

    assert (free(chain), task(placed.order_id).state) == ((5, 2, 3), "new")
    assert [one.template for one in told(placed.order_id)][2:] == ["order_came", "order_came"]
    pick(chain, placed.order_id)
    issue(chain, placed.order_id, fulfilment.pickup_codes(order_ids=[placed.order_id])[placed.order_id])
    assert free(chain) == (3, 0, 3)


def test_the_header_of_a_basket_says_nothing_of_what_is_ordered_ahead(chain: Chain) -> None:
    def troubles(quantity: int) -> int:
        with unit():
            api.set_line(token="t", variant_id=chain.goods[0], quantity=Decimal(quantity))
        return baskets.signs("t", location_ids=[chain.store, chain.other], where=ANYONE).troubles

    assert (troubles(5), troubles(6)) == (0, 1), "five are expected"
    allow(chain, can_preorder=False)
    assert troubles(5) == 1


def test_what_arrives_in_the_warehouse_is_brought_on(chain: Chain, run_jobs: RunJobs) -> None:
    link(chain)
    expect(chain.store, chain, 5, revision=2, state="cancelled")
    expect(chain.other, chain, 5, document="PT-2")

    placed = place(chain, 2, bring=True)

    assert by(placed.order_id).date() > SOON
    (moving,) = transfers.of_orders(order_ids=[placed.order_id])[placed.order_id]
    assert [one.number for one in advances.queues()[0].lines] == [placed.number]
    assert (moving.source_id, moving.lines[0].wanted, "предзаказ" in moving.comment.lower()) == (chain.other, 2, True)
    line = {chain.goods[0]: Decimal(2)}
    with pytest.raises(NotYetCome), unit():
        transfers.send_transfer(transfer_id=moving.transfer_id, counts=line, actor=STAFF, key="early")
    with unit():
        put(chain.other, chain.goods[:1], 5)
    run_jobs()
    assert task(placed.order_id).state == "awaiting"
    with unit():
        transfers.send_transfer(transfer_id=moving.transfer_id, counts=line, actor=STAFF, key="s")
    with unit():
        good = {chain.goods[0]: Counted(good=Decimal(2))}
        transfers.receive_transfer(transfer_id=moving.transfer_id, counts=good, actor=STAFF, key="r")
    run_jobs()

    assert (task(placed.order_id).state, free(chain)) == ("new", (2, 2, 0))


def test_without_the_switch_nothing_is_ordered_ahead(chain: Chain) -> None:
    allow(chain, can_preorder=False)

    assert (
        api.store_offers(wants=[Want(variant_id=chain.goods[0], quantity=Decimal(1))], brought=True)[0].brought_at
        is None
    )
    with pytest.raises(NotEnough):
        place(chain, 1, bring=True)

    assert (Order.objects.count(), Hold.objects.count()) == (0, 0)


def test_nobody_is_made_to_wait_unasked_or_longer_than_agreed(chain: Chain) -> None:
    with pytest.raises(NotEnough):
        place(chain, 1)
    with pytest.raises(PromiseChanged):
        place(chain, 1, bring=True, promise_seen=SOON - timedelta(days=1))

    assert Order.objects.count() == 0


def test_the_sixth_of_five_is_refused_whole(chain: Chain) -> None:
    place(chain, 4, bring=True)

    assert offer(chain, 2).brought_at is None
    with pytest.raises(NotEnough):
        place(chain, 2, bring=True)

    assert (Order.objects.count(), free(chain)) == (1, (0, 4, 0))


def test_a_cancelled_preorder_gives_its_part_back(chain: Chain) -> None:
    placed = place(chain, 4, bring=True)
    with unit():
        api.cancel(order_id=placed.order_id, reason="раздумал", actor=OPERATOR)

    assert free(chain) == (0, 0, 0)
    assert offer(chain, 5).brought_at is not None


def test_the_customer_hears_of_another_day_once_and_staff_of_none(chain: Chain, run_jobs: RunJobs) -> None:
    placed = place(chain, 1, bring=True)
    run_jobs()

    expect(chain.store, chain, 5, LATER, revision=2)
    run_jobs()
    expect(chain.store, chain, 6, LATER, revision=3)
    run_jobs()

    assert by(placed.order_id).date() == LATER
    assert [one.template for one in told(placed.order_id)].count("order_shifted") == 2
    expect(chain.store, chain, 0, LATER, revision=4, state="cancelled")
    run_jobs()
    conflict = OrderHistory.objects.get(order_id=placed.order_id, kind="conflict")
    assert "Лопата 1" in conflict.detail
    assert task(placed.order_id).state == "awaiting"


def rule(**said: object) -> None:
    with unit():
        advances.keep_queue_rule(QueueRule(**{"settle_minutes": 0, **said}))  # type: ignore[arg-type]


def assign() -> int:
    with unit():
        return advances.assign_arrivals()


def test_what_is_expected_is_assigned_to_who_lacks_it_and_the_buyer_hears_twice(run_jobs: RunJobs) -> None:
    chain = make_chain(quantity=10)
    first, second, third = (place(chain, quantity) for quantity in (2, 3, 4))
    with unit():
        put(chain.store, chain.goods[:1], 3)  # an exchange took seven away
    run_jobs()
    expect(chain.store, chain, 5)
    assert assign() == 0  # the shortage is too young to be believed
    rule(is_assigning=False)
    assert assign() == 0
    rule()

    assert (assign(), assign()) == (1, 0)
    run_jobs()

    assert [one.order_id for one in stock.uncovered()] == [third.order_id]  # three are left for it, it lacks four
    assert (by(second.order_id).date(), task(second.order_id).state) == (SOON, "awaiting")
    assert [one.template for one in told(second.order_id) if one.channel == "sms"][-1] == "order_awaited"
    assert seen(first.order_id).promised_at is None
    (queue,) = advances.queues()
    assert [(one.number, one.covered, [it.quantity for it in one.promised], one.lacking) for one in queue.lines] == [
        (first.number, 2, [], 0), (second.number, 1, [2], 0), (third.number, 0, [], 4),
    ]  # fmt: skip
    with unit():
        put(chain.store, chain.goods[:1], 8)
    run_jobs()
    assert task(second.order_id).state == "new"
    assert [one.template for one in told(second.order_id) if one.channel == "sms"][-1] == "order_came"


def test_another_arrival_is_assigned_when_the_first_is_called_off(run_jobs: RunJobs) -> None:
    chain = make_chain(quantity=10)
    placed = place(chain, 2)
    with unit():
        put(chain.store, chain.goods[:1], 0)
    expect(chain.store, chain, 5)
    rule()
    assert assign() == 1

    expect(chain.store, chain, 5, revision=2, state="cancelled")
    run_jobs()
    assert [one.order_id for one in stock.uncovered()] == [placed.order_id]
    expect(chain.store, chain, 2, LATER, document="PT-2")
    assert assign() == 1
    run_jobs()

    assert by(placed.order_id).date() == LATER
    assert stock.uncovered() == []


def test_who_has_paid_is_served_first_when_the_chain_says_so() -> None:
    chain = make_chain(quantity=10)
    first, second = place(chain, 2), place(chain, 2)
    with unit():
        stock.prolong(order_id=second.order_id, hold_for_s=3600, is_paid=True)
        put(chain.store, chain.goods[:1], 2)
    assert [one.order_id for one in stock.uncovered()] == [second.order_id]

    rule(turn="paid")

    assert [one.order_id for one in stock.uncovered()] == [first.order_id]
    assert [one.number for one in advances.queues()[0].lines] == [second.number, first.number]


def test_the_basket_says_what_is_ordered_ahead(chain: Chain) -> None:
    with unit():
        api.set_line(token="t" * 24, variant_id=chain.goods[0], quantity=Decimal(2))

    review = api.review_basket("t" * 24)

    (line,) = review.lines
    assert ([one.code for one in line.problems], line.available, line.can_be_ordered) == (["preorder"], 5, True)
    assert review.stores[0].brought_at is not None
    with unit():
        api.set_line(token="t" * 24, variant_id=chain.goods[0], quantity=Decimal(6))
    assert [one.code for one in api.review_basket("t" * 24).lines[0].problems] == ["less_left"]
