"""Bundles in the office: made, changed, put on sale and taken off by plain forms."""

from decimal import Decimal

import pytest
from django.test import Client

from prilavok.base.money import Money
from prilavok.base.unit import unit
from prilavok.design.formats import money
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.models import Person
from prilavok.foundation.accounts.values import Grant
from prilavok.goods.bundles import api
from prilavok.goods.bundles.values import BundleView, State
from prilavok.goods.pricing import api as pricing
from tests.trade.oms.make import Chain, make_chain, set_prices

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(db: None) -> Chain:
    return make_chain()


@pytest.fixture
def office(db: None) -> Client:
    with unit():
        person_id = accounts.create_staff(
            "vera", "a long password 7", "Вера", [Grant(role="content_manager", stores=None)]
        )
    client = Client()
    client.force_login(Person.objects.get(pk=person_id))
    return client


def only() -> BundleView:
    (view,) = api.bundles().values()
    return view


def test_a_bundle_is_gathered_saved_put_on_sale_and_taken_off(chain: Chain, office: Client) -> None:
    table, chair, _ = chain.goods
    typed = {"title": "Обеденная группа", "by": "percent", "value": "10", "part": [table], f"count-{table}": "1"}

    found = office.post("/office/bundles/new/", {**typed, "find": "Лопата", "look": "1"}).content.decode()
    assert f'name="add" value="{chair}"' in found
    assert f'name="add" value="{table}"' not in found
    added = office.post("/office/bundles/new/", {**typed, "add": chair}).content.decode()
    assert f'name="count-{chair}"' in added
    assert api.bundles() == {}

    whole = {**typed, "part": [table, chair], f"count-{chair}": "6", "save": "1"}
    office.post("/office/bundles/new/", whole)
    assert (only().state, [part.quantity for part in only().parts]) == (State.DRAFT, [1, 6])

    address = f"/office/bundles/{only().bundle_id}/"
    office.post(f"{address}publish/")
    assert only().is_sold
    assert money(Money(Decimal("1442.70"))) in office.get("/office/bundles/").content.decode()

    office.post(address, {**whole, f"count-{chair}": "2", "value": "0"})
    assert pricing.prices(variant_ids=[only().variant_id])[only().variant_id].price.amount == Decimal("601.00")

    office.post(f"{address}end/")
    assert only().state == State.ENDED


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(chain: Chain, office: Client) -> None:
    table = chain.goods[0]
    typed = {"title": "Один стол", "by": "own", "value": "5", "part": [table], f"count-{table}": "1", "save": "1"}

    refused = office.post("/office/bundles/new/", typed)

    assert refused.status_code == 422
    assert "Один стол" in refused.content.decode()
    assert "не меньше двух предметов" in refused.content.decode()
    assert api.bundles() == {}

    office.post("/office/bundles/new/", {**typed, f"count-{table}": "2"})
    with unit():
        set_prices({table: "0"})
    office.post(f"/office/bundles/{only().bundle_id}/publish/")
    assert only().state == State.DRAFT
    assert "нет цены" in office.get("/office/bundles/").content.decode()
