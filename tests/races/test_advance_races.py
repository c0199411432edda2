"""Rival buyers of an expected arrival: it is promised once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier
from time import sleep

import pytest
from django.db import connection, connections
from django.utils.timezone import localdate

from prilavok.base.unit import unit
from prilavok.goods.stock import api
from prilavok.goods.stock.advances import api as advances
from prilavok.goods.stock.advances.values import Ahead
from prilavok.goods.stock.errors import NotEnough
from prilavok.goods.stock.models import Arrival
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.transfers.values import ForOrder
from prilavok.goods.stock.values import ArrivalDraft, LocationId, VariantId
from tests.goods.stock.make import balance, make_location, put, wants

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
AT_ONCE = 16
SOON = localdate() + timedelta(days=3)
Crowd = Callable[[Callable[[int], bool], int], int]


@pytest.fixture
def crowd() -> Iterator[Crowd]:
    """Runs a buyer so many times, many at once; returns how many succeeded."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield lambda buyer, times: sum(pool.map(buyer, range(1, times + 1)))
        gate = Barrier(AT_ONCE)

        def leave(_: int) -> None:
            gate.wait(timeout=30)
            connections.close_all()

        list(pool.map(leave, range(AT_ONCE)))
    assert api.broken_balances() == []
    assert advances.broken_promises() == []


def told(place: LocationId, quantity: int, *, revision: int = 1) -> ArrivalDraft:
    return ArrivalDraft(
        document="PT-1",
        variant_id=1,
        location_id=place,
        expected_on=SOON,
        quantity=Decimal(quantity),
        revision=revision,
    )


def expected(quantity: int) -> LocationId:
    with unit():
        place = make_location()
        put(place, v1=0)
        api.take_arrivals(system="erp.test", source="erp.test:1", drafts=[told(place, quantity)])
    return place


def order(place: LocationId, order_id: int) -> bool:
    try:
        with unit():
            transfers.reserve_and_bring(
                order=ForOrder(order_id=order_id, number=str(order_id), location_id=place, hold_for_s=600),
                here=wants(v1=1),
                brings=[],
                ahead=[Ahead(location_id=place, variant_id=VariantId(1), quantity=Decimal(1), until=SOON)],
            )
    except NotEnough:
        return False
    return True


def test_an_arrival_of_twenty_is_promised_to_twenty(crowd: Crowd) -> None:
    place = expected(20)

    assert crowd(lambda number: order(place, number), 200) == 20

    assert balance(place) == (0, 20, 0)
    assert Arrival.objects.get().promised == 20


def test_control_looking_first_and_promising_after_promises_too_much(crowd: Crowd) -> None:
    """The same crowd without the lock of the arrival: it is a real crowd."""
    place = expected(20)

    def careless(_: int) -> bool:
        with unit(), connection.cursor() as cursor:
            cursor.execute("SELECT quantity - promised FROM stock_arrival WHERE location_id = %s", [place])
            (free,) = cursor.fetchone()
            if free < 1:
                return False
            sleep(0.002)
            cursor.execute("UPDATE stock_arrival SET promised = promised + 1 WHERE location_id = %s", [place])
        return True

    try:
        assert crowd(careless, 120) > 20
    finally:
        Arrival.objects.update(promised=0)


def test_buyers_their_second_thoughts_and_the_exchange_at_once_keep_every_sum(crowd: Crowd) -> None:
    place = expected(30)

    def actor(number: int) -> bool:
        if number % 10 == 0:
            with unit():
                api.take_arrivals(system="erp.test", source="e", drafts=[told(place, 30, revision=number)])
                put(place, v1=number // 10)
            return False
        if not order(place, number):
            return False
        if number % 3 == 0:
            with unit():
                api.release(order_id=number, reason="changed my mind")
        return True

    crowd(actor, 120)

    on_hand, reserved, available = balance(place)
    assert reserved <= 30 + on_hand
    assert available == max(on_hand - reserved, 0)
    assert Arrival.objects.get().promised <= 30
