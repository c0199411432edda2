"""Ways in which shops oversell, each barred: lines that share a good, moved reservations, side doors of the staff."""

from decimal import Decimal

import pytest

from prilavok.goods.stock import api
from prilavok.goods.stock.errors import AlreadyHeld, NotEnough, NothingHeld
from prilavok.goods.stock.models import Hold, Movement
from prilavok.goods.stock.values import Want
from tests.goods.stock.make import balance, make_location, put, wants


@pytest.fixture
def store(in_unit) -> int:
    location_id = make_location("a", "Лесная")
    put(location_id, v1=5, v2=5)
    return location_id


@pytest.fixture
def other(store) -> int:
    location_id = make_location("b", "Речная")
    put(location_id, v1=2, v2=50)
    return location_id


def reserve(order_id: int, place: int, asked: list[Want]) -> None:
    api.reserve(order_id=order_id, location_id=place, wants=asked, hold_for_s=600)


def test_what_other_stores_have_is_not_reserved_here(store, other):
    with pytest.raises(NotEnough):
        reserve(7, store, wants(v2=6))

    assert (balance(store, 2), balance(other, 2)) == ((5, 0, 5), (50, 0, 50))


def test_a_good_and_a_set_that_holds_it_are_added_up(store):
    """A basket of three cups and a tea set of three cups and a pot wants six cups."""
    alone, of_the_set = wants(v1=3), wants(v1=3, v2=1)

    with pytest.raises(NotEnough) as refused:
        reserve(7, store, alone + of_the_set)

    assert [(one.variant_id, one.wanted, one.available) for one in refused.value.short] == [(1, 6, 5)]
    assert (balance(store, 1), balance(store, 2)) == ((5, 0, 5), (5, 0, 5))


def test_a_corrected_order_adds_its_lines_up_too(store):
    reserve(7, store, wants(v1=2))

    with pytest.raises(NotEnough):
        api.change_hold(order_id=7, wants=wants(v1=3) + wants(v1=3))
    api.change_hold(order_id=7, wants=wants(v1=2) + wants(v1=3))

    assert balance(store, 1) == (5, 5, 0)


def test_a_hold_moves_only_to_where_there_is_enough(store, other):
    reserve(7, store, wants(v1=4))

    with pytest.raises(AlreadyHeld):
        reserve(7, other, wants(v1=4))
    api.release(order_id=7, reason="to the other store")
    with pytest.raises(NotEnough):
        reserve(7, other, wants(v1=4))
    assert (balance(store, 1), balance(other, 1)) == ((5, 0, 5), (2, 0, 2))

    reserve(7, other, wants(v1=2))
    assert (balance(store, 1), balance(other, 1)) == ((5, 0, 5), (2, 2, 0))


def test_whoever_corrects_or_issues_an_order_uses_the_place_of_its_hold(store, other):
    reserve(7, store, wants(v1=3))

    api.change_hold(order_id=7, wants=wants(v1=2))
    api.issue(order_id=7)

    assert (balance(store, 1), balance(other, 1)) == ((3, 0, 3), (2, 0, 2))
    assert set(Movement.objects.filter(order_id=7).values_list("location_id", flat=True)) == {store}
    with pytest.raises(NothingHeld):
        api.change_hold(order_id=7, wants=wants(v1=1))


def test_fractions_are_held_to_the_gram(store):
    asked = [Want(variant_id=1, quantity=Decimal("2.501")), Want(variant_id=1, quantity=Decimal("2.500"))]

    with pytest.raises(NotEnough):
        reserve(7, store, asked)

    assert Hold.objects.count() == 0
