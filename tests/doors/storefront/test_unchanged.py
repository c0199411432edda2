"""A page is proven only while all that it was made of is as it was, and only when all of that is known."""

from collections.abc import Callable
from datetime import date

import pytest

from prilavok.base.bulk import fetch, fetch_often
from prilavok.base.models import EventRow
from prilavok.doors.storefront import memory, unchanged

COUNT = "SELECT count(*) FROM base_eventrow"

pytestmark = pytest.mark.django_db


class Shop:
    """A page of one question, one thing of the memory and the hour."""

    def __init__(self) -> None:
        self.kept = "ложка"
        self.hour = 12

    def made(self, more: Callable[[], object] = lambda: None) -> Callable[[], bool] | None:
        with unchanged.noting(lambda: self.hour) as made:
            memory.kept("goods", 60, lambda: self.kept)
            fetch_often(COUNT)
            more()
        return made.proof()


def test_a_page_is_as_it_was_until_anything_of_it_changes() -> None:
    shop = Shop()

    def proof() -> Callable[[], bool]:
        found = shop.made()
        assert found is not None
        assert found()
        return found

    asked, kept, hour = proof(), proof(), proof()
    EventRow.objects.create(name="one", subject="", payload={})
    assert not asked()

    kept = proof()
    shop.kept = "вилка"
    memory.forget()
    assert not kept()
    shop.kept = "ложка"
    memory.forget()

    hour = proof()
    shop.hour = 13
    assert not hour()
    shop.hour = 12
    assert hour()


def test_nothing_is_proven_of_what_was_asked_past_us() -> None:
    assert Shop().made(lambda: fetch("SELECT 1")) is None


def test_what_the_memory_asks_for_itself_is_no_part_of_the_page() -> None:
    shop = Shop()
    proof = shop.made(lambda: memory.kept("more", 60, lambda: fetch("SELECT 1")))
    assert proof is not None
    assert proof()
    memory._kept.pop("more")
    assert not proof(), "but what it keeps is"


def test_another_process_asks_by_its_own_memory() -> None:
    def told() -> bytes:
        with unchanged.noting(lambda: 12) as page:
            memory.kept(("goods", 1, ("a",)), 60, lambda: {"spoon": ["wood", "steel"]})
            fetch_often(COUNT)
        proof = page.proof()
        assert proof is not None
        found = proof.told()
        assert found is not None
        return found

    def read(hour: int = 12) -> Callable[[], bool] | None:
        return unchanged.read(said, lambda: hour)

    said = told()
    memory.forget()
    assert read() is None, "that process has not looked at it yet"
    memory.kept(("goods", 1, ("a",)), 60, lambda: {"spoon": ["wo" + "od", "steel"]})
    assert read(hour=13) is None
    found = read()
    assert found is not None
    assert found()
    EventRow.objects.create(name="one", subject="", payload={})
    assert not found()

    memory.forget()
    memory.kept(("goods", 1, ("a",)), 60, lambda: {"spoon": ["wood"]})
    assert read() is None, "there it is something else"


def test_a_question_with_values_that_cannot_be_told_is_nobody_elses() -> None:
    with unchanged.noting(lambda: 12) as page:
        fetch_often("SELECT %s::date", [date(2026, 11, 23)])
    proof = page.proof()
    assert proof is not None
    assert proof()
    assert proof.told() is None
