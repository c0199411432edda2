"""Site, operators, pushes of the ERP, cancellations and holds that run out, all at once on a few hot goods."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection, connections

from prilavok.base.unit import unit
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.models import Balance, Hold, HoldLine, Movement
from prilavok.goods.stock.values import SnapshotRow
from prilavok.trade.oms import api
from prilavok.trade.oms.errors import NotEnough
from prilavok.trade.oms.models import Order
from tests.jobs import RunJobs
from tests.trade.oms.make import OPERATOR, Chain, lines, make_chain, wish

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
AT_ONCE = 12
DEEDS = 150
START = 20
RUN_OUT = """
UPDATE stock_hold SET expires_at = statement_timestamp() WHERE id IN (
  SELECT id FROM stock_hold WHERE state = 'held' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
"""


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


def buy(chain: Chain, number: int) -> str:
    """A crossed basket of the three goods."""
    there = lines(chain, *random.Random(number).choices((1, 2), k=3))
    basket = there if number % 2 else there[::-1]
    try:
        with unit():
            api.place_order(wish(chain, lines=basket, channel="site" if number % 3 else "operator"))
    except NotEnough:
        return "short"
    return "placed"


def push(chain: Chain, number: int) -> str:
    """The ERP has a few pieces more than the last time."""
    rows = [
        SnapshotRow(variant_id=good, location_id=chain.store, quantity=Decimal(START + number // 10))
        for good in reversed(chain.goods)
    ]
    with unit():
        stock.apply_snapshot(source="push", rows=rows, meaning="physical")
    return "pushed"


def cancel(number: int) -> str:
    """An operator cancels some order."""
    living = list(Hold.objects.filter(state="held").values_list("order_id", flat=True))
    if not living:
        return "nobody"
    with unit():
        api.cancel(order_id=random.Random(number).choice(living), reason="передумали", actor=OPERATOR)
    return "cancelled"


def run_out() -> str:
    """The time of the oldest hold is over."""
    with connection.cursor() as cursor:
        cursor.execute(RUN_OUT)
    with unit():
        return "expired" if stock.expire_due() else "nobody"


def test_nothing_is_oversold_and_every_sum_is_exact(pool: ThreadPoolExecutor, run_jobs: RunJobs) -> None:
    chain = make_chain(quantity=START)

    def deed(number: int) -> str:
        if number % 10 == 0:
            return push(chain, number)
        if number % 10 in (3, 6):
            return cancel(number)
        return run_out() if number % 10 == 8 else buy(chain, number)

    done = list(pool.map(deed, range(1, DEEDS + 1)))
    run_jobs(queue="oms")

    assert {"placed", "short", "pushed", "cancelled", "expired"} <= set(done)
    assert stock.broken_balances() == []
    assert not [one for one in Movement.objects.filter(kind="reserve") if one.reserved_after > one.on_hand_after]
    held = Hold.objects.filter(state="held")
    assert {one.order_id for one in held} == set(
        Order.objects.filter(facts__contains=["reserved"]).values_list("pk", flat=True)
    )
    pieces = sum(HoldLine.objects.filter(hold__in=held).values_list("quantity", flat=True))
    assert sum(Balance.objects.values_list("reserved", flat=True)) == pieces
