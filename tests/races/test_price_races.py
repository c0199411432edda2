"""Rivals for one change of prices: workers that put it, people who agree, a plan cancelled as it begins."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connections
from django.db.models import F

from prilavok.base.access import Actor
from prilavok.base.bulk import fetch
from prilavok.base.errors import Refused
from prilavok.base.unit import unit
from prilavok.goods.pricing import api
from prilavok.goods.pricing.models import PlannedPrice, PriceChange, PricePlan, PriceType, Repricing, RepricingStep
from prilavok.goods.pricing.plans.folding import fold_piece
from prilavok.goods.pricing.plans.planning import cancel_plan
from prilavok.goods.pricing.repricing import deciding
from prilavok.goods.pricing.repricing.values import Operation, RepricingDraft, Selection
from prilavok.goods.pricing.values import PriceRow
from tests.goods.pricing.make import make_types, row, set_prices

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
RIVALS = 6
GOODS = 40
ANNA = Actor(person_id=1, name="Анна", kind="staff")


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Threads that leave their database connections closed."""
    with ThreadPoolExecutor(RIVALS) as threads:
        yield threads
        gate = Barrier(RIVALS)

        def leave(_: int) -> None:
            gate.wait(timeout=30)
            connections.close_all()

        list(threads.map(leave, range(RIVALS)))


@pytest.fixture
def repricing_id() -> int:
    """A change of forty prices that is awaited by somebody else."""
    with unit():
        retail = make_types("Розничная")["Розничная"]
        PriceType.objects.update(owner="both")
        set_prices(*(row(number, retail, "100") for number in range(1, GOODS + 1)))
    draft = RepricingDraft(
        title="Сезон",
        reason="Сезон",
        selection=Selection(everything=True),
        base_type=retail,
        price_type=retail,
        operation=Operation.PERCENT,
        value=Decimal(50),
    )
    with unit():
        made = deciding.draft_repricing(draft, actor=ANNA)
        deciding.submit(repricing_id=made, actor=ANNA)
    return made


def together(pool: ThreadPoolExecutor, act: Callable[[int], object]) -> list[bool]:
    """All at once; who was not refused."""
    gate = Barrier(RIVALS)

    def one(number: int) -> bool:
        gate.wait(timeout=30)
        try:
            with unit():
                act(number)
        except Refused:
            return False
        return True

    return list(pool.map(one, range(RIVALS)))


def fold_all() -> None:
    for _ in range(GOODS):
        with unit():
            if not fold_piece():
                return


def test_of_several_people_who_agree_one_does(pool: ThreadPoolExecutor, repricing_id: int) -> None:
    people = [Actor(person_id=2 + number, name=f"Борис {number}", kind="staff") for number in range(RIVALS)]

    agreed = together(pool, lambda number: deciding.approve(repricing_id=repricing_id, actor=people[number]))

    assert sum(agreed) == 1
    assert RepricingStep.objects.filter(what="approved").count() == 1
    assert PricePlan.objects.count() == 1


def test_several_workers_put_it_once(pool: ThreadPoolExecutor, repricing_id: int) -> None:
    with unit():
        deciding.approve(repricing_id=repricing_id, actor=Actor(person_id=2, name="Борис", kind="staff"))

    together(pool, lambda _: deciding.put_piece(repricing_id=repricing_id))
    together(pool, lambda _: fold_piece())

    fold_all()
    told = Repricing.objects.get()
    assert (told.state, told.done_count) == ("applied", GOODS)
    assert PriceChange.objects.filter(source=f"repricing:{repricing_id}").count() == GOODS
    assert RepricingStep.objects.filter(what="applied").count() == 1


def test_looking_first_and_agreeing_after_agrees_several_times(pool: ThreadPoolExecutor, repricing_id: int) -> None:
    """The control: the same rivals without the lock of its row."""
    gate = Barrier(RIVALS)

    def naive(number: int) -> bool:
        with unit():
            ((state,),) = fetch("SELECT state FROM pricing_repricing WHERE id = %s", [repricing_id])
            gate.wait(timeout=30)
            if state != "awaiting":
                return False
            fetch("UPDATE pricing_repricing SET state = 'approved', approved_by = 9 WHERE id = %s", [repricing_id])
            PricePlan.objects.create(source=f"repricing:{repricing_id}:{number}")
            return True

    assert sum(pool.map(naive, range(RIVALS))) > 1
    assert PricePlan.objects.count() > 1


def test_a_plan_is_either_cancelled_or_begun_never_half(pool: ThreadPoolExecutor, repricing_id: int) -> None:
    """Cancelling, folding and a push of the ERP meet at the moment a plan begins."""
    retail = PriceType.objects.get().pk
    with unit():
        plan = PricePlan.objects.create(source="erp:7")
        PlannedPrice.objects.bulk_create(
            PlannedPrice(plan=plan, variant_id=number, price_type_id=retail, amount=120)
            for number in range(1, GOODS + 1)
        )
    PricePlan.objects.update(valid_from=F("created_at"))

    def act(number: int) -> None:
        if number % 3 == 0:
            cancel_plan(plan_id=plan.pk, who="Анна")
        elif number % 3 == 1:
            fold_piece()
        else:
            told = [PriceRow(variant_id=1, price_type_id=retail, amount=Decimal(90 + number))]
            api.set_prices(source=f"erp:{number}", rows=told)

    together(pool, act)
    fold_all()

    assert set(PlannedPrice.objects.values_list("state", flat=True)) == {"done"}
    for variant_id in (1, 2, GOODS):
        lines = list(PriceChange.objects.filter(variant_id=variant_id).order_by("pk"))
        assert [one.before for one in lines[1:]] == [one.after for one in lines[:-1]]
    assert PriceChange.objects.filter(source="erp:7").count() == GOODS
