"""A warehouse of an outside system is pointed to another place: balances go along by the ledger."""

import pytest

from prilavok.base.unit import unit
from prilavok.goods.stock import api
from prilavok.goods.stock.errors import LocationUnknown, PlaceBusy, PlaceTaken
from prilavok.goods.stock.pointing.api import point_location, preview_pointing
from prilavok.goods.stock.values import LocationDraft, LocationId
from tests.goods.stock.make import SYSTEM, balance, make_location, put, wants

pytestmark = pytest.mark.django_db


def places() -> tuple[LocationId, LocationId]:
    """The place made for the warehouse "wh", and one that is ours since long."""
    with unit():
        former = make_location("wh", "Склад новый")
        api.upsert_locations(system="other", drafts=[LocationDraft(external_id="ours", title="Магазин на Речной")])
        ours = api.location_ids(system="other", external_ids=["ours"])["ours"]
        put(former, v1=5, v2=3)
        put(ours, v1=2)
    return former, ours


def test_balances_and_figures_to_come_go_to_the_other_place() -> None:
    former, ours = places()
    seen = preview_pointing(system=SYSTEM, external_id="wh", location_id=ours)
    assert (seen.balances, seen.pieces, seen.already_there, seen.refusal) == (2, 8, 2, "")

    with unit():
        assert point_location(system=SYSTEM, external_id="wh", location_id=ours) == 2

    assert (balance(ours, 1), balance(ours, 2)) == ((7, 0, 7), (3, 0, 3))
    assert (balance(former, 1), balance(former, 2)) == ((0, 0, 0), (0, 0, 0))
    assert api.broken_balances() == []
    line = api.explain(variant_id=1, location_id=ours).movements[0]
    assert (line.kind, line.on_hand_delta, line.source) == ("pointed", 5, f"{SYSTEM}:pointed-wh")
    assert api.location_ids(system=SYSTEM, external_ids=["wh"]) == {"wh": ours}
    assert api.locations()[former].is_active is False
    with unit():
        put(ours, v1=6)
    assert balance(ours, 1) == (6, 0, 6)


def test_twice_is_once() -> None:
    _former, ours = places()
    for moved in (2, 0):
        with unit():
            assert point_location(system=SYSTEM, external_id="wh", location_id=ours) == moved

    assert balance(ours, 1) == (7, 0, 7)


def test_nothing_is_moved_away_from_under_an_order() -> None:
    former, ours = places()
    with unit():
        api.reserve(order_id=1, number="1-1", location_id=former, wants=wants(v1=1), hold_for_s=None)

    with pytest.raises(PlaceBusy), unit():
        point_location(system=SYSTEM, external_id="wh", location_id=ours)

    assert preview_pointing(system=SYSTEM, external_id="wh", location_id=ours).refusal
    assert (balance(former, 1), balance(ours, 1)) == ((5, 1, 4), (2, 0, 2))


def test_two_warehouses_of_one_system_are_never_one_place() -> None:
    _former, _ours = places()
    with unit():
        second = make_location("wh-2", "Склад второй")

    with pytest.raises(PlaceTaken), unit():
        point_location(system=SYSTEM, external_id="wh", location_id=second)


def test_unknown_places() -> None:
    with pytest.raises(LocationUnknown):
        preview_pointing(system=SYSTEM, external_id="nowhere", location_id=1)
