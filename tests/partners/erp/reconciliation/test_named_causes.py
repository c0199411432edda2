"""Every difference of a balance names what made it: the ledger, packages and orders are asked from the last word on."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest

from prilavok.base.unit import unit
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.models import TransferMove
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.transfers.values import TransferDraft
from prilavok.goods.stock.values import VariantId, Want
from prilavok.partners.erp.models import Difference, Node, Package, Reconciliation
from prilavok.partners.erp.reconciliation import starting, words
from prilavok.partners.erp.review import deciding, undoing
from tests.jobs import RunJobs
from tests.partners.erp.reconciliation.make import ago, agree, on_hand, place, send, stocks_file, told, variant
from tests.partners.erp.reconciliation.test_stocks import order, say
from tests.partners.erp.transfers.test_transfers import BY
from tests.protocols.client import OneC

pytestmark = pytest.mark.django_db
SYSTEM = "erp.central"
STOCKS = {"g1": {"a": 10, "b": 4}, "g2": {"a": 7}, "g3": {"a": 3}}
Parts = list[tuple[str, str, list[object]]]


def found(run: Reconciliation) -> dict[str, tuple[str, Parts]]:
    """Of each difference: the cause, and the parts with their amounts and what they name."""
    return {
        one.title: (one.cause, [(part["what"], part["amount"], part["about"]) for part in one.facts["parts"]])
        for one in Difference.objects.filter(run=run, kind="stocks")
    }


def compared_with_kept(run_jobs: RunJobs) -> Reconciliation:
    starting.with_kept(Package.objects.first().node_id, by="Ирина")  # type: ignore[union-attr]
    run_jobs()
    return Reconciliation.objects.latest("pk")


def sums_are_whole(run: Reconciliation) -> None:
    for one in Difference.objects.filter(run=run, kind="stocks"):
        parts = sum((Decimal(part["amount"]) for part in one.facts["parts"]), Decimal(0))
        assert parts == Decimal(one.facts["on_hand"]) - Decimal(one.facts["expected"]), one.facts


def test_what_came_after_a_kept_export_is_named_by_its_package(one_c: OneC, run_jobs: RunJobs) -> None:
    agree(one_c, STOCKS)
    told(one_c, {"g1": {"a": 8, "b": 4}})
    second = told(one_c, {"g1": {"a": 6, "b": 4}, "g3": {"a": 5}})
    say("g3", "a", 4, "table:5")

    run = compared_with_kept(run_jobs)

    assert found(run) == {
        "Товар g1": ("late", [("newer_here", "-4", [f"{SYSTEM}:{second.pk}"])]),
        "Товар g3": ("late", [("newer_here", "2", [f"{SYSTEM}:{second.pk}"]), ("told", "-1", ["table:5"])]),
    }
    sums_are_whole(run)
    one = Difference.objects.get(run=run, title="Товар g3")
    assert ("1С сказала другое уже после этой выгрузки: пакет " + str(second.pk), "+2") in words.steps(one)
    assert f"/office/exchange/packages/{second.pk}/" in [address for _, address in words.links(one)]
    assert words.cause_title(one) == "1С уже обновила"


def test_portions_of_the_kept_export_itself_are_no_news(one_c: OneC, run_jobs: RunJobs) -> None:
    """The export moved every balance when it was applied: that explains nothing."""
    agree(one_c, STOCKS)
    order("g2", "a", 2)
    with unit():
        stock.tell_known(order_ids=[1], what="reserved")
        stock.release(order_id=1, reason="cancelled")
    say("g2", "a", 9, "table:5")

    run = compared_with_kept(run_jobs)

    assert found(run) == {"Товар g2": ("changed_here", [("told", "2", ["table:5"])])}


def test_orders_explain_what_the_node_has_not_booked(one_c: OneC) -> None:
    agree(one_c, STOCKS)
    for number, key in enumerate(("g1", "g2", "g3"), 1):
        order(key, "a", 2, number)
    with unit():
        stock.tell_known(order_ids=[1, 2, 3], what="reserved")
        stock.issue(order_id=2)
        stock.issue(order_id=3)
        stock.tell_known(order_ids=[2, 3], what="issued")
        stock.release(order_id=1, reason="cancelled")
        stock.take_back(order_id=3, wants=[want("g3", 1)])
    assert (on_hand("g2", "a"), on_hand("g3", "a")) == (5, 2)

    # 1C holds the first in reserve still, has not written the second off, and has not taken back what was returned.
    run = send(one_c, stocks=stocks_file({"g1": {"a": 8, "b": 4}, "g2": {"a": 7}, "g3": {"a": 1}}))

    assert found(run) == {
        "Товар g1": ("late", [("release", "2", ["1001-1"])]),
        "Товар g2": ("unconfirmed", [("issue", "-2", ["1002-1"])]),
        "Товар g3": ("late", [("return", "1", ["1003-1"])]),
    }
    sums_are_whole(run)


def want(key: str, quantity: int) -> Want:
    return Want(variant_id=VariantId(variant(key)), quantity=Decimal(quantity))


def test_packages_that_were_taken_back_or_refused_are_named(one_c: OneC, run_jobs: RunJobs) -> None:
    agree(one_c, STOCKS)
    undone = told(one_c, {"g2": {"a": 5}})
    with unit():
        undoing.start(undone.pk, by="Ирина", reason="Не тот склад")
    run_jobs()
    Node.objects.update(confirm="always")
    refused = told(one_c, {"g1": {"a": 0, "b": 0}, "g3": {"a": 0}})
    assert refused.state == "review"
    with unit():
        deciding.decide(refused.pk, apply=False, by="Ирина")

    run = send(one_c, stocks=stocks_file({"g1": {"a": 0, "b": 4}, "g2": {"a": 5}, "g3": {"a": 3}}))

    assert found(run) == {
        "Товар g1": ("not_applied", [("not_applied", "0", [refused.pk])]),
        "Товар g2": ("changed_here", [("undone", "2", [f"undo:{SYSTEM}:{undone.pk}"])]),
    }
    steps = [step for one in Difference.objects.filter(run=run) for step in words.steps(one)]
    assert (f"Пакет здесь отменили: пакет {undone.pk}", "+2") in steps


def test_a_transfer_that_the_node_confirmed_after_the_picture_is_no_difference(one_c: OneC) -> None:
    agree(one_c, STOCKS)
    as_of = ago(0)
    send_two(to="b")
    TransferMove.objects.update(is_known=True, known_at=Package.objects.latest("pk").started_at + timedelta(days=1))

    assert found(send(one_c, stocks=stocks_file(STOCKS, created_at=as_of))) == {}


def send_two(*, to: str) -> None:
    kettle = variant("g1")
    with unit():
        one = transfers.open_transfer(
            TransferDraft(key="k", source_id=place("a"), target_id=place(to), wants=(want("g1", 2),), actor=BY)
        )
        transfers.send_transfer(transfer_id=one.transfer_id, counts={kettle: Decimal(2)}, actor=BY, key="k")


def test_what_nothing_explains_says_what_was_looked_at(one_c: OneC) -> None:
    agree(one_c, STOCKS)
    order("g2", "a", 1)
    as_of = ago(0)
    package = told(one_c, {"g3": {"a": 2}})

    run = send(one_c, stocks=stocks_file({**STOCKS, "g2": {"a": 5}, "g3": {"a": 2}}, created_at=as_of))

    one = Difference.objects.get(run=run)
    assert (one.cause, one.facts["looked"]) == (
        "unexplained",
        {"come": [package.pk], "come_count": 1, "events": 1, "held": ["1001-1"]},
    )
    steps: Sequence[tuple[str, str]] = words.steps(one)
    assert ("Изменено в 1С после её последнего слова и не прислано", "+2") in steps
    assert ("– пакеты 1С после выгрузки; ни один этого не изменил", f"№ {package.pk}") in steps
