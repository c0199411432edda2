"""The store's pick list, its cells and its pick-up codes."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prilavok.base.access import Actor
from prilavok.base.unit import unit
from prilavok.goods.pim.values import VariantId
from prilavok.trade.fulfilment import api, rules
from prilavok.trade.fulfilment.errors import PickupCodeLocked, TaskNotOpen, TaskNotReady, TaskUnknown
from prilavok.trade.fulfilment.values import PickLine

WORKER = Actor(person_id=1, name="Пётр", kind="staff")


def lines(*quantities: int) -> list[PickLine]:
    return [
        PickLine(
            variant_id=VariantId(number),
            title=f"Товар {number}",
            article="",
            barcode=f"460{number}",
            quantity=Decimal(quantity),
        )
        for number, quantity in enumerate(quantities, 1)
    ]


def plan(order_id: int = 1, location_id: int = 5, *quantities: int) -> str:
    with unit():
        return api.plan(
            order_id=order_id, number=f"10{order_id}-1", location_id=location_id, lines=lines(*(quantities or (2, 1)))
        )


def finish(order_id: int = 1, **picked: int) -> int:
    found = {VariantId(int(name[1:])): Decimal(number) for name, number in (picked or {"v1": 2, "v2": 1}).items()}
    with unit():
        return api.finish(order_id=order_id, picked=found, actor=WORKER)


@pytest.mark.django_db
def test_task_goes_from_new_to_ready_to_issued() -> None:
    code = plan()
    assert (len(code), code.isdecimal()) == (5, True)
    with unit():
        api.start(order_id=1, actor=WORKER)
    assert finish(v1=2, v2=0) == 1

    (task,) = api.tasks(location_ids=[5], states=["ready"])
    assert [line.picked for line in task.lines] == [2, 0]
    assert (task.cell, task.picker) == (1, "Пётр")
    with unit():
        assert api.check_code(order_id=1, code=f" {code[:2]}-{code[2:]}", actor=WORKER).is_right
        api.hand_over(order_id=1, code=code, actor=WORKER)
    assert api.tasks_of(order_ids=[1])[1].state == "issued"


@pytest.mark.django_db
def test_cell_is_free_again_after_the_issue() -> None:
    codes = [plan(number) for number in (1, 2, 3)]
    assert [finish(number) for number in (1, 2)] == [1, 2]
    with unit():
        api.hand_over(order_id=1, code=codes[0], actor=WORKER)

    assert finish(3) == 1


@pytest.mark.django_db
def test_checked_codes_are_counted_until_the_lock() -> None:
    code = plan()
    finish()
    wrong = "00000" if code != "00000" else "11111"

    lefts = []
    for _ in range(rules.MAX_WRONG_CODES):
        with unit():
            lefts.append(api.check_code(order_id=1, code=wrong, actor=WORKER).attempts_left)

    assert lefts == [4, 3, 2, 1, 0]
    assert api.tasks_of(order_ids=[1])[1].is_locked
    with pytest.raises(PickupCodeLocked), unit():
        api.check_code(order_id=1, code=code, actor=WORKER)
    with unit():
        api.hand_over(order_id=1, code=None, actor=WORKER)


@pytest.mark.django_db
def test_what_is_closed_stays_closed() -> None:
    plan()
    with pytest.raises(TaskNotReady), unit():
        api.hand_over(order_id=1, code="1", actor=WORKER)
    for _ in range(2):
        with unit():
            api.cancel(order_id=1)

    with pytest.raises(TaskNotOpen):
        finish()
    with pytest.raises(TaskNotOpen), unit():
        api.start(order_id=1, actor=WORKER)
    with pytest.raises(TaskUnknown):
        finish(77)
    assert api.tasks_of(order_ids=[1])[1].state == "cancelled"


@pytest.mark.django_db
def test_tasks_are_those_of_the_stores_asked_for() -> None:
    plan(1, 5)
    plan(2, 6)

    assert [task.order_id for task in api.tasks(location_ids=[6], states=["new"])] == [2]
    assert api.tasks(location_ids=[], states=["new"]) == []
    assert len(api.tasks(location_ids=None, states=["new"])) == 2


@given(st.sets(st.integers(1, 30)))
def test_first_free_cell_is_the_smallest(taken: set[int]) -> None:
    free = rules.first_free(sorted(taken))

    assert free not in taken
    assert all(number in taken for number in range(1, free))
