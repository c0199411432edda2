"""Goods of an order that lie in another store: promised by a day, held without a gap, told of once."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from prilavok.base.access import Actor
from prilavok.base.unit import unit
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.models import Hold
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.transfers.values import Counted, RouteView, ShareView, TransferView
from prilavok.trade.fulfilment import api as fulfilment
from prilavok.trade.fulfilment.errors import GoodsOnTheWay
from prilavok.trade.oms import api
from prilavok.trade.oms.bringing.api import bring_missing, where_else
from prilavok.trade.oms.errors import NotEnough, NowhereFound, PromiseChanged
from prilavok.trade.oms.models import OrderHistory
from tests.jobs import RunJobs
from tests.trade.oms.make import (
    OPERATOR,
    Chain,
    fulfilment_code,
    issue,
    lines,
    make_chain,
    pick,
    place,
    put,
    seen,
    told,
    wish,
    worker,
)

pytestmark = pytest.mark.django_db
STAFF = Actor(
    name="Ирина", kind="staff", permissions=frozenset({"stock.transfer", "stock.settle", "stock.edit"}), stores=None
)


@pytest.fixture(autouse=True)
def _sums_hold():
    yield
    assert stock.broken_balances() == []
    assert transfers.broken_transfers() == []


def link(chain: Chain, *, hours: int = 24, gives: bool = True, takes: bool = True) -> None:
    """The other store sends to the first one."""
    with unit():
        transfers.set_share(location_id=chain.other, share=ShareView(gives=gives), actor=STAFF)
        transfers.set_share(location_id=chain.store, share=ShareView(takes=takes), actor=STAFF)
        transfers.keep_route(
            RouteView(
                source_id=chain.other,
                source_region="",
                target_id=chain.store,
                target_region="",
                lead_hours=hours,
                cut_off=time(12),
                weekdays=(1, 2, 3, 4, 5, 6, 7),
            ),
            actor=STAFF,
        )


@pytest.fixture
def chain() -> Chain:
    """The first store has one piece of each good, the other five."""
    made = make_chain(quantity=1)
    with unit():
        put(made.other, made.goods, 5)
    link(made)
    return made


def at(chain: Chain, place: int, number: int = 0) -> tuple[int, int, int]:
    row = stock.explain(variant_id=chain.goods[number], location_id=place).balance
    return int(row.on_hand), int(row.reserved), int(row.available)


def transfer_of(order_id: int) -> TransferView:
    return transfers.of_orders(order_ids=[order_id])[order_id][-1]


def sent(order_id: int, *quantities: int) -> TransferView:
    one = transfer_of(order_id)
    counts = [Decimal(n) for n in quantities] or [line.wanted for line in one.lines]
    with unit():
        return transfers.send_transfer(
            transfer_id=one.transfer_id,
            counts=dict(zip([line.variant_id for line in one.lines], counts, strict=True)),
            actor=STAFF,
            key=f"s{one.number}",
        )


def received(order_id: int, *quantities: int) -> TransferView:
    one = next(one for one in transfers.of_orders(order_ids=[order_id])[order_id] if one.state == "sent")
    counts = [Decimal(n) for n in quantities] or [line.sent or Decimal(0) for line in one.lines]
    with unit():
        return transfers.receive_transfer(
            transfer_id=one.transfer_id,
            counts={line.variant_id: Counted(good=count) for line, count in zip(one.lines, counts, strict=True)},
            actor=STAFF,
            key=f"r{one.number}",
        )


def task(order_id: int):
    return fulfilment.tasks_of(order_ids=[order_id])[order_id]


def test_goods_of_another_store_are_promised_brought_and_issued(chain: Chain, run_jobs: RunJobs) -> None:
    placed = place(chain, 3, bring=True)

    assert (at(chain, chain.store), at(chain, chain.other)) == ((1, 1, 0), (5, 2, 3))
    order = seen(placed.order_id)
    assert order.promised_at is not None
    assert order.hold_until == order.promised_at + timedelta(hours=24)
    assert (task(placed.order_id).state, task(placed.order_id).awaited_at) == ("awaiting", order.promised_at)
    with pytest.raises(GoodsOnTheWay):
        pick(chain, placed.order_id)

    sent(placed.order_id)
    run_jobs()
    assert (at(chain, chain.store), at(chain, chain.other)) == ((1, 1, 0), (3, 0, 3))
    received(placed.order_id)
    assert at(chain, chain.store) == (3, 3, 0)
    run_jobs()
    assert task(placed.order_id).state == "new"
    pick(chain, placed.order_id)
    issue(chain, placed.order_id, fulfilment_code(placed.order_id))

    assert (at(chain, chain.store), at(chain, chain.other)) == ((0, 0, 0), (3, 0, 3))
    run_jobs()
    texts = {one.template: one.text for one in told(placed.order_id) if one.channel == "sms"}
    assert set(texts) == {"order_placed_later", "order_issued"}, "it does not wait any more"
    day = timezone.localtime(order.promised_at)
    assert f"к {day.day} " in texts["order_placed_later"]


def test_without_the_buyer_s_word_nothing_is_brought(chain: Chain) -> None:
    with pytest.raises(NotEnough):
        place(chain, 3)

    assert (at(chain, chain.store), at(chain, chain.other)) == ((1, 0, 1), (5, 0, 5))


@pytest.mark.parametrize(("gives", "takes"), [(False, True), (True, False)])
def test_a_store_that_takes_no_part_is_left_alone(gives: bool, takes: bool) -> None:
    made = make_chain(quantity=1)
    link(made, gives=gives, takes=takes)

    with pytest.raises(NotEnough):
        place(made, 2, bring=True)
    assert api.store_offers(wants=lines_as_wants(made, 2), brought=True)[0].brought_at is None


def lines_as_wants(chain: Chain, *quantities: int):
    from prilavok.goods.stock.values import Want

    return [Want(variant_id=one.variant_id, quantity=one.quantity) for one in lines(chain, *quantities)]


def test_offers_come_now_first_then_brought(chain: Chain) -> None:
    first, second = api.store_offers(wants=lines_as_wants(chain, 3), brought=True)
    assert (first.location.location_id, first.has_all, first.brought_at) == (chain.other, True, None)
    assert (second.location.location_id, second.has_all, second.can_serve) == (chain.store, False, True)
    assert second.brought_at is not None
    assert [one.brought_at for one in api.store_offers(wants=lines_as_wants(chain, 3))] == [None, None]
    assert not any(one.can_serve for one in api.store_offers(wants=lines_as_wants(chain, 7), brought=True))


def test_a_later_day_than_the_buyer_saw_is_asked_about_again(chain: Chain) -> None:
    with pytest.raises(PromiseChanged):
        place(chain, 3, bring=True, promise_seen=date(2020, 1, 1))

    assert (at(chain, chain.store), at(chain, chain.other)) == ((1, 0, 1), (5, 0, 5))


def test_cancelled_order_frees_both_stores(chain: Chain) -> None:
    placed = place(chain, 3, bring=True)

    with unit():
        api.cancel(order_id=placed.order_id, reason="передумал", actor=OPERATOR)

    assert (at(chain, chain.store), at(chain, chain.other)) == ((1, 0, 1), (5, 0, 5))
    assert transfer_of(placed.order_id).state == "cancelled"


def test_goods_of_a_cancelled_order_arrive_for_everybody(chain: Chain, run_jobs: RunJobs) -> None:
    placed = place(chain, 3, bring=True)
    sent(placed.order_id)
    with unit():
        api.cancel(order_id=placed.order_id, reason="передумал", actor=OPERATOR)

    received(placed.order_id)
    run_jobs()

    assert (at(chain, chain.store), at(chain, chain.other)) == ((3, 0, 3), (3, 0, 3))


def test_waiting_for_goods_an_order_does_not_run_out_of_time(chain: Chain) -> None:
    placed = place(chain, 3, bring=True)
    Hold.objects.filter(order_id=placed.order_id).update(expires_at=timezone.now() - timedelta(hours=1))

    with unit():
        assert stock.expire_due() == []
    sent(placed.order_id)
    received(placed.order_id)
    assert Hold.objects.get(order_id=placed.order_id).expires_at > timezone.now() + timedelta(hours=23)


def test_store_that_finds_less_gets_it_from_another(chain: Chain, run_jobs: RunJobs) -> None:
    placed = place(chain, 1, 1)
    run_jobs()
    with unit():
        api.move(order_id=placed.order_id, to="picking", actor=worker(chain.store))
    found = {chain.goods[0]: Decimal(0), chain.goods[1]: Decimal(1)}
    plan = where_else(order_id=placed.order_id, found=found)
    assert plan is not None
    assert [(one.source_id, one.wants[0].quantity) for one in plan.brings] == [(chain.other, 1)]

    for _ in range(2):
        with unit():
            bring_missing(order_id=placed.order_id, found=found, actor=worker(chain.store), key="k")
    run_jobs()

    assert (at(chain, chain.store), at(chain, chain.other)) == ((1, 1, 0), (5, 1, 4))
    assert task(placed.order_id).state == "awaiting"
    assert [one.template for one in told(placed.order_id) if one.channel == "sms"] == ["order_placed", "order_promised"]
    (missing,) = transfers.discrepancies()
    assert (missing.kind, missing.location_id, missing.order_number) == ("missing", chain.store, placed.number)
    sent(placed.order_id)
    received(placed.order_id)
    run_jobs()
    opened = task(placed.order_id)
    assert (opened.state, [int(line.picked or 0) for line in opened.lines]) == ("picking", [0, 1])
    pick(chain, placed.order_id)
    issue(chain, placed.order_id, fulfilment_code(placed.order_id))
    assert at(chain, chain.store) == (1, 1, 0)
    with unit():
        from prilavok.goods.stock.transfers.values import Settlement

        transfers.settle(
            Settlement(key="x", discrepancy_id=missing.discrepancy_id, outcome="written_off", reason="нет", actor=STAFF)
        )
    assert at(chain, chain.store) == (0, 0, 0)


def test_nobody_else_has_it(chain: Chain) -> None:
    placed = place(chain, 1)
    with unit():
        put(chain.other, chain.goods, 0)

    assert where_else(order_id=placed.order_id, found={}) is None
    with pytest.raises(NowhereFound), unit():
        bring_missing(order_id=placed.order_id, found={}, actor=worker(chain.store), key="k")

    assert (at(chain, chain.store), task(placed.order_id).state) == ((1, 1, 0), "new")


def test_a_sender_that_sends_less_is_told_of_and_the_store_gathers_the_rest(chain: Chain, run_jobs: RunJobs) -> None:
    placed = place(chain, 3, bring=True)
    with unit():
        put(chain.other, chain.goods, 2)

    sent(placed.order_id, 1)
    run_jobs()
    received(placed.order_id)
    run_jobs()

    assert at(chain, chain.store) == (2, 2, 0)
    assert task(placed.order_id).state == "new"
    assert OrderHistory.objects.filter(order_id=placed.order_id, kind="conflict").count() >= 1
    order = pick(chain, placed.order_id, 2)
    assert (order.status, order.lines[0].quantity) == ("ready", 2)
    assert at(chain, chain.store) == (2, 2, 0)


def test_a_draft_that_the_sender_calls_off_is_asked_of_the_next_one(chain: Chain, run_jobs: RunJobs) -> None:
    with unit():
        from tests.goods.stock.make import make_location

        third = make_location("store-c", "Магазин на Горной")
        put(third, chain.goods, 9)
        transfers.set_share(location_id=third, share=ShareView(gives=True), actor=STAFF)
        transfers.keep_route(
            RouteView(
                source_id=third,
                source_region="",
                target_id=None,
                target_region="",
                lead_hours=72,
                cut_off=time(12),
                weekdays=(1, 2, 3, 4, 5, 6, 7),
            ),
            actor=STAFF,
        )
    placed = place(chain, 3, bring=True)
    before = seen(placed.order_id).promised_at
    one = transfer_of(placed.order_id)
    assert one.source_id == chain.other
    with unit():
        put(chain.other, chain.goods, 0)

    with unit():
        transfers.cancel_transfer(transfer_id=one.transfer_id, reason="не нашли", actor=STAFF)
    run_jobs()

    assert (transfer_of(placed.order_id).source_id, transfer_of(placed.order_id).state) == (third, "draft")
    after = seen(placed.order_id).promised_at
    assert before is not None
    assert after is not None
    assert after > before
    assert [one.template for one in told(placed.order_id) if one.channel == "sms"][-1] == "order_promised"


def test_fewer_goods_wanted_shrink_what_is_brought(chain: Chain, run_jobs: RunJobs) -> None:
    placed = place(chain, 4, bring=True)
    assert at(chain, chain.other) == (5, 3, 2)

    from prilavok.goods.stock.values import Want

    with unit():
        stock.change_hold(order_id=placed.order_id, wants=[Want(variant_id=chain.goods[0], quantity=Decimal(2))])

    assert (at(chain, chain.store), at(chain, chain.other)) == ((1, 0, 1), (5, 2, 3))
    with unit():
        stock.release(order_id=placed.order_id, reason="test")
    assert (at(chain, chain.store), at(chain, chain.other)) == ((1, 0, 1), (5, 0, 5))


def test_the_same_wish_twice_is_one_order(chain: Chain) -> None:
    request = wish(chain, 3, bring=True)
    with unit():
        first = api.place_order(request)
    with unit():
        second = api.place_order(request)

    assert first.order_id == second.order_id
    assert len(transfers.of_orders(order_ids=[first.order_id])[first.order_id]) == 1
