"""Rival buyers of the last piece through the whole of placing an order, and crossed baskets."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import sleep

import pytest
from django.db import connection, connections

from prilavok.base.unit import unit
from prilavok.trade.fulfilment import api as fulfilment
from prilavok.trade.oms import api
from prilavok.trade.oms.errors import NotEnough
from prilavok.trade.oms.models import Order
from prilavok.trade.oms.values import PlacedOrder, PlaceOrder
from prilavok.trade.payments import api as payments
from tests.trade.oms.make import Chain, free, issue, lines, make_chain, pick, place, wish

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
AT_ONCE = 8


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Threads that leave their database connections closed."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        yield threads
        gate = Barrier(AT_ONCE)

        def leave(_: int) -> None:
            gate.wait(timeout=30)
            connections.close_all()

        list(threads.map(leave, range(AT_ONCE)))


def buy(request: PlaceOrder) -> PlacedOrder | None:
    try:
        with unit():
            return api.place_order(request)
    except NotEnough:
        return None


def test_last_pieces_are_sold_once(pool: ThreadPoolExecutor) -> None:
    chain = make_chain(quantity=5)
    wishes = [wish(chain, 1, channel="site" if number % 2 else "operator") for number in range(60)]

    placed = [one for one in pool.map(buy, wishes) if one]

    assert len(placed) == 5
    assert len({one.number for one in placed}) == 5
    assert Order.objects.count() == len(fulfilment.tasks(location_ids=None, states=["new"])) == 5
    assert free(chain) == (5, 5, 0)


def test_one_key_pressed_by_many_is_one_order(pool: ThreadPoolExecutor) -> None:
    chain = make_chain()
    request = wish(chain, 1)

    placed = list(pool.map(buy, [request] * 24))

    assert len(set(placed)) == 1
    assert Order.objects.count() == 1
    assert free(chain) == (10, 1, 9)


def test_crossed_baskets_do_not_block_one_another(pool: ThreadPoolExecutor) -> None:
    chain = make_chain(quantity=100)
    there = lines(chain, 1, 1, 1)
    wishes = [wish(chain, lines=there if number % 2 else there[::-1]) for number in range(40)]

    placed = [one for one in pool.map(buy, wishes) if one]

    assert len(placed) == 40
    assert free(chain) == (100, 40, 60)


def test_deadlock_is_tried_once_more(pool: ThreadPoolExecutor) -> None:
    chain = make_chain()
    first, second = chain.goods[:2]
    is_held = Event()

    def cross() -> None:
        """Take the second good, then the first: against the order everybody keeps."""
        with unit(), connection.cursor() as cursor:
            lock = "SELECT 1 FROM stock_balance WHERE variant_id = %s AND location_id = %s FOR UPDATE"
            cursor.execute(lock, [second, chain.store])
            is_held.set()
            sleep(0.4)
            cursor.execute(lock, [first, chain.store])

    rival = pool.submit(cross)
    is_held.wait(timeout=10)
    placed = pool.submit(buy, wish(chain, 1, 1))

    assert placed.result(timeout=20) is not None
    rival.result(timeout=20)
    assert Order.objects.count() == 1
    assert free(chain) == (10, 1, 9)


def test_order_is_issued_and_paid_once_by_rival_workers(pool: ThreadPoolExecutor) -> None:
    chain: Chain = make_chain()
    placed = place(chain, 1)
    pick(chain, placed.order_id)

    def hand_over(number: int) -> bool:
        try:
            issue(chain, placed.order_id, placed.pickup_code, key=f"worker-{number}")
        except Exception as refusal:  # noqa: BLE001 - whatever the loser hears
            assert type(refusal).__name__ in {"MoveNotAllowed", "OrderIssued"}  # noqa: PT017
            return False
        return True

    assert sum(pool.map(hand_over, range(8))) == 1
    assert free(chain) == (9, 0, 9)
    assert payments.payments_of(order_ids=[placed.order_id])[placed.order_id].state == "settled"
