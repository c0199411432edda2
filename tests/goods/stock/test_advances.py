"""Goods are ordered before they have come: never more than is expected, and what comes is theirs."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import localdate

from prilavok.base.unit import unit
from prilavok.goods.stock import api
from prilavok.goods.stock.advances import api as advances
from prilavok.goods.stock.advances.values import Ahead
from prilavok.goods.stock.errors import NotEnough
from prilavok.goods.stock.models import Advance, Arrival, Movement
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.transfers.values import ForOrder
from prilavok.goods.stock.values import ArrivalDraft, LocationId, VariantId
from tests.goods.stock.make import balance, make_location, put, wants

pytestmark = pytest.mark.django_db
SYSTEM = "erp.test"
SOON, LATER = localdate() + timedelta(days=3), localdate() + timedelta(days=9)


@pytest.fixture(autouse=True)
def _sums_hold():
    yield
    assert api.broken_balances() == []
    assert advances.broken_promises() == []


@pytest.fixture
def store() -> LocationId:
    with unit():
        place = make_location()
        put(place, v1=0, v2=0)
        expect(place, 5)
    return place


def expect(place: LocationId, quantity: int, day: date = SOON, *, document: str = "PT-1", **more: object) -> None:
    said: dict[str, object] = {"revision": 1, "variant_id": 1, **more}
    draft = ArrivalDraft(
        document=document,
        location_id=place,
        expected_on=day,
        quantity=Decimal(quantity),
        **said,  # type: ignore[arg-type]
    )
    api.take_arrivals(system=SYSTEM, source="erp.test:1", drafts=[draft])


def order(place: LocationId, order_id: int, quantity: int, *, until: date = SOON, lying: int = 0) -> None:
    """So many ahead, and so many more that lie there."""
    with unit():
        transfers.reserve_and_bring(
            order=ForOrder(order_id=order_id, number=str(order_id), location_id=place, hold_for_s=60),
            here=wants(v1=quantity + lying),
            brings=[],
            ahead=[Ahead(location_id=place, variant_id=VariantId(1), quantity=Decimal(quantity), until=until)],
        )


def left() -> list[int]:
    return [int(one.free) for one in advances.coming([1]).get(VariantId(1), ())]


def state(order_id: int) -> list[str]:
    return list(Advance.objects.filter(order_id=order_id).order_by("pk").values_list("state", flat=True))


def test_no_more_is_ordered_ahead_than_is_expected(store: LocationId) -> None:
    order(store, 1, 3)

    assert (left(), balance(store)) == ([2], (0, 3, 0))
    with pytest.raises(NotEnough) as refused:
        order(store, 2, 3)
    assert [(one.wanted, one.available) for one in refused.value.short] == [(3, 2)]
    assert (left(), balance(store), Movement.objects.filter(order_id=2).count()) == ([2], (0, 3, 0), 0)


def test_the_soonest_arrival_serves_first_and_none_after_the_day_agreed(store: LocationId) -> None:
    with unit():
        expect(store, 4, LATER, document="PT-2")

    with pytest.raises(NotEnough):
        order(store, 1, 6)
    order(store, 2, 6, until=LATER)

    assert left() == [3]
    assert sorted(Advance.objects.values_list("expected_on", "quantity")) == [(SOON, 5), (LATER, 1)]


def test_what_comes_belongs_to_those_who_ordered_ahead(store: LocationId) -> None:
    order(store, 1, 3)

    with unit():
        put(store, v1=2)
    assert (balance(store), state(1)) == ((2, 3, 0), ["waiting"])
    with unit():
        put(store, v1=5)

    assert (balance(store), state(1)) == ((5, 3, 2), ["came"])
    with unit(), pytest.raises(NotEnough):
        api.reserve(order_id=9, location_id=store, wants=wants(v1=3), hold_for_s=60)


def test_who_ordered_first_is_served_first(store: LocationId) -> None:
    order(store, 1, 2)
    order(store, 2, 2)

    with unit():
        put(store, v1=3)

    assert (state(1), state(2)) == (["came"], ["waiting"])


def test_what_is_called_off_may_be_ordered_again_but_not_what_came(store: LocationId) -> None:
    order(store, 1, 3)
    order(store, 2, 2)
    with unit():
        api.release(order_id=1, reason="changed my mind")
    assert (left(), state(1), balance(store)) == ([3], ["ended"], (0, 2, 0))

    with unit():
        put(store, v1=2)
        api.release(order_id=2, reason="changed my mind")

    assert (left(), state(2), balance(store)) == ([3], ["came"], (2, 0, 2))


def test_an_order_that_wants_less_waits_for_less(store: LocationId) -> None:
    order(store, 1, 4)
    with unit():
        api.change_hold(order_id=1, wants=wants(v1=1))

    assert (left(), balance(store)) == ([4], (0, 1, 0))


def test_what_lies_there_is_taken_with_what_is_expected(store: LocationId) -> None:
    with unit():
        put(store, v1=2)

    order(store, 1, 3, lying=2)

    assert (balance(store), left()) == ((2, 5, 0), [2])
    with pytest.raises(NotEnough):
        order(store, 2, 1, lying=1)


def test_what_the_place_owes_is_paid_before_anybody_orders_ahead(store: LocationId) -> None:
    with unit():
        put(store, v1=-2)

    assert left() == [3]


def test_late_unplaced_and_uncounted_arrivals_promise_nothing(store: LocationId) -> None:
    with unit():
        expect(store, 5, localdate() - timedelta(days=1), revision=2)
        unplaced = ArrivalDraft(
            document="PT-3", variant_id=1, location_id=None, expected_on=SOON, quantity=Decimal(5), revision=1
        )
        uncounted = ArrivalDraft(
            document="PT-4", variant_id=1, location_id=store, expected_on=SOON, quantity=None, revision=1
        )
        api.take_arrivals(system=SYSTEM, source="erp.test:2", drafts=[unplaced, uncounted])

    assert left() == []


def test_the_order_hears_of_another_day_of_fewer_pieces_and_of_none(store: LocationId) -> None:
    order(store, 1, 3)
    order(store, 2, 2)

    with unit():
        expect(store, 4, LATER, revision=2)
    assert list(Advance.objects.order_by("pk").values_list("expected_on", "doubt")) == [(LATER, ""), (LATER, "too_few")]
    assert Arrival.objects.values_list("promised", flat=True).get() == 5
    with unit():
        expect(store, 4, LATER, revision=3, state="cancelled")

    assert set(Advance.objects.values_list("doubt", flat=True)) == {"cancelled"}
    assert balance(store) == (0, 5, 0)


def test_a_hold_ahead_does_not_run_out_of_time(store: LocationId) -> None:
    with unit():
        transfers.reserve_and_bring(
            order=ForOrder(order_id=1, number="1", location_id=store, hold_for_s=0),
            here=wants(v1=1),
            brings=[],
            ahead=[Ahead(location_id=store, variant_id=VariantId(1), quantity=Decimal(1), until=SOON)],
        )

    with unit():
        assert api.expire_due() == []
        put(store, v1=1)
    with unit():
        assert api.expire_due() == [1]
