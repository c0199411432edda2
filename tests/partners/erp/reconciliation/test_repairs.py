"""Differences are repaired by the rooms' doors, only while they stand, and can be given back."""

from decimal import Decimal

import pytest

from prilavok.base.access import Actor
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.stock import api as stock
from prilavok.partners.erp.errors import RepairImpossible
from prilavok.partners.erp.models import Difference, Reconciliation, Repair
from prilavok.partners.erp.reconciliation import repairing
from prilavok.partners.erp.reconciliation.values import Chosen
from tests.jobs import RunJobs
from tests.partners.erp.reconciliation.make import (
    ago,
    agree,
    causes,
    on_hand,
    place,
    prices_file,
    send,
    stocks_file,
    told,
    variant,
)
from tests.protocols.client import OneC
from tests.protocols.make import price_of

pytestmark = pytest.mark.django_db
STOCKS = {"g1": {"a": 10, "b": 4}, "g2": {"a": 7}, "g3": {"a": 3}}
IRINA = Actor(person_id=None, name="Ирина", kind="staff", permissions=frozenset({"exchange.run"}), stores=None)


def drifted(one_c: OneC) -> Reconciliation:
    """Two balances and two prices are otherwise there, and that is unexplained."""
    agree(one_c, STOCKS)
    as_of = ago(0)
    told(one_c, {"g3": {"a": 2}}, price="100")
    stocks = {"g1": {"a": 12, "b": 4}, "g2": {"a": 1}, "g3": {"a": 2}}
    return send(
        one_c,
        stocks=stocks_file(stocks, created_at=as_of),
        prices=prices_file({"g1": "90", "g2": "100", "g3": None}, created_at=as_of),
    )


def repair(run: Reconciliation, run_jobs: RunJobs, way: str = "accept", **chosen: object) -> Repair:
    with unit():
        number = repairing.start(run.pk, way=way, chosen=Chosen(**chosen), actor=IRINA)  # type: ignore[arg-type]
    run_jobs()
    return Repair.objects.get(pk=number)


def test_taking_everything_leaves_no_difference(one_c: OneC, run_jobs: RunJobs) -> None:
    run = drifted(one_c)
    assert causes(run) == {
        "stocks:g1@a": "unexplained",
        "stocks:g2@a": "unexplained",
        "prices:g1": "unexplained",
        "prices:g3": "missing_there",
    }

    done = repair(run, run_jobs)

    assert (done.state, done.total, done.done, done.gone, done.refused) == ("done", 4, 4, 0, 0)
    assert (on_hand("g1", "a"), on_hand("g2", "a"), price_of("g1")) == (12, 1, 90)
    stocks = {"g1": {"a": 12, "b": 4}, "g2": {"a": 1}, "g3": {"a": 2}}
    again = send(one_c, stocks=stocks_file(stocks), prices=prices_file({"g1": "90", "g2": "100", "g3": None}))
    assert causes(again) == {}
    assert [one.action for one in accounts.audit_of(f"reconciliation:{run.pk}")] == ["erp.repair_begun"]


def test_what_has_changed_meanwhile_is_left_alone(one_c: OneC, run_jobs: RunJobs) -> None:
    run = drifted(one_c)
    told(one_c, {"g2": {"a": 5}}, price="100")

    done = repair(run, run_jobs, kind="stocks")

    assert (done.done, done.gone) == (1, 1)
    assert (on_hand("g1", "a"), on_hand("g2", "a")) == (12, 5)
    assert Difference.objects.get(run=run, facts__variant_id=variant("g2"), kind="stocks").state == "gone"


def test_a_repair_can_be_given_back_but_not_over_later_words(one_c: OneC, run_jobs: RunJobs) -> None:
    run = drifted(one_c)
    done = repair(run, run_jobs)
    told(one_c, {"g2": {"a": 6}}, price="100")

    with unit():
        repairing.undo(done.pk, actor=IRINA)
    run_jobs()

    done.refresh_from_db()
    assert (done.state, done.back, done.left) == ("undone", 3, 1)
    assert (on_hand("g1", "a"), on_hand("g2", "a"), price_of("g1")) == (10, 6, 100)


def test_a_repaired_thing_is_repaired_once(one_c: OneC, run_jobs: RunJobs) -> None:
    run = drifted(one_c)
    repair(run, run_jobs)

    with pytest.raises(RepairImpossible), unit():
        repairing.start(run.pk, way="accept", chosen=Chosen(kind="stocks"), actor=IRINA)
    assert Repair.objects.count() == 1


def test_a_repair_that_is_killed_goes_on_where_it_was(one_c: OneC, monkeypatch: pytest.MonkeyPatch) -> None:
    run = drifted(one_c)
    monkeypatch.setattr(repairing, "PIECE", 1)
    with unit():
        number = repairing.start(run.pk, way="accept", chosen=Chosen(kind="stocks"), actor=IRINA)
    with unit():
        repairing._piece(Repair.objects.select_for_update().get(pk=number))
    assert Repair.objects.get(pk=number).done == 1

    repairing.run(number)

    row = Repair.objects.get(pk=number)
    assert (row.state, row.done) == ("done", 2)


def test_the_next_package_is_believed_after_a_repair_though_it_was_told_before(one_c: OneC, run_jobs: RunJobs) -> None:
    """What the node told last is what it says again: it counts, since a repair has overwritten it."""
    run = drifted(one_c)
    repair(run, run_jobs)
    assert on_hand("g1", "a") == 12

    agree(one_c, STOCKS)

    assert (on_hand("g1", "a"), on_hand("g2", "a"), price_of("g1")) == (10, 7, 100)


def test_goods_that_orders_hold_stay_held_when_a_figure_is_taken(one_c: OneC, run_jobs: RunJobs) -> None:
    from tests.partners.erp.reconciliation.test_stocks import order

    run = drifted(one_c)
    order("g1", "a", 3)

    repair(run, run_jobs, ids=(Difference.objects.get(run=run, facts__variant_id=variant("g1"), kind="stocks").pk,))

    balance = stock.explain(variant_id=variant("g1"), location_id=place("a")).balance
    assert (balance.on_hand, balance.reserved, balance.available) == (Decimal(12), 3, 9)
    assert stock.broken_balances() == []
