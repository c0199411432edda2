"""Regions: a directory of cities, with exceptions for single stores."""

import pytest
from django.test import Client
from django.urls import reverse

from prilavok.base.models import EventRow
from prilavok.base.unit import UnitMissing, unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.models import Person
from prilavok.foundation.accounts.values import Grant
from prilavok.goods.stock import api
from prilavok.goods.stock.errors import LocationUnknown, RegionInUse, RegionUnknown
from prilavok.goods.stock.models import RegionCity
from prilavok.goods.stock.regions import arranging, directory
from prilavok.goods.stock.values import LocationEdit
from tests.goods.stock.make import make_location


@pytest.fixture
def store(in_unit) -> int:
    api.keep_region(code="north", title="Север")
    api.keep_region(code="south", title="Юг")
    location_id = make_location()
    api.describe_location(LocationEdit(location_id=location_id, city="Мурманск"))
    return location_id


def test_a_store_belongs_to_the_region_of_its_city_unless_put_elsewhere(store):
    assert (api.region_of(location_id=store), directory.cities_without_region()) == ("", ["Мурманск"])

    assert api.move_city(city="мурманск", region="north")
    assert (api.region_of(location_id=store), api.region_of(city=" МУРМАНСК ")) == ("north", "north")
    assert api.move_place(location_id=store, region="south")
    assert (api.region_of(location_id=store), api.region_of(city="Мурманск")) == ("south", "north")
    assert api.locations()[store].region == "south"
    assert {one.code: (one.cities, one.places) for one in api.regions()} == {
        "north": (("мурманск",), ()),
        "south": ((), (store,)),
    }
    assert api.move_place(location_id=store, region="")
    assert api.regions_of(location_ids=[store]) == {store: "north"}


def test_a_city_moves_and_whose_stores_moved_is_announced_once(store):
    api.move_city(city="Мурманск", region="north")
    told = EventRow.objects.filter(name="stock.locations_changed").count()

    assert not api.move_city(city="Мурманск", region="north")
    assert EventRow.objects.filter(name="stock.locations_changed").count() == told
    assert api.move_city(city="Мурманск", region="south")

    assert RegionCity.objects.count() == 1
    assert EventRow.objects.filter(name="stock.locations_changed").last().payload == {"location_ids": [store]}
    assert api.region_of(city="Мурманск") == "south"
    assert api.region_of(city="Атлантида") == api.region_of() == ""


def test_a_region_in_use_is_not_taken_away_and_unknown_ones_are_refused(store):
    api.move_city(city="Мурманск", region="north")

    with pytest.raises(RegionInUse):
        arranging.drop_region(code="north")
    with pytest.raises(RegionUnknown):
        api.move_city(city="Мурманск", region="west")
    with pytest.raises(RegionUnknown):
        arranging.drop_region(code="west")
    with pytest.raises(LocationUnknown):
        api.move_place(location_id=store + 1, region="north")
    assert api.region_of(city="Мурманск") == "north"
    arranging.drop_region(code="south")
    assert [one.code for one in api.regions()] == ["north"]


def test_regions_are_written_in_a_unit():
    with pytest.raises(UnitMissing):
        api.keep_region(code="north", title="Север")


@pytest.fixture
def enter(db):
    def with_scope(stores: frozenset[int] | None) -> Client:
        with unit():
            accounts.ensure_role("places", "Места", ["office.enter", "stock.view", "stock.edit"])
            grants = [Grant(role="places", stores=stores)]
            person_id = accounts.create_staff("places", "a long password 7", "Места", grants)
        client = Client()
        client.force_login(Person.objects.get(pk=person_id))
        return client

    return with_scope


def send(client: Client, name: str, *args: str, **form: object) -> int:
    return client.post(reverse(f"stock:{name}", args=args), form, follow=True).status_code


def test_the_office_arranges_regions_and_the_deeds_are_written_down(enter):
    with unit():
        store = make_location()
        api.describe_location(LocationEdit(location_id=store, city="Вологда"))
    client = enter(None)

    page = client.get(reverse("stock:regions")).content.decode()
    assert "У этих городов нет региона" in page
    assert send(client, "keep_region", code="volga", title="Волга") == 200
    assert send(client, "keep_region", code="volga", title="Верхняя Волга") == 200
    assert send(client, "arrange_cities", city=["Вологда"], region=["volga"]) == 200
    assert api.region_of(location_id=store) == "volga"
    send(client, "drop_region", "volga")
    assert [one.title for one in api.regions()] == ["Верхняя Волга"]
    send(client, "keep_region", code="far", title="Даль")
    send(client, "move_place", place=store, region="far")
    assert api.region_of(location_id=store) == "far"
    assert send(client, "keep_region", code="нет латиницы", title="") == 200

    deeds = [line.action for line in accounts.audit_of("stock:regions")]
    assert deeds.count("stock.region_kept") == 3
    assert "stock.cities_arranged" in deeds
    assert [line.action for line in accounts.audit_of(f"location:{store}")] == ["stock.place_moved"]


def test_who_sees_one_store_does_not_arrange_the_chain(enter):
    with unit():
        store = make_location()
    client = enter(frozenset({store}))

    assert client.get(reverse("stock:regions")).status_code == 200
    assert send(client, "keep_region", code="north", title="Север") == 403
    assert api.regions() == ()
