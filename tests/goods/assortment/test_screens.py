"""The screens of the assortment."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.models import Person
from prilavok.foundation.accounts.values import Grant
from prilavok.goods.assortment import following
from prilavok.goods.assortment.models import Edit, Rule
from tests.goods.assortment.make import make_store
from tests.goods.pim.make import make_product, make_variant

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> tuple[int, int]:
    """A product and a store of a region."""
    with unit():
        made = make_product("P1", article="ART-1")
        make_variant("P1", "P1#1")
        following.learn([made])
        return made, make_store("s1", "Казань", "volga")


def client_of(role: str, stores: frozenset[int] | None = None) -> Client:
    with unit():
        person_id = accounts.create_staff("anna", "a long password 7", "Анна", [Grant(role=role, stores=stores)])
    client = Client()
    client.force_login(Person.objects.get(pk=person_id))
    return client


def test_goods_are_taken_out_of_a_region_and_given_back(shop) -> None:
    client = client_of("content_manager")
    assert "ART-1" in client.get("/office/assortment/?open=volga").content.decode()

    drafted = client.post(
        "/office/assortment/draft/",
        {"product": shop[0], "place": ["region:volga", f"store:{shop[1]}"], "status": "excluded", "note": "сертификат"},
    )
    preview = client.get(drafted["Location"]).content.decode()
    assert "Изменятся 2 ячейки" in preview
    assert not Rule.objects.exists()

    edit_id = Edit.objects.get().pk
    client.post(f"/office/assortment/edits/{edit_id}/apply/")
    assert Rule.objects.count() == 2
    assert "сертификат" in client.get(f"/office/assortment/goods/{shop[0]}/").content.decode()
    assert "не продаётся" in client.get("/office/assortment/?open=volga").content.decode()

    client.post(f"/office/assortment/edits/{edit_id}/undo/")
    assert not Rule.objects.exists()


def test_all_goods_found_are_one_edit(shop) -> None:
    client = client_of("content_manager")

    client.post(
        "/office/assortment/draft/",
        {"all_found": "1", "q": "ART", "place": ["chain:"], "status": "core", "over": "site"},
    )

    assert Edit.objects.get().counts["goods"] == 1


def test_a_rule_for_a_brand_is_made_and_taken_away(shop) -> None:
    client = client_of("content_manager")
    client.post(
        "/office/assortment/rules/draft/",
        {"scope": "brand", "brand": " Север ", "place": "chain:", "status": "withdrawn"},
    )
    client.post(f"/office/assortment/edits/{Edit.objects.get().pk}/apply/")
    rule = Rule.objects.get()
    assert (rule.brand, rule.goods_title) == ("север", "Север")
    assert "Бренд «Север»" in client.get("/office/assortment/rules/").content.decode()

    client.post("/office/assortment/rules/draft/", {"drop": rule.pk})
    client.post(f"/office/assortment/edits/{Edit.objects.latest('pk').pk}/apply/")

    assert not Rule.objects.exists()


def test_a_table_with_troubles_is_not_loaded_until_they_are_left_out(shop) -> None:
    client = client_of("content_manager")
    text = "Товар;Место;Статус\nART-1;сеть;пробный\nНЕТ;сеть;пробный\n".encode()

    refused = client.post("/office/assortment/table/load/", {"table": SimpleUploadedFile("t.csv", text)})
    assert refused.status_code == 422
    assert "НЕТ" in refused.content.decode()
    assert not Edit.objects.exists()

    client.post("/office/assortment/table/load/", {"table": SimpleUploadedFile("t.csv", text), "skip": "1"})
    assert Edit.objects.get().counts["cells"] == 1


@pytest.mark.parametrize("form", ["", "?format=xlsx"])
def test_the_rules_go_out_as_a_table(shop, form: str) -> None:
    response = client_of("content_manager").get(f"/office/assortment/table/{form}")

    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]


def test_a_person_of_one_store_may_look_but_not_decide(shop) -> None:
    client = client_of("content_manager", frozenset({shop[1]}))

    assert client.get("/office/assortment/").status_code == 200
    answer = client.post("/office/assortment/draft/", {"product": shop[0], "place": ["chain:"], "status": "excluded"})

    assert answer.status_code == 403
    assert not Edit.objects.exists()


def test_empty_screens_say_what_to_do(db: None) -> None:
    client = client_of("content_manager")

    assert "Товары придут с обменом" in client.get("/office/assortment/").content.decode()
    assert "Изменений ещё не было" in client.get("/office/assortment/edits/").content.decode()
    assert "Всё продаётся везде" in client.get("/office/assortment/rules/").content.decode()
