"""The simulated 1C and the platform change one order at once: after a person has decided, both books are equal."""

from decimal import Decimal

import pytest

from prilavok.base.access import Actor
from prilavok.base.unit import unit
from prilavok.partners.erp.orders import conflicts
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import ErpLine
from sandbox.onec import exchange, orders
from sandbox.onec.bases import CENTRAL
from sandbox.state import Store
from tests.jobs import RunJobs
from tests.sandbox.test_with_platform import place, push, shop

__all__ = ["shop"]
pytestmark = pytest.mark.django_db
OPERATOR = Actor(
    person_id=901, name="Ольга", kind="staff", permissions=frozenset({"orders.change", "orders.view"}), stores=None
)


def theirs(store: Store) -> list[tuple[Decimal, Decimal]]:
    """Quantity and price of each line in the books of 1C."""
    (order,) = orders.orders(store)
    return [(Decimal(line["quantity"]), Decimal(line["price"])) for line in order["lines"]]


@pytest.mark.parametrize(("side", "expected"), [("ours", Decimal(3)), ("theirs", Decimal(1))])
def test_after_the_decision_both_sides_are_equal(
    shop: Store,
    run_jobs: RunJobs,
    side: str,
    expected: Decimal,
) -> None:
    push(shop)
    order_id, number = place(shop)
    run_jobs()
    assert exchange.exchange(shop, CENTRAL, "orders") == "done"
    (line,) = oms.orders(order_ids=[order_id])[order_id].lines  # type: ignore[index]
    with unit():
        wanted = ErpLine(variant_id=line.variant_id, quantity=Decimal(3), price=line.unit_price.amount)
        oms.correct_order(order_id=order_id, lines=[wanted], source="decision", actor=OPERATOR)
    run_jobs()
    orders.change_quantity(shop, number, 1, Decimal(1))
    assert exchange.exchange(shop, CENTRAL, "documents") == "done"
    run_jobs()

    (seen,) = conflicts.open_conflicts(stores=None)
    with unit():
        chosen = {row.variant_id: side for row in seen.rows}
        conflicts.settle(conflict_id=seen.conflict_id, stamp=seen.stamp, choices=chosen, actor=OPERATOR)
    run_jobs()
    for what in ("orders", "documents"):
        assert exchange.exchange(shop, CENTRAL, what) in ("done", "nothing")
        run_jobs()

    after = oms.orders(order_ids=[order_id])[order_id]  # type: ignore[index]
    assert [(one.quantity, one.unit_price.amount) for one in after.lines] == theirs(shop)
    assert [one.quantity for one in after.lines] == [expected]
    assert conflicts.open_conflicts(stores=None) == []
