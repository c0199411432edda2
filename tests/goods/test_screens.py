"""The office's screens of goods: found, explained, edited, each deed in the audit."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.models import Person
from prilavok.foundation.accounts.values import Grant
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import CategoryDraft
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.values import PriceRow, PriceTypeDraft
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.safety import keeping
from tests.goods.pim.make import SYSTEM, make_picture, make_product, make_variant
from tests.goods.stock.make import make_location, put, wants

pytestmark = pytest.mark.django_db


class Shop:
    """A product with two variants, one of them not for sale, in two stores."""

    def __init__(self) -> None:
        with unit():
            pim.upsert_categories(system=SYSTEM, drafts=[CategoryDraft(external_id="C", title="Инструмент")])
            self.axe = make_product("P1", "Топор <b>", article="ТП-1", category_external_ids=("C",))
            self.saw = make_product("P2", "Пила")
            self.variant = make_variant("P1", "P1#1", features=(("Цвет", "красный"),), barcodes=("4600",))
            self.unpriced = make_variant("P2", "P2#1")
            self.store, self.other = make_location("a", "Лесная"), make_location("b", "Речная")
            put(self.store, **{f"v{self.variant}": 10})
            put(self.other, **{f"v{self.variant}": 4})
            pricing.upsert_price_types(
                system=SYSTEM,
                drafts=[
                    PriceTypeDraft(external_id="r", title="Розничная"),
                    PriceTypeDraft(external_id="w", title="Опт"),
                ],
            )
            self.types = pricing.price_type_ids(system=SYSTEM, external_ids=["r", "w"])
            row = PriceRow(variant_id=self.variant, price_type_id=self.types["r"], amount=Decimal(1990))
            pricing.set_prices(source="package:7", rows=[row])


@pytest.fixture
def shop(db) -> Shop:
    return Shop()


@pytest.fixture
def enter(db):
    def as_role(role: str, stores: frozenset[int] | None = None) -> Client:
        with unit():
            person_id = accounts.create_staff(role, "a long password 7", role, [Grant(role=role, stores=stores)])
        client = Client()
        client.force_login(Person.objects.get(pk=person_id))
        return client

    return as_role


def page(client: Client, name: str, *args: object, status: int = 200, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == status
    return answer.content.decode()


def test_goods_are_found_and_filtered(shop, enter):
    client = enter("operator")

    assert "Топор &lt;b&gt;" in page(client, "stock:goods", q="4600")
    assert "Пила" not in page(client, "stock:goods", q="тп-1")
    without_price = page(client, "stock:goods", price="none")
    assert "Пила" in without_price
    assert "Топор" not in without_price
    assert "pv-empty" in page(client, "stock:goods", q="нет такого")
    assert "4600" not in page(client, "stock:goods", columns="brand", page="7", category="99999999999999")


def test_list_takes_as_many_queries_for_fifty_products_as_for_two(shop, enter, django_assert_max_num_queries):
    client = enter("operator")
    with unit():
        for n in range(50):
            make_product(f"N{n}", f"Товар {n}")
            make_variant(f"N{n}", f"N{n}#1")
    page(client, "stock:goods")

    with django_assert_max_num_queries(24):
        page(client, "stock:goods")


def test_card_shows_prices_stock_and_how_the_erp_calls_it(shop, enter):
    text = page(enter("operator"), "stock:product", shop.axe)

    assert "Топор &lt;b&gt; (красный)" in text
    assert "P1#1" in text
    assert reverse("stock:explain", args=[shop.variant, shop.store]) in text
    assert reverse("pricing:history", args=[shop.variant]) in text
    assert reverse("pim:edit", args=[shop.axe]) not in text


def test_why_is_it_seven_is_told_in_words(shop, enter):
    with unit():
        stock.reserve(
            order_id=5, number="1042-7", location_id=shop.store, wants=wants(**{f"v{shop.variant}": 3}), hold_for_s=600
        )

    text = page(enter("operator"), "stock:explain", shop.variant, shop.store)

    assert "1042-7" in text
    assert "package:test" in text
    assert text.count("pv-kpi__value") == 4
    assert "7 = 10 на остатке − 3 в резерве" in text


def test_store_worker_sees_the_own_store_alone(shop, enter):
    client = enter("store_worker", frozenset({int(shop.store)}))

    text = page(client, "stock:locations")

    assert "Лесная" in text
    assert "Речная" not in text
    page(client, "stock:location", shop.other, status=404)


def test_our_words_are_saved_with_an_audit_line(shop, enter):
    client = enter("content_manager")
    address = reverse("pim:edit", args=[shop.axe])

    answer = client.post(address, {"title": "Наш топор", "description": "Остёр", "is_hidden": ""})

    assert answer.status_code == 302
    card = pim.cards(product_ids=[shop.axe])[shop.axe]
    assert (card.title, card.description) == ("Наш топор", "<p>Остёр</p>")
    (line,) = accounts.audit_of(f"product:{shop.axe}")
    assert (line.action, line.after["title"], line.actor_name) == (
        "goods.content_edited",
        "Наш топор",
        "content_manager",
    )
    client.post(address, {"title": "Наш топор", "description": "Остёр"})
    assert len(accounts.audit_of(f"product:{shop.axe}")) == 1
    assert "Наш топор" in page(client, "pim:edit", shop.axe)


def test_own_picture_is_uploaded_and_removed(shop, enter, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client = enter("content_manager")
    picture = SimpleUploadedFile("a.png", make_picture(), "image/png")
    hostile = SimpleUploadedFile("a.png", b"<svg onload=alert(1)>", "image/png")

    assert client.post(reverse("pim:add_picture", args=[shop.axe]), {"picture": hostile}).status_code == 409
    client.post(reverse("pim:add_picture", args=[shop.axe]), {"picture": picture})
    content = pim.content(shop.axe)
    assert content is not None
    ((content_hash, _),) = content.own_pictures
    client.post(reverse("pim:drop_picture", args=[shop.axe, content_hash]))

    assert pim.cards(product_ids=[shop.axe])[shop.axe].images == ()
    assert [line.action for line in accounts.audit_of(f"product:{shop.axe}")] == [
        "goods.picture_removed",
        "goods.picture_added",
    ]


def test_role_of_a_price_type_is_chosen_by_those_who_may(shop, enter):
    address = reverse("office:price_role", args=[shop.types["w"]])

    assert enter("operator").post(address, {"role": "selling"}).status_code == 403
    administrator = enter("administrator")
    administrator.post(reverse("office:price_role", args=[shop.types["r"]]), {"role": "none"})
    assert {one.title: one.role for one in pricing.price_types()}["Розничная"] == "selling"
    administrator.post(address, {"role": "selling"})

    assert {one.title: one.role for one in pricing.price_types()} == {"Розничная": "none", "Опт": "selling"}
    assert len(accounts.audit_of(f"price_type:{shop.types['w']}")) == 1
    assert administrator.post(address, {"role": "boss"}).status_code == 404
    assert "1" in page(administrator, "pricing:types")
    text = page(administrator, "pricing:history", shop.variant)
    assert "/office/exchange/packages/7/" in text


def test_store_is_described_and_a_taken_code_is_refused(shop, enter):
    client = enter("administrator")
    told = {
        "title": "На Лесной",
        "code": "tver-1",
        "kind": "store",
        "city": "Тверь",
        "ready_in_minutes": "30",
        "is_active": "on",
    }

    assert client.post(reverse("stock:location", args=[shop.store]), told).status_code == 302
    refused = client.post(reverse("stock:location", args=[shop.other]), told)

    card = stock.locations()[shop.store]
    assert (card.title, card.city, card.is_pickup, card.ready_in_minutes) == ("На Лесной", "Тверь", False, 30)
    assert refused.status_code == 422
    assert stock.locations()[shop.other].city == ""
    assert len(accounts.audit_of(f"location:{shop.store}")) == 1
    assert "Тверь" in page(client, "stock:locations")


def test_categories_count_their_branches(shop, enter):
    assert "Инструмент" in page(enter("content_manager"), "pim:categories")


def test_a_rule_of_safety_is_looked_at_before_it_is_written_and_balances_follow(shop, enter, run_jobs):
    client = enter("administrator")
    rule = {"quantity": "5", "goods": "all:0", "place": f"store:{shop.store}", "note": "Витрина"}

    looked = page(client, "stock:safety", **rule)
    assert "Уйдёт из продажи" in looked
    assert stock.availability(variant_ids=[shop.variant])[shop.variant][shop.store].safety == 0
    client.post(reverse("stock:keep_safety"), rule)
    run_jobs(queue="stock")

    assert stock.availability(variant_ids=[shop.variant])[shop.variant][shop.store].available == 5
    assert "5 страховой запас" in page(client, "stock:explain", shop.variant, shop.store)
    (kept,) = keeping.safety_rules()
    assert "Вернётся в продажу" in page(client, "stock:safety", drop=str(kept.rule_id))
    client.post(reverse("stock:drop_safety", args=[kept.rule_id]))
    run_jobs(queue="stock")
    assert stock.availability(variant_ids=[shop.variant])[shop.variant][shop.store].available == 10
    assert [one.action for one in accounts.audit_of("stock:safety")] == ["stock.safety_dropped", "stock.safety_kept"]


def test_terms_have_exceptions_and_every_change_is_written_down(shop, enter):
    client = enter("administrator")
    term = {"name": "pickup_shelf", "place": f"store:{shop.store}", "count": "2", "unit": "days"}

    client.post(reverse("stock:keep_term"), term)

    assert stock.term_s("pickup_shelf", location_id=shop.store) == 2 * 24 * 3600
    assert "2 дня" in page(client, "stock:terms")
    client.post(reverse("stock:keep_term"), {**term, "count": "", "drop": "1"})
    client.post(reverse("stock:keep_term"), {**term, "unit": "ages"})
    assert stock.terms() == ()
    assert [one.action for one in accounts.audit_of("stock:terms")] == ["stock.term_kept"] * 2


def test_a_store_that_is_being_counted_is_shown_as_unknown(shop, enter):
    client = enter("administrator")

    client.post(reverse("stock:doubt", args=[shop.store]), {"counted": "1"})

    assert "Остаток неизвестен, уточняем" in page(client, "stock:explain", shop.variant, shop.store)
    assert "Идёт пересчёт" in page(client, "stock:location", shop.store)
    assert "остаток неизвестен, уточняем" in page(client, "stock:product", shop.axe)
    client.post(reverse("stock:doubt", args=[shop.store]))
    assert "Почему здесь 10?" in page(client, "stock:explain", shop.variant, shop.store)
    assert client.post(reverse("stock:doubt", args=[999999])).status_code == 404
