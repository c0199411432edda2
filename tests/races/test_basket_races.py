"""Baskets under a crowd: goods held at the checkout, logins of two devices, orders that change stores."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier, Event
from time import sleep

import pytest
from django.db import connection, connections

from prilavok.base.access import Actor
from prilavok.base.unit import unit
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.baskets import api as holds
from prilavok.goods.stock.models import Movement
from prilavok.trade.oms import api
from prilavok.trade.oms.altering import api as altering
from prilavok.trade.oms.baskets import api as baskets
from prilavok.trade.oms.baskets.values import BasketTerms
from prilavok.trade.oms.errors import BasketEmpty, NotEnough
from prilavok.trade.oms.models import Basket, Order
from tests.trade.oms.make import OPERATOR, Chain, free, make_chain, place, put, seen, wish

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
AT_ONCE = 8
CUSTOMER = Actor(name="Анна", kind="customer", stores=None)


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
    assert stock.broken_balances() == []


def make_holding_chain(quantity: int) -> Chain:
    chain = make_chain(quantity=quantity)
    with unit():
        baskets.edit_basket_terms(terms=BasketTerms(hold_minutes=10), actor=OPERATOR)
    return chain


def put_in(token: str, chain: Chain, quantity: int = 1) -> None:
    with unit():
        api.set_line(token=token, variant_id=chain.goods[0], quantity=Decimal(quantity))


def buy(chain: Chain, token: str) -> bool:
    try:
        with unit():
            api.place_order(wish(chain, lines=(), basket_token=token))
    except (NotEnough, BasketEmpty):
        return False
    return True


def test_held_and_unheld_baskets_expiry_and_orders_never_oversell(pool: ThreadPoolExecutor) -> None:
    chain = make_holding_chain(12)
    for number in range(40):
        put_in(f"t{number}", chain)

    def act(number: int) -> bool:
        token = f"t{number}"
        if number % 2:
            with unit():
                baskets.hold_at_checkout(token=token, location_id=chain.store)
        if number % 7 == 0:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE stock_hold SET expires_at = now() WHERE basket_id IS NOT NULL AND id % 3 = 0")
            with unit():
                holds.expire_baskets()
        return buy(chain, token)

    sold = sum(pool.map(act, range(40)))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE stock_hold SET expires_at = now() - interval '1 s' WHERE basket_id IS NOT NULL")
    with unit():
        holds.expire_baskets()
    sold += sum(buy(chain, f"t{number}") for number in range(40))

    assert sold == Order.objects.count() == 12
    assert free(chain) == (12, 12, 0)
    assert all(one.reserved_after <= one.on_hand_after for one in Movement.objects.filter(location_id=chain.store))


def between(chain: Chain, turn: Callable[[], None]) -> bool:
    """Turn the hold of basket "t" into an order while a rival waits for the piece; whether the rival got it."""
    is_turned, is_over = Event(), Event()

    def rival() -> bool:
        try:
            is_turned.wait(timeout=10)
            with unit():
                api.place_order(wish(chain, 1))
        except NotEnough:
            return False
        finally:
            is_over.set()
            connections.close_all()
        return True

    with ThreadPoolExecutor(1) as one:
        promise = one.submit(rival)
        with unit():
            turn()
            is_turned.set()
            sleep(0.2)
        is_over.wait(timeout=10)
        return promise.result(timeout=10)


def test_nobody_comes_between_a_hold_and_its_order() -> None:
    chain = make_holding_chain(1)
    put_in("t", chain)
    with unit():
        baskets.hold_at_checkout(token="t", location_id=chain.store)

    is_lost = between(chain, lambda: api.place_order(wish(chain, lines=(), basket_token="t")) and None)

    assert not is_lost
    assert Order.objects.count() == 1


def test_control_a_hold_let_go_before_the_order_is_lost_to_a_rival() -> None:
    """This test exists to show that the rival above is a real one."""
    chain = make_holding_chain(1)
    put_in("t", chain)
    with unit():
        baskets.hold_at_checkout(token="t", location_id=chain.store)

    is_lost = between(chain, lambda: baskets.let_go_hold(token="t"))

    assert is_lost
    assert not buy(chain, "t")


def test_one_basket_ordered_on_two_devices_is_one_order(pool: ThreadPoolExecutor) -> None:
    chain = make_holding_chain(10)
    put_in("phone", chain, 2)
    for token in ("phone", "laptop"):
        with unit():
            api.bind_basket(token=token, person_id=7)
    with unit():
        baskets.hold_at_checkout(token="laptop", location_id=chain.store)

    placed = list(pool.map(lambda token: buy(chain, token), ["phone", "laptop"] * 4))

    assert sum(placed) == Order.objects.count() == 1
    assert free(chain) == (10, 2, 8)


def test_devices_that_log_in_at_once_share_one_basket(pool: ThreadPoolExecutor) -> None:
    chain = make_chain()
    tokens = [f"t{number}" for number in range(AT_ONCE)]
    for number, token in enumerate(tokens):
        put_in(token, chain, number + 1)
    gate = Barrier(AT_ONCE)

    def log_in(token: str) -> None:
        gate.wait(timeout=30)
        with unit():
            api.bind_basket(token=token, person_id=7)

    list(pool.map(log_in, tokens))

    assert Basket.objects.filter(person_id=7).count() == Basket.objects.count() == 1
    assert {tuple(line.quantity for line in api.basket_of(token).lines) for token in tokens} == {(AT_ONCE,)}


def test_one_more_from_every_device_at_once_is_counted(pool: ThreadPoolExecutor) -> None:
    chain = make_chain()
    put_in("t", chain)

    def more(_: int) -> None:
        with unit():
            api.set_line(token="t", variant_id=chain.goods[0], quantity=Decimal(1), is_more=True)

    list(pool.map(more, range(24)))

    assert api.basket_of("t").lines[0].quantity == 25


def test_orders_that_change_stores_for_the_last_piece_lose_nothing(pool: ThreadPoolExecutor) -> None:
    """One piece there, eight orders want to wait there: one does, the others keep what they have."""
    chain = make_chain(quantity=AT_ONCE)
    placed = [place(chain, 1) for _ in range(AT_ONCE)]
    gate = Barrier(AT_ONCE)

    def move(order_id: int) -> bool:
        gate.wait(timeout=30)
        try:
            with unit():
                altering.change_store(order_id=order_id, location_id=chain.other, actor=CUSTOMER)
        except NotEnough:
            return False
        return True

    moved = sum(pool.map(move, [one.order_id for one in placed]))

    assert moved == 1
    assert free(chain) == (AT_ONCE, AT_ONCE - 1, 1)
    assert sorted(seen(one.order_id).location_id == chain.other for one in placed)[-2:] == [False, True]


def test_orders_that_change_places_never_wait_for_one_another(pool: ThreadPoolExecutor) -> None:
    chain = make_chain(quantity=30)
    with unit():
        put(chain.other, chain.goods, 30)
    here = [place(chain, 1, 1, 1).order_id for _ in range(10)]
    there = [place(chain, 1, 1, 1, location_id=chain.other).order_id for _ in range(10)]

    def move(pair: tuple[int, int]) -> None:
        with unit():
            altering.change_store(order_id=pair[0], location_id=pair[1], actor=CUSTOMER)

    for _ in range(2):
        list(pool.map(move, [(one, chain.other) for one in here] + [(one, chain.store) for one in there]))
        here, there = there, here

    assert free(chain) == (30, 10, 20)


def test_cancelled_and_moved_at_once_holds_nothing(pool: ThreadPoolExecutor) -> None:
    chain = make_chain()
    order_id = place(chain, 1).order_id
    gate = Barrier(2)

    def act(is_cancel: bool) -> None:
        gate.wait(timeout=30)
        try:
            with unit():
                if is_cancel:
                    api.cancel(order_id=order_id, reason="передумал", actor=CUSTOMER)
                else:
                    altering.change_store(order_id=order_id, location_id=chain.other, actor=CUSTOMER)
        except Exception as refusal:  # noqa: BLE001 - whichever came second
            assert "ActNotAllowed" in type(refusal).__name__  # noqa: PT017 - in a thread

    list(pool.map(act, [True, False]))

    assert seen(order_id).status == "cancelled"
    assert free(chain) == (10, 0, 10)
