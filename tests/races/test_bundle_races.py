"""A bundle and its part sold singly, at the same moment: the part is sold once."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connections

from prilavok.base.unit import unit
from prilavok.goods.stock import api as stock
from prilavok.trade.oms import api
from prilavok.trade.oms.errors import NotEnough
from prilavok.trade.oms.values import BasketLine, PlaceOrder
from tests.goods.bundles.make import make_bundle
from tests.trade.oms.make import Chain, free, make_chain, wish

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
AT_ONCE = 8
CHAIRS = 10


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


def wishes(chain: Chain, bundle: int) -> list[PlaceOrder]:
    """Bundles of three chairs, and chairs by themselves, by turns."""
    goods = (bundle, chain.goods[1])
    return [
        wish(chain, lines=(BasketLine(variant_id=goods[number % 2], quantity=Decimal(1)),))  # type: ignore[arg-type]
        for number in range(32)
    ]


def buy(request: PlaceOrder) -> Decimal:
    """How many chairs the order holds."""
    try:
        with unit():
            placed = api.place_order(request)
    except NotEnough:
        return Decimal(0)
    lines = api.orders(order_ids=[placed.order_id])[placed.order_id].lines
    return sum((line.quantity for line in lines if line.title == "Лопата 2"), Decimal(0))


def test_a_bundle_and_its_part_never_oversell_each_other(pool: ThreadPoolExecutor) -> None:
    chain = make_chain(quantity=CHAIRS)
    bundle = make_bundle({chain.goods[0]: 1, chain.goods[1]: 3})

    held = list(pool.map(buy, wishes(chain, bundle.variant_id)))

    assert sum(held) == CHAIRS
    assert 3 in held or held.count(1) == CHAIRS
    assert free(chain, 1) == (CHAIRS, CHAIRS, 0)
    assert stock.availability(variant_ids=[bundle.variant_id])[bundle.variant_id][chain.store].available == 0
    assert stock.broken_balances() == []


def test_control_counting_bundles_first_and_holding_after_oversells(pool: ThreadPoolExecutor) -> None:
    """Shows that buyers of both do meet: who looks at the balance and then believes it sells what is not there."""
    chain = make_chain(quantity=CHAIRS)
    bundle = make_bundle({chain.goods[0]: 1, chain.goods[1]: 3})
    goods = ((bundle.variant_id, 3), (chain.goods[1], 1))

    def careless(number: int) -> int:
        variant_id, chairs = goods[number % 2]
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT coalesce(sum(chairs), 0) FROM races_sold")
            (sold,) = cursor.fetchone()
            there = stock.availability(variant_ids=[variant_id])[variant_id][chain.store].available
            if there * chairs < sold + chairs:
                return 0
            time.sleep(0.01)
            cursor.execute("INSERT INTO races_sold VALUES (%s)", [chairs])
        return chairs

    with connections["default"].cursor() as cursor:
        cursor.execute("CREATE TABLE races_sold (chairs int)")
    try:
        assert sum(pool.map(careless, range(32))) > CHAIRS
    finally:
        with connections["default"].cursor() as cursor:
            cursor.execute("DROP TABLE races_sold")
