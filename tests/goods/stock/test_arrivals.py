"""What is expected is told once, newer over older; a whole list closes what it does not name."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import localdate

from prilavok.goods.stock import api
from prilavok.goods.stock.models import Arrival
from prilavok.goods.stock.values import ArrivalDraft, Outcome, VariantId
from tests.goods.stock.make import make_location

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_unit")]
SYSTEM = "erp.test"
SOON = localdate() + timedelta(days=2)


def told(document: str = "PT-1", *, revision: int = 1, **more: object) -> ArrivalDraft:
    said: dict[str, object] = {
        "variant_id": 1,
        "location_id": None,
        "expected_on": SOON,
        "quantity": Decimal(12),
        **more,
    }
    return ArrivalDraft(document=document, revision=revision, **said)  # type: ignore[arg-type]


def take(*drafts: ArrivalDraft, snapshot: int | None = None) -> tuple[Outcome, ...]:
    done = api.take_arrivals(system=SYSTEM, source="erp.test:1", drafts=drafts, snapshot=snapshot)
    if snapshot is not None:
        api.close_absent_arrivals(system=SYSTEM, snapshot=snapshot, source="erp.test:1")
    return done


def waits() -> list[str]:
    return [one.document for one in api.expected(variant_ids=[1]).get(VariantId(1), ())]


def test_what_is_expected_is_shown_with_its_place() -> None:
    place = make_location("w1", "Склад Шушары")

    assert take(told(location_id=place), told(location_id=place)) == (Outcome.CREATED, Outcome.UNCHANGED)

    (one,) = api.expected(variant_ids=[1, 2])[VariantId(1)]
    assert one.location is not None
    assert (one.location.title, one.expected_on, one.quantity, one.is_late) == (
        "Склад Шушары",
        SOON,
        Decimal(12),
        False,
    )


def test_what_arrived_or_was_cancelled_waits_no_more() -> None:
    take(told("a"), told("b"), told("c"))

    take(told("a", revision=2, state="arrived"), told("b", revision=2, state="cancelled"))

    assert waits() == ["c"]


def test_an_older_word_changes_nothing() -> None:
    take(told(revision=5))

    assert take(told(revision=4, quantity=Decimal(1))) == (Outcome.STALE,)
    assert take(told(revision=5, quantity=Decimal(1))) == (Outcome.DIFFERS,)
    assert Arrival.objects.get().quantity == Decimal(12)


def test_a_whole_list_closes_what_it_does_not_name_and_an_older_list_brings_nothing_back() -> None:
    take(told("a", revision=41), told("b", revision=41), snapshot=41)

    take(told("a", revision=43), snapshot=43)
    assert waits() == ["a"]
    assert take(told("b", revision=42), told("new", revision=42), snapshot=42) == (Outcome.STALE, Outcome.STALE)
    assert waits() == ["a"]
    take(told("a", revision=44), told("b", revision=44), snapshot=44)
    assert waits() == ["a", "b"]


def test_a_day_told_by_a_card_is_not_closed_by_a_list() -> None:
    take(told("", quantity=None))

    take(snapshot=50)

    assert waits() == [""]


def test_buyers_are_not_promised_what_is_late() -> None:
    take(told("late", expected_on=localdate() - timedelta(days=1)), told("soon"))

    shown = api.expected(variant_ids=[1], since=localdate())[VariantId(1)]

    assert [one.document for one in shown] == ["soon"]
    assert [one.is_late for one in api.expected(variant_ids=[1])[VariantId(1)]] == [True, False]
