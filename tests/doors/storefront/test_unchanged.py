"""A page is proven only while all that it was made of is as it was, and only when all of that is known."""

from collections.abc import Callable

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
