"""Dying at any step loses nothing and doubles nothing: the step is simply taken again, with its key.

A forked process dies (SIGKILL) at each point of a step; the database is compared with what it was before, then the step
is taken to its end, and once more: what may be repeated changes nothing.
"""

import os
import re
import signal
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection

from prilavok.base import crashpoints
from prilavok.base.unit import unit
from prilavok.trade.fulfilment import api as fulfilment
from prilavok.trade.oms import api
from prilavok.trade.oms.models import Order
from prilavok.trade.oms.values import ErpDocument, ErpLine
from prilavok.trade.payments import api as payments
from tests.forks import take_own_connections
from tests.trade.oms.make import OPERATOR, Chain, free, make_chain, pick, place, seen, wish, worker

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]

ACTIONS = Path(api.__file__).parent / "actions"
POINT = re.compile(r'at\("(oms\.[a-z]+:[a-z_]+)"\)')
POINTS = sorted({point for path in ACTIONS.glob("*.py") for point in POINT.findall(path.read_text())})
STEPS = ("place", "pick", "issue", "cancel", "erp")


def take(step: str, chain: Chain, order_id: int) -> None:
    """One step of an order's life, in a unit of its own."""
    good = chain.goods[0]
    deeds: dict[str, Callable[[], object]] = {
        "place": lambda: api.place_order(wish(chain, 2, key="the-key")),
        "pick": lambda: api.mark_picked(order_id=order_id, picked={good: Decimal(1)}, actor=worker(chain.store)),
        "issue": lambda: api.issue_paid(
            order_id=order_id,
            code=fulfilment.pickup_codes(order_ids=[order_id])[order_id],
            method="card",
            actor=worker(chain.store),
            key="the-key",
        ),
        "cancel": lambda: api.cancel(order_id=order_id, reason="передумали", actor=OPERATOR),
        "erp": lambda: api.apply_erp_document(
            ErpDocument(
                number=seen(order_id).number,
                erp_id="guid",
                erp_number="1",
                node="erp.central",
                erp_status="ready",
                lines=(ErpLine(variant_id=good, quantity=Decimal(1), price=Decimal(90)),),
            )
        ),
    }
    with unit():
        deeds[step]()


def die(step: str, chain: Chain, order_id: int, point: str) -> bool:
    """Take the step in a forked process that is to die at the point; True when it did."""
    child = os.fork()
    if child == 0:
        take_own_connections()
        crashpoints.die_at(point)
        try:
            take(step, chain, order_id)
        finally:
            os._exit(7)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def state() -> tuple[object, ...]:
    """Everything that money, goods and people are told."""
    ids = sorted(Order.objects.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM base_eventrow), (SELECT count(*) FROM procrastinate_jobs)")
        told = cursor.fetchone()
        cursor.execute("SELECT count(*), sum(reserved_delta), sum(on_hand_delta) FROM stock_movement")
        moved = cursor.fetchone()
    tasks = fulfilment.tasks_of(order_ids=ids)
    return api.orders(order_ids=ids), payments.payments_of(order_ids=ids), tasks, told, moved


def before(step: str, chain: Chain) -> int:
    """An order ready for the step."""
    if step == "place":
        return 0
    order_id = place(chain, 2).order_id
    if step == "issue":
        pick(chain, order_id)
    return order_id


@pytest.mark.parametrize("step", STEPS)
def test_dying_anywhere_loses_and_doubles_nothing(step: str) -> None:
    points = [point for point in POINTS if point.startswith(f"oms.{step}:")]
    chain = make_chain()
    order_id = before(step, chain)
    untouched = state()

    assert points == [point for point in points if die(step, chain, order_id, point)]
    assert len(points) >= 4
    assert state() == untouched

    take(step, chain, order_id)
    done = state()
    assert done != untouched
    if step != "pick":  # picking again is refused, not repeated
        take(step, chain, order_id)
        assert state() == done
    (order,) = api.orders(order_ids=list(Order.objects.values_list("pk", flat=True))).values()
    held = sum(line.quantity for line in order.lines) if "reserved" in order.facts else 0
    assert free(chain)[1] == held
    assert payments.payments_of(order_ids=[order.order_id])[order.order_id].amount == order.total


def test_every_point_is_died_at() -> None:
    assert {point.split(":")[0] for point in POINTS} == {f"oms.{step}" for step in STEPS}
