"""Rivals for numbers: many orders at the very start of a series, and an ERP that takes numbers meanwhile."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from prilavok.base.unit import unit
from prilavok.trade.oms import api, rules
from prilavok.trade.oms.actions.claim_number import claim_number
from prilavok.trade.oms.models import NumberClaim, Order
from prilavok.trade.oms.numbering import desk, masks
from prilavok.trade.oms.numbering.desk import MaskView
from prilavok.trade.oms.values import PlaceOrder
from tests.trade.oms.make import OPERATOR, make_chain, wish

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
AT_ONCE = 8
MASK = "С{yy}-{n:4}{c}"


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


def buy(request: PlaceOrder) -> str:
    """Place an order; its number."""
    with unit():
        return api.place_order(request).number


def test_a_series_begun_by_many_at_once_gives_each_its_own(pool: ThreadPoolExecutor) -> None:
    chain = make_chain(quantity=100)
    with unit():
        desk.save_mask(MaskView(mask_id=None, mask=MASK), OPERATOR)
    year = desk._year()

    def take(number: int) -> None:
        with unit():
            claim_number(masks.rendered(masks.parsed(MASK), number, year), system="erp.central")

    takes = [pool.submit(take, number) for number in range(1, 40, 3)]
    numbers = list(pool.map(buy, [wish(chain, 1) for _ in range(40)]))
    for one in takes:
        one.result()

    keys = {rules.number_key(number) for number in numbers}
    assert len(keys) == len(numbers) == Order.objects.count() == 40
    assert all(number.startswith(f"С{year}-") for number in numbers)
    theirs = set(NumberClaim.objects.exclude(system="").values_list("key", flat=True))
    assert keys & theirs == set()


def test_looking_first_and_counting_after_would_give_one_number_twice(pool: ThreadPoolExecutor) -> None:
    """The control: the same rivals, with the last number looked up and not drawn from a sequence, collide."""
    make_chain()
    gate = Barrier(AT_ONCE)

    def naive(_: int) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM oms_order")
            seen = int(cursor.fetchone()[0])
        gate.wait(timeout=30)
        return seen + 1

    assert len(set(pool.map(naive, range(AT_ONCE)))) < AT_ONCE
