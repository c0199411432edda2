"""Rival buyers on a real database: nothing is sold twice, nobody waits for ever."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, connections
from django.db.models import Sum

from prilavok.base.clock import database_now
from prilavok.base.unit import unit
from prilavok.goods.stock import api
from prilavok.goods.stock.actions._balances import open_balances
from prilavok.goods.stock.errors import NotEnough, NothingHeld
from prilavok.goods.stock.models import Balance, Hold, Movement, TillSale
from prilavok.goods.stock.values import SnapshotRow, TillReceipt
from tests.goods.stock.make import balance, make_location, put, wants

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
AT_ONCE = 48


@pytest.fixture
def crowd() -> Iterator[Callable[[Callable[[int], bool], int], int]]:
    """Runs a buyer so many times, many at once; returns how many succeeded."""
    pool = ThreadPoolExecutor(AT_ONCE)

    def run(buyer: Callable[[int], bool], times: int) -> int:
        return sum(pool.map(buyer, range(1, times + 1)))

    yield run
    assert api.broken_balances() == []
    barrier = threading.Barrier(AT_ONCE)

    def leave(_: int) -> None:
        barrier.wait(timeout=30)
        connections.close_all()

    list(pool.map(leave, range(AT_ONCE)))
    pool.shutdown()


def buy(order_id: int, location_id: int, **quantities: int) -> bool:
    try:
        with unit():
            api.reserve(order_id=order_id, location_id=location_id, wants=wants(**quantities), hold_for_s=600)
    except NotEnough:
        return False
    return True


def test_thousand_buyers_of_fifty_pieces_get_exactly_fifty(crowd) -> None:
    with unit():
        store = make_location()
        put(store, v1=50)

    sold = crowd(lambda order_id: buy(order_id, store, v1=1), 1000)

    assert sold == 50
    assert balance(store) == (50, 50, 0)
    assert Hold.objects.count() == 50
    assert Movement.objects.filter(kind="reserve").count() == 50


def test_control_looking_first_and_writing_after_oversells(crowd) -> None:
    """This test exists to show that the crowd above is a real crowd."""
    with unit():
        store = make_location()
        put(store, v1=50)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE races_control AS SELECT 50 AS left_over")

    def careless(_: int) -> bool:
        with unit(), connections["default"].cursor() as cursor:
            cursor.execute("SELECT left_over FROM races_control")
            (left_over,) = cursor.fetchone()
            if left_over < 1:
                return False
            cursor.execute("UPDATE races_control SET left_over = %s", [left_over - 1])
        return True

    try:
        assert crowd(careless, 400) > 50
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE races_control")


def test_crossed_baskets_neither_deadlock_nor_lose_a_piece(crowd) -> None:
    with unit():
        store = make_location()
        put(store, **{f"v{n}": 60 for n in range(1, 9)})

    def buyer(order_id: int) -> bool:
        basket = random.Random(order_id).sample(range(1, 9), 5)
        return buy(order_id, store, **{f"v{n}": 1 for n in basket})

    sold = crowd(buyer, 300)

    reserved = [int(row) for row in Balance.objects.values_list("reserved", flat=True)]
    assert sum(reserved) == sold * 5
    assert max(reserved) <= 60
    assert sold >= 60


def test_exchange_during_sales_keeps_the_sum_right(crowd) -> None:
    with unit():
        store = make_location()
        put(store, **{f"v{n}": 500 for n in range(1, 21)})

    def actor(number: int) -> bool:
        if number % 10 == 0:
            with unit():
                put(store, **{f"v{n}": 500 + number for n in range(20, 0, -1)})
            return False
        basket = random.Random(number).sample(range(1, 21), 4)
        if not buy(number, store, **{f"v{n}": 1 for n in basket}):
            return False
        if number % 3 == 0:
            with unit():
                api.issue(order_id=number)
        return True

    sold = crowd(actor, 300)
    with unit():
        put(store, **{f"v{n}": 500 for n in range(1, 21)})

    issued = Hold.objects.filter(state="issued").count()
    totals = Balance.objects.values_list("on_hand", "reserved")
    assert sold == 270
    assert sum(row[0] for row in totals) == Decimal(20 * 500 - issued * 4)
    assert sum(row[1] for row in totals) == Decimal((sold - issued) * 4)


def test_a_hold_is_either_issued_or_expired_never_both(crowd) -> None:
    with unit():
        store = make_location()
        put(store, v1=40)
    for order_id in range(1, 41):
        with unit():
            api.reserve(order_id=order_id, location_id=store, wants=wants(v1=1), hold_for_s=0)

    def rival(number: int) -> bool:
        try:
            with unit():
                if number % 2:
                    return bool(api.expire_due())
                api.issue(order_id=number // 2)
                return True
        except NothingHeld:
            return False

    crowd(rival, 80)
    with unit():
        api.expire_due()

    issued = Hold.objects.filter(state="issued").count()
    expired = Hold.objects.filter(state="expired").count()
    assert issued + expired == 40
    assert balance(store) == (40 - issued, 0, 40 - issued)


def _two_packages() -> int:
    """Twenty pieces by one package, fifty by the next."""
    with unit():
        store = make_location()
        for source, quantity in (("package:a", 20), ("package:b", 50)):
            row = SnapshotRow(variant_id=1, location_id=store, quantity=Decimal(quantity))
            api.apply_snapshot(source=source, rows=[row], meaning="physical")
    return store


def test_a_package_taken_back_among_buyers_leaves_nothing_promised_beyond_what_lies_there(crowd) -> None:
    store = _two_packages()

    def rival(number: int) -> bool:
        if number == 30:
            with unit():
                api.undo(source="package:b")
            return False
        return buy(number, store, v1=1)

    sold = crowd(rival, 90)

    undone = Movement.objects.get(kind="undo")
    later = Movement.objects.filter(kind="reserve", id__gt=undone.id)
    assert balance(store) == (20, sold, max(20 - sold, 0))
    assert undone.on_hand_after == 20
    assert all(row.reserved_after <= 20 for row in later)
    assert sold == max(20, int(undone.reserved_after))


def test_control_taking_back_by_what_was_read_before_loses_reservations(crowd) -> None:
    """Shows that buyers do come between the reading and the writing, and that the constraint refuses what follows."""
    store = _two_packages()
    refused = []

    def rival(number: int) -> bool:
        if number % 3:
            return buy(number, store, v1=1)
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT on_hand, reserved FROM stock_balance WHERE location_id = %s", [store])
            on_hand, reserved = cursor.fetchone()
            time.sleep(0.02)
            try:
                cursor.execute(
                    "UPDATE stock_balance SET available = %s WHERE location_id = %s",
                    [max(on_hand - reserved, 0), store],
                )
            except IntegrityError:
                refused.append(number)
        return False

    crowd(rival, 90)

    assert refused


def test_tills_figures_and_buyers_at_once_keep_every_sum(crowd) -> None:
    with unit():
        store = make_location()
        put(store, **{f"v{n}": 100 for n in range(1, 6)})

    def actor(number: int) -> bool:
        dice = random.Random(number)
        if number % 4 == 0:
            receipt = TillReceipt(
                receipt_id=number % 20,
                number=str(number),
                location_id=store,
                sold_at=database_now(),
                lines=tuple(wants(**{f"v{n}": 1 for n in dice.sample(range(1, 6), 3)})),
            )
            with unit():
                api.take_till_sales(receipts=[receipt])
            return False
        if number % 7 == 0:
            with unit():
                put(store, **{f"v{n}": 100 - number % 5 for n in range(5, 0, -1)})
            return False
        return buy(number, store, **{f"v{n}": 1 for n in dice.sample(range(1, 6), 2)})

    sold = crowd(actor, 200)

    assert sum(int(row) for row in Balance.objects.values_list("reserved", flat=True)) == 2 * sold
    open_sales = TillSale.objects.filter(state="open").aggregate(all=Sum("quantity"))["all"] or 0
    assert sum(Balance.objects.values_list("unsynced", flat=True)) == open_sales


def test_goods_set_free_while_a_buyer_waits_are_held_for_him(crowd) -> None:
    """The buyer's statement began when nothing was free; it waits for the row and finds enough."""
    with unit():
        store = make_location()
        put(store, v1=2)
    assert buy(1, store, v1=2)
    is_freed = threading.Event()

    def actor(number: int) -> bool:
        if number == 1:
            with unit():
                api.release(order_id=1, reason="")
                is_freed.set()
                time.sleep(0.5)  # the buyer comes now
            return False
        is_freed.wait(timeout=10)
        return buy(2, store, v1=2)

    assert crowd(actor, 2) == 1
    assert balance(store) == (2, 2, 0)


def test_control_asking_the_row_in_the_update_passes_over_it(crowd) -> None:
    """Why the update asks nothing: the same wait, with the condition in the update, changes no row."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE races_control AS SELECT 1 AS id, 0 AS left_over")
    is_freed = threading.Event()

    def actor(number: int) -> bool:
        with unit(), connections["default"].cursor() as cursor:
            if number == 1:
                cursor.execute("UPDATE races_control SET left_over = 2")
                is_freed.set()
                time.sleep(0.5)
                return False
            is_freed.wait(timeout=10)
            cursor.execute(
                "WITH locked AS MATERIALIZED (SELECT left_over FROM races_control FOR UPDATE),"
                " moved AS (UPDATE races_control SET left_over = left_over - 2 WHERE left_over >= 2"
                " AND EXISTS (SELECT FROM locked WHERE left_over >= 2) RETURNING id)"
                " SELECT (SELECT left_over FROM locked), (SELECT count(*) FROM moved)"
            )
            return cursor.fetchone() == (2, 0)

    try:
        assert crowd(actor, 2) == 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE races_control")


def test_a_balance_made_by_another_meanwhile_takes_the_figure_too(crowd) -> None:
    with unit():
        store = make_location()
        put(store, v2=1)
    opened = threading.Event()

    def act(number: int) -> bool:
        if number == 1:
            with unit():
                open_balances([(1, store)])
                opened.set()
                time.sleep(0.4)
        else:
            assert opened.wait(10)
            with unit():
                put(store, v1=7)
        return True

    assert crowd(act, 2) == 2
    assert balance(store) == (7, 0, 7)
    assert [line.on_hand_after for line in Movement.objects.filter(variant_id=1)] == [7]
