"""Orders and receipts of a picture beside ours, and what is asked of a node."""

import json
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from prilavok.base.access import Actor
from prilavok.base.unit import unit
from prilavok.goods.pim.values import VariantId
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationEdit, LocationId
from prilavok.partners.erp import api as erp
from prilavok.partners.erp.models import (
    Conflict,
    Difference,
    Export,
    Node,
    NodeRequest,
    Reconciliation,
    ReconciliationCare,
)
from prilavok.partners.erp.reconciliation import asking, repairing, words
from prilavok.partners.erp.reconciliation.values import Chosen
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import BasketLine, Contact, OrderView, PlacedOrder, PlaceOrder
from tests.jobs import RunJobs
from tests.partners.erp.reconciliation.make import ago, agree, causes, picture_file, place, sell, send, told, variant
from tests.protocols.client import OneC
from tests.trade.oms.make import OPERATOR

pytestmark = pytest.mark.django_db
STOCKS = {"g1": {"a": 10}, "g2": {"a": 7}}
IRINA = Actor(name="Ирина", kind="staff", permissions=frozenset({"exchange.run"}), stores=None)
SYSTEM = "erp.central"


def opened(one_c: OneC) -> None:
    """Both sides agree, and the store gives orders out."""
    agree(one_c, STOCKS)
    with unit():
        stock.describe_location(
            LocationEdit(location_id=LocationId(place("a")), kind="store", city="Киров", is_pickup=True)
        )


def put_order(quantity: int = 1) -> PlacedOrder:
    """An order of the site."""
    line = BasketLine(variant_id=VariantId(variant("g1")), quantity=Decimal(quantity))
    with unit():
        return oms.place_order(
            PlaceOrder(
                key=str(uuid4()),
                channel="site",
                location_id=place("a"),
                contact=Contact(name="Анна", phone="+79161234567"),
                lines=(line,),
            )
        )


def ordered(one_c: OneC, quantity: int = 2) -> OrderView:
    """An order that the node has taken and confirmed."""
    placed = put_order(quantity)
    one_c.run_jobs()
    fetch(one_c)
    return oms.orders(order_ids=[placed.order_id])[placed.order_id]


def fetch(one_c: OneC) -> None:
    one_c.checkauth("sale")
    one_c.ask("type=sale&mode=query")
    assert one_c.ask("type=sale&mode=success") == b"success"


def there(view: OrderView, **more: Any) -> dict[str, Any]:
    """The order as the node has it."""
    lines = [
        {"variant": "g1", "quantity": str(one.quantity), "price": str(one.unit_price.amount)} for one in view.lines
    ]
    return {"number": view.number, "id": "e-1", "total": str(view.total.amount), "lines": lines, **more}


def picture(one_c: OneC, *rows: dict[str, Any], **header: Any) -> Reconciliation:
    return send(one_c, orders=picture_file("orders", list(rows), **header))


def test_orders_that_are_the_same_on_both_sides(one_c: OneC) -> None:
    opened(one_c)
    view = ordered(one_c)

    run = picture(one_c, there(view))

    assert (causes(run), run.differences) == ({}, 0)


def test_orders_that_were_not_sent_or_not_confirmed(one_c: OneC) -> None:
    opened(one_c)
    first, second = (put_order() for _ in range(2))
    one_c.run_jobs()
    Export.objects.filter(order_id=second.order_id).update(sent_revision=1, sent_at="2026-05-01T00:00Z")

    assert causes(picture(one_c)) == {f"orders:{first.number}": "late", f"orders:{second.number}": "unconfirmed"}


def test_an_order_that_the_node_has_lost_is_sent_again(one_c: OneC, run_jobs: RunJobs) -> None:
    opened(one_c)
    view = ordered(one_c)
    told(one_c, {"g2": {"a": 6}})

    run = picture(one_c)
    assert causes(run) == {f"orders:{view.number}": "missing_there"}
    with unit():
        repairing.start(run.pk, way="send", chosen=Chosen(), actor=IRINA)
    run_jobs()

    assert [one.state for one in erp.exports(order_ids=(view.order_id,))] == ["waiting"]
    assert Difference.objects.get(run=run).state == "sent"


def test_an_order_changed_there_is_taken_over(one_c: OneC, run_jobs: RunJobs) -> None:
    opened(one_c)
    view = ordered(one_c)
    price = view.lines[0].unit_price.amount
    row = there(view, total=str(price), lines=[{"variant": "g1", "quantity": "1", "price": str(price)}])

    run = picture(one_c, row)
    assert causes(run) == {f"orders:{view.number}": "late"}
    with unit():
        repairing.start(run.pk, way="accept", chosen=Chosen(), actor=IRINA)
    run_jobs()

    now = oms.orders(order_ids=[view.order_id])[view.order_id]
    assert (now.lines[0].quantity, now.total.amount) == (Decimal(1), price)
    assert causes(picture(one_c, row)) == {}
    assert stock.broken_balances() == []


def test_an_order_that_nothing_explains_says_when_both_spoke_last_and_what_was_looked_at(one_c: OneC) -> None:
    opened(one_c)
    view = ordered(one_c)
    price = view.lines[0].unit_price.amount
    row = there(view, total=str(price), lines=[{"variant": "g1", "quantity": "1", "price": str(price)}])
    ReconciliationCare.objects.create(node=Node.objects.get(code=SYSTEM), patience_min=0)

    run = picture(one_c, row)

    one = Difference.objects.get(run=run)
    steps = dict(words.steps(one))
    assert (one.cause, one.facts["looked"]) == ("unexplained", {"come": [], "come_count": 0})
    assert "1С приняла наш заказ" in steps
    assert steps["– пакеты 1С после выгрузки; ни один этого не изменил"] == "нет"


def test_an_order_that_has_moved_since_is_left_alone(one_c: OneC, run_jobs: RunJobs) -> None:
    opened(one_c)
    view = ordered(one_c)
    run = picture(one_c, there(view, is_cancelled=True))
    with unit():
        oms.cancel(order_id=view.order_id, reason="Передумал", actor=OPERATOR)

    with unit():
        number = repairing.start(run.pk, way="accept", chosen=Chosen(), actor=IRINA)
    run_jobs()

    assert repairing.Repair.objects.get(pk=number).gone == 1


def test_a_conflict_is_both_changed_and_is_decided_elsewhere(one_c: OneC) -> None:
    opened(one_c)
    view = ordered(one_c)
    node = Node.objects.get(code=SYSTEM)
    Conflict.objects.create(node=node, order_id=view.order_id, number=view.number, theirs=[], reason="оба")

    run = picture(one_c, there(view, total="1.00"))

    assert causes(run) == {f"orders:{view.number}": "both_changed"}


def test_unknown_goods_and_statuses_of_orders_are_unmapped(one_c: OneC) -> None:
    opened(one_c)
    view = ordered(one_c)

    run = picture(
        one_c,
        there(view, status="Ждёт чуда"),
        {"number": "X-7", "total": "5.00", "lines": [{"variant": "strange", "quantity": "1", "price": "5.00"}]},
    )

    assert causes(run) == {f"orders:{view.number}": "unmapped", "orders:X-7": "unmapped"}


def test_an_order_missing_here_is_asked_for(one_c: OneC, run_jobs: RunJobs) -> None:
    agree(one_c, STOCKS)
    run = picture(one_c, {"number": "X-7", "total": "5.00"}, created_at=ago(90))
    assert causes(run) == {"orders:X-7": "missing_here"}

    with unit():
        repairing.start(run.pk, way="ask", chosen=Chosen(), actor=IRINA)
    run_jobs()

    assert requests(one_c) == [{"ask": "order", "number": "X-7", "id": "", "erp_number": ""}]


def requests(one_c: OneC, *, confirm: bool = True) -> list[dict[str, Any]]:
    one_c.checkauth("reconciliation")
    body = one_c.ask("type=reconciliation&mode=query").decode()
    header, *rows = (json.loads(line) for line in body.splitlines())
    assert header["format"] == "prilavok/requests"
    if confirm:
        assert one_c.ask("type=reconciliation&mode=success") == b"success"
    return rows


def test_what_is_asked_is_given_until_it_is_confirmed(one_c: OneC) -> None:
    node = Node.objects.get(code=SYSTEM)
    with unit():
        assert asking.ask_picture(node.pk, by="Ирина") is True
        assert asking.ask_picture(node.pk, by="Ирина") is False

    assert requests(one_c, confirm=False) == requests(one_c)
    assert requests(one_c) == []


def test_a_picture_that_comes_by_itself_need_not_be_asked_for(one_c: OneC) -> None:
    agree(one_c, STOCKS)
    with unit():
        asking.ask_picture(Node.objects.get(code=SYSTEM).pk, by="")

    picture(one_c)

    assert not NodeRequest.objects.filter(confirmed_at__isnull=True).exists()


def line_of(number: int, total: str, **more: Any) -> dict[str, Any]:
    return {
        "store": "a",
        "till": "1",
        "shift": 7,
        "number": number,
        "kind": "sale",
        "at": ago(30),
        "total": total,
        **more,
    }


def tills(one_c: OneC, *rows: dict[str, Any], **header: Any) -> Reconciliation:
    return send(one_c, receipts=picture_file("receipts", list(rows), since=ago(600), **header))


def test_receipts_of_both_sides(one_c: OneC, run_jobs: RunJobs) -> None:
    agree(one_c, STOCKS)
    for number in (1, 2, 3):
        sell("g1", "a", 1, number)

    run = tills(
        one_c,
        line_of(1, "10.00"),
        line_of(2, "12.00", told=1),
        line_of(9, "10.00", at=ago(0)),
        line_of(5, "10.00", store="nowhere"),
    )

    assert causes(run) == {
        "receipts:7-2": "both_changed",
        "receipts:7-3": "missing_there",
        "receipts:7-9": "till_unsynced",
        "receipts:nowhere": "unmapped",
    }
    with unit():
        repairing.start(run.pk, way="ask", chosen=Chosen(cause="till_unsynced"), actor=IRINA)
    run_jobs()
    assert requests(one_c) == [{"ask": "receipt", "store": "a", "till": "1", "shift": 7, "number": "9"}]
