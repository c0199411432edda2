"""Random drift: every difference is found with exactly its cause, and after a repair there is none."""

import random
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prilavok.base.unit import unit
from prilavok.goods.stock import api as stock
from prilavok.partners.erp.models import Difference
from prilavok.partners.erp.reconciliation import repairing
from prilavok.partners.erp.reconciliation.causes import Event, Part, StockCase, adding_up, of_stock
from prilavok.partners.erp.reconciliation.values import CAUSES, Chosen
from tests.jobs import RunJobs
from tests.partners.erp.reconciliation.make import ago, agree, causes, sell, send, stocks_file, told
from tests.partners.erp.reconciliation.test_repairs import IRINA
from tests.partners.erp.reconciliation.test_stocks import say
from tests.protocols.client import OneC

AMOUNTS = st.integers(-20, 20).map(Decimal)
PARTS = st.lists(st.tuples(st.sampled_from(CAUSES), AMOUNTS), max_size=6)
CALM = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)


def made(parts: list[tuple[str, Decimal]]) -> list[Part]:
    return [Part(cause=cause, what="sold", amount=amount) for cause, amount in parts]


@CALM
@given(AMOUNTS, PARTS)
def test_an_explanation_adds_up_to_the_difference(difference: Decimal, told: list[tuple[str, Decimal]]) -> None:
    parts = made(told)
    found = adding_up(difference, parts)

    assert not found or sum(one.amount for one in found) == difference
    assert all(one in parts for one in found)


@CALM
@given(AMOUNTS.filter(bool), PARTS)
def test_a_part_that_is_the_difference_explains_it_alone(difference: Decimal, told: list[tuple[str, Decimal]]) -> None:
    whole = Part(cause="late", what="newer_here", amount=difference)

    assert len(adding_up(difference, [whole, *made(told)])) == 1


@CALM
@given(st.integers(0, 50), st.integers(0, 50), st.booleans(), st.booleans())
def test_the_cause_does_not_hang_on_the_unit_of_counting(said: int, ours: int, moved: bool, fresh: bool) -> None:
    """Ten times as much everywhere has the same cause."""

    def cause(times: int) -> str:
        case = StockCase(
            said=Decimal(said * times),
            on_hand=Decimal(ours * times),
            expected=Decimal(said * times),
            is_free=False,
            last_said=Decimal(ours * times),
            since=(Event(what="told", amount=Decimal(3 * times)),) if moved else (),
        )
        return of_stock(case).cause

    assert cause(1) == cause(10)


KINDS_OF_DRIFT = ("", "changed_here", "both_changed", "unexplained", "missing_there", "till_unsynced", "late")


def drift(dice: random.Random, key: str, at: dict[str, int], number: int) -> tuple[str, dict[str, int] | None]:
    """Drift of some kind: its cause, and what the picture says of the goods (None: it leaves them out)."""
    cause, more, says = dice.choice(KINDS_OF_DRIFT), dice.randrange(1, 9), dict(at)
    if cause in ("changed_here", "both_changed"):
        say(key, "a", at["a"] + more, "table:1")
    if cause == "till_unsynced":
        sell(key, "a", more, number + 1)
    if cause in ("both_changed", "till_unsynced"):
        says["a"] -= more
    if cause == "unexplained":
        says["a"] += more
    return cause, None if cause == "missing_there" else says


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_drift_is_found_with_its_cause_and_repaired_to_nothing(
    one_c: OneC, run_jobs: RunJobs, seed: int
) -> None:
    dice = random.Random(seed)
    base = {f"g{number}": {"a": dice.randrange(10, 40)} for number in range(14)}
    agree(one_c, base)
    drifted = {key: drift(dice, key, at, number) for number, (key, at) in enumerate(base.items())}
    picture = {key: says for key, (_, says) in drifted.items() if says is not None}
    late = {key: {"a": base[key]["a"] + 5} for key, (cause, _) in drifted.items() if cause == "late"}
    as_of = ago(0)
    told(one_c, late or {"g99": {"a": 1}})

    run = send(one_c, stocks=stocks_file(picture, created_at=as_of, places=["a"]))
    assert causes(run) == {f"stocks:{key}@a": cause for key, (cause, _) in drifted.items() if cause}

    with unit():
        repairing.start(run.pk, way="accept", chosen=Chosen(), actor=IRINA)
    run_jobs()
    assert set(Difference.objects.filter(run=run, state="open").values_list("cause", flat=True)) <= {"late"}
    assert causes(send(one_c, stocks=stocks_file({**picture, **late}, places=["a"]))) == {}
    assert stock.broken_balances() == []
