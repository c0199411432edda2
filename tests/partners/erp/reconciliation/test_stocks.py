"""Stocks of a picture beside ours: nothing where both agree, else the cause and the sum."""

from decimal import Decimal

import pytest

from prilavok.base.unit import unit
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import SnapshotRow, VariantId, Want
from prilavok.partners.erp.models import Difference, Node, ReconciledKind
from tests.jobs import RunJobs
from tests.partners.erp.reconciliation.make import ago, agree, causes, place, sell, send, stocks_file, told, variant
from tests.protocols.client import OneC

pytestmark = pytest.mark.django_db
SYSTEM = "erp.central"
STOCKS = {"g1": {"a": 10, "b": 4}, "g2": {"a": 7}, "g3": {"a": 3}}


def order(key: str, at: str, quantity: int, order_id: int = 1) -> None:
    """An order holds goods."""
    with unit():
        stock.reserve(
            order_id=order_id,
            number=f"100{order_id}-1",
            location_id=place(at),
            wants=[Want(variant_id=VariantId(variant(key)), quantity=Decimal(quantity))],
            hold_for_s=None,
        )


def say(key: str, at: str, quantity: int, source: str) -> None:
    """Somebody's figures."""
    with unit():
        row = SnapshotRow(variant_id=variant(key), location_id=place(at), quantity=Decimal(quantity))
        stock.apply_snapshot(source=source, rows=[row], meaning="physical")


def changed(**more: dict[str, int]) -> dict[str, dict[str, int]]:
    return {**{key: dict(at) for key, at in STOCKS.items()}, **more}


def test_two_sides_that_agree_differ_in_nothing(one_c: OneC) -> None:
    agree(one_c, STOCKS)
    order("g1", "a", 2)

    run = send(one_c, stocks=stocks_file(STOCKS))

    assert (run.differences, causes(run)) == (0, {})
    assert ReconciledKind.objects.get(run=run).compared == 4


def test_what_the_erp_has_not_heard_of_our_orders_is_no_difference(one_c: OneC) -> None:
    agree(one_c, STOCKS)
    order("g1", "a", 2)
    with unit():
        stock.issue(order_id=1)

    assert causes(send(one_c, stocks=stocks_file(STOCKS))) == {}


def test_a_place_that_is_not_named_at_goods_holds_nothing_of_them(one_c: OneC) -> None:
    agree(one_c, STOCKS)
    as_of = ago(0)
    told(one_c, {"g3": {"a": 2}})

    run = send(one_c, stocks=stocks_file(changed(g1={"a": 10}, g3={"a": 2}), created_at=as_of, places=["a", "b"]))

    one = Difference.objects.get(run=run)
    assert (one.title, one.theirs, one.ours, one.weight) == ("Товар g1", "", "4", Decimal("400.00"))
    assert one.cause == "unexplained"


def test_a_change_that_the_node_has_not_told_yet_is_under_way(one_c: OneC) -> None:
    agree(one_c, STOCKS)

    assert causes(send(one_c, stocks=stocks_file(changed(g2={"a": 5})))) == {"stocks:g2@a": "late"}


def test_a_change_that_never_came_though_others_did_is_unexplained(one_c: OneC) -> None:
    agree(one_c, STOCKS)
    as_of = ago(0)
    told(one_c, {"g3": {"a": 2}})

    run = send(one_c, stocks=stocks_file(changed(g2={"a": 5}, g3={"a": 2}), created_at=as_of))

    assert causes(run) == {"stocks:g2@a": "unexplained"}
    assert (run.differences, run.unexplained) == (1, 1)


def test_a_package_after_the_picture_explains_what_it_changed(one_c: OneC) -> None:
    agree(one_c, STOCKS)
    as_of = ago(0)
    told(one_c, {"g3": {"a": 1}})

    run = send(one_c, stocks=stocks_file(STOCKS, created_at=as_of))

    assert causes(run) == {"stocks:g3@a": "late"}
    part = Difference.objects.get(run=run).facts["parts"][0]
    assert (part["what"], part["amount"]) == ("newer_here", "-2")


def test_goods_and_places_that_we_do_not_know_are_unmapped(one_c: OneC) -> None:
    agree(one_c, STOCKS)

    run = send(one_c, stocks=stocks_file(changed(g1={"a": 10, "b": 4, "z": 6}, new={"a": 2})))

    assert causes(run) == {"stocks:z": "unmapped", "stocks:new": "unmapped"}


def test_goods_that_a_package_after_the_picture_brought_are_only_late(one_c: OneC) -> None:
    agree(one_c, STOCKS)

    run = send(one_c, stocks=stocks_file(changed(g1={"a": 10, "b": 4})))

    assert causes(run) == {}


def test_goods_missing_there(one_c: OneC) -> None:
    agree(one_c, STOCKS)

    assert causes(send(one_c, stocks=stocks_file({"g1": {"a": 10, "b": 4}, "g2": {"a": 7}}))) == {
        "stocks:g3@a": "missing_there"
    }


def test_goods_missing_here(one_c: OneC) -> None:
    agree(one_c, {**STOCKS, "g4": {}})
    as_of = ago(0)
    told(one_c, {"g3": {"a": 3}, "g1": {"a": 9, "b": 4}})

    run = send(one_c, stocks=stocks_file(changed(g1={"a": 9, "b": 4}, g4={"b": 8}), created_at=as_of))

    assert causes(run) == {"stocks:g4@b": "missing_here"}


def test_both_changed_and_changed_here(one_c: OneC) -> None:
    agree(one_c, STOCKS)
    say("g1", "a", 12, "table:5")
    say("g2", "a", 1, "table:5")

    run = send(one_c, stocks=stocks_file(changed(g2={"a": 6})))

    assert causes(run) == {"stocks:g1@a": "changed_here", "stocks:g2@a": "both_changed"}


def test_an_order_that_was_sent_and_not_confirmed(one_c: OneC) -> None:
    from prilavok.partners.erp.models import Export, SentDocument, Session

    agree(one_c, STOCKS)
    order("g1", "a", 2)
    node = Node.objects.get(code=SYSTEM)
    export = Export.objects.create(node=node, order_id=1, number="1001-1", sent_revision=1)
    SentDocument.objects.create(
        session=Session.objects.latest("pk"), export=export, revision=1, tells="reserved", sent_at="2026-05-01T00:00Z"
    )

    run = send(one_c, stocks=stocks_file(changed(g1={"a": 8, "b": 4})))

    assert causes(run) == {"stocks:g1@a": "unconfirmed"}
    assert Difference.objects.get(run=run).facts["parts"][0]["about"] == ["1001-1"]


def test_an_erp_that_reserves_too_although_it_is_said_to_count_all(one_c: OneC) -> None:
    Node.objects.update(stock_meaning="physical")
    agree(one_c, STOCKS)
    order("g1", "a", 3)
    with unit():
        stock.tell_known(order_ids=[1], what="reserved")

    assert causes(send(one_c, stocks=stocks_file(changed(g1={"a": 7, "b": 4})))) == {"stocks:g1@a": "reserved_too"}


def test_a_till_sale_that_has_not_come_as_stock(one_c: OneC) -> None:
    agree(one_c, STOCKS)
    sell("g1", "a", 2)

    run = send(one_c, stocks=stocks_file(changed(g1={"a": 8, "b": 4})))

    assert causes(run) == {"stocks:g1@a": "till_unsynced"}


def test_the_same_run_twice_changes_nothing(one_c: OneC, run_jobs: RunJobs) -> None:
    from prilavok.partners.erp.reconciliation import starting

    agree(one_c, STOCKS)
    run = send(one_c, stocks=stocks_file(changed(g2={"a": 5}, g9={"a": 1})))
    before = list(Difference.objects.filter(run=run).order_by("key").values("key", "cause", "theirs", "ours", "facts"))

    with unit():
        starting.again(run.pk)
    run_jobs()

    after = list(Difference.objects.filter(run=run).order_by("key").values("key", "cause", "theirs", "ours", "facts"))
    assert after == before
    run.refresh_from_db()
    assert (run.state, run.differences) == ("done", 2)
