"""The city chosen once decides what is listed, what it costs and where it is picked up."""

from decimal import Decimal
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prilavok.base.access import SYSTEM
from prilavok.base.unit import unit
from prilavok.doors.storefront import api, memory
from prilavok.doors.storefront.models import ShelfPlace
from prilavok.doors.storefront.values import Seen
from prilavok.goods.pim.values import VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.engine.terms import Where
from prilavok.goods.pricing.models import PriceRule, PriceType
from prilavok.goods.pricing.resolution import api as resolution
from prilavok.goods.pricing.resolution.values import RuleDraft
from prilavok.goods.pricing.values import PriceRow, PriceTypeId
from prilavok.goods.stock import api as stock
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import OrderFilter
from tests.doors.storefront.make import store, variant
from tests.goods.assortment import make as assortment
from tests.goods.pricing.promotions.make import published
from tests.jobs import RunJobs

CENTRE = assortment.region("centre")


@pytest.fixture
def regions(shop: dict[str, int], run_jobs: RunJobs) -> dict[str, int]:
    """Two regions: the capital, and the upper Volga with a city that has no store."""
    with unit():
        stock.keep_region(code="centre", title="Столица")
        stock.keep_region(code="volga", title="Верхняя Волга")
        stock.move_city(city="Москва", region="centre")
        stock.move_city(city="Тверь", region="volga")
        stock.move_city(city="Ржев", region="volga")
    run_jobs()
    memory.forget()
    return shop


def leave_out(product_id: int, run_jobs: RunJobs, place=CENTRE, status: str | None = "excluded") -> None:
    with unit():
        assortment.say(assortment.product(product_id), place, status)
    run_jobs()
    memory.forget()


def page(client: Client, city: str, path: str = "/catalog/") -> str:
    client.cookies["city"] = quote(city)
    return client.get(path).content.decode()


def test_goods_are_listed_where_they_are_sold(regions, client: Client, run_jobs: RunJobs) -> None:
    leave_out(regions["lamp"], run_jobs)

    assert "Сумерки" not in page(client, "Москва")
    assert "Сумерки" in page(client, "Тверь")
    assert api.tree(api.place_of(region="centre", store_id=None)).total == api.whole_tree().total - 1


def test_search_and_hints_obey_the_region_too(regions, client: Client, run_jobs: RunJobs) -> None:
    leave_out(regions["lamp"], run_jobs)

    assert "настольная" not in page(client, "Москва", "/search/?q=лампа")
    assert "настольная" not in page(client, "Москва", "/search/suggest/?q=лампа")
    assert "настольная" in page(client, "Тверь", "/search/?q=лампа")


def test_the_page_says_where_it_is_sold_instead(regions, client: Client, run_jobs: RunJobs) -> None:
    leave_out(regions["lamp"], run_jobs)
    path = page(client, "Тверь").split('href="/product/lamp')[1].split('"')[0]

    text = page(client, "Москва", f"/product/lamp{path}")

    assert "В вашем регионе не продаётся" in text
    assert 'name="city" value="Тверь"' in text
    assert 'name="add"' not in text.split('<div class="product__about')[0]


def test_what_is_given_back_is_listed_again(regions, client: Client, run_jobs: RunJobs) -> None:
    leave_out(regions["lamp"], run_jobs)
    leave_out(regions["lamp"], run_jobs, status=None)

    assert "Сумерки" in page(client, "Москва")
    assert not ShelfPlace.objects.exists()


def test_a_store_that_does_not_sell_it_counts_as_having_none(regions, client: Client, run_jobs: RunJobs) -> None:
    leave_out(regions["kettle"], run_jobs, place=assortment.store(store("s2")))

    card = api.cards([regions["kettle"]], Seen())[0]

    assert set(card.stock) == {str(store("s1"))}


def test_a_region_has_prices_of_its_own(regions, client: Client, run_jobs: RunJobs) -> None:
    sells = PriceType.objects.get(role="selling")
    other = PriceType.objects.create(system="t", external_id="volga", title="Волга", currency="RUB")
    PriceRule.objects.create(title="Волга", regions=["volga"], sells=other, second=sells)
    set_price(other.pk, variant("saw"), "555")
    run_jobs()
    memory.forget()

    assert "555" in page(client, "Тверь", "/catalog/?sort=cheap")
    assert "555" not in page(client, "Москва")
    assert ShelfPlace.objects.get(place="volga").product_id == regions["saw"]


def set_price(price_type_id: int, variant_id: int, amount: str) -> None:
    with unit():
        row = PriceRow(
            variant_id=VariantId(variant_id), price_type_id=PriceTypeId(price_type_id), amount=Decimal(amount)
        )
        pricing.set_prices(source="test", rows=[row])


def test_a_city_without_a_store_sees_the_catalogue_and_where_to_pick_up(regions, client: Client) -> None:
    text = page(client, "Ржев")

    assert "Сумерки" in text
    assert "Ржев" in text
    assert "Тверь" in text.split('id="menu"')[0], "the nearest city with a store is named"
    path = text.split('href="/product/lamp')[1].split('"')[0]
    product = page(client, "Ржев", f"/product/lamp{path}")
    assert "Ближайшие магазины" in product
    assert "Тверь, ул. Советская, 7" in product


@pytest.mark.parametrize(("path", "words"), [
    ("/region/volga/", ("Верхняя Волга", "Тверь", "Ржев", "Советская, 7")),
    ("/city/tver/", ("Тверь", "Советская, 7")),
    ("/city/rzhev/", ("Ржев", "Здесь пока нет магазинов", "Советская, 7")),
])  # fmt: skip
def test_regions_and_cities_have_pages_of_their_own(regions, client: Client, path: str, words: tuple[str, ...]) -> None:
    response = client.get(path)

    assert response.status_code == 200
    assert [word for word in words if word not in response.content.decode()] == []
    assert f"<loc>http://127.0.0.1:8000{path}</loc>" in client.get("/sitemap.xml").content.decode()


def test_an_unknown_place_is_not_found(regions, client: Client) -> None:
    assert client.get("/region/mars/").status_code == 404
    assert client.get("/city/mars/").status_code == 404


def test_a_listing_of_a_region_takes_few_queries(regions, client: Client, run_jobs: RunJobs) -> None:
    leave_out(regions["lamp"], run_jobs)
    client.cookies["city"] = quote("Москва")

    with CaptureQueriesContext(connection) as asked:
        client.get("/catalog/?in=city&sort=cheap")

    assert len(asked) <= 14


def test_a_buyer_of_a_region_pays_its_price_from_the_shelf_to_the_order(
    regions, client: Client, run_jobs: RunJobs
) -> None:
    """Listing, product page, basket, checkout and order say one sum; nothing asks to agree to another."""
    other = PriceType.objects.create(system="t", external_id="volga", title="Волга", currency="RUB")
    with unit():
        resolution.save_rule(RuleDraft(title="Волга", regions=("volga",), sells=other.pk), actor=SYSTEM)
    set_price(other.pk, variant("saw"), "555")
    run_jobs()
    memory.forget()
    client.cookies["city"] = quote("Тверь")

    client.post("/basket/line/", {"add": variant("saw")})
    basket = client.get("/basket/").content.decode()
    form = client.get("/checkout/").content.decode()
    told = {name: form.split(f'name="{name}" value="')[1].split('"')[0] for name in ("key", "total")}
    contact = {"name": "Анна", "phone": "+7 916 123-45-67", "store": store("s4")}
    placed = client.post("/checkout/", {**told, **contact})

    assert "555" in basket
    assert told["total"] == "555.00"
    assert placed.status_code == 303
    assert [str(one.total.amount) for one in oms.find_orders(OrderFilter()).orders] == ["555.00"]


def test_goods_without_a_price_in_the_region_say_so_and_are_not_sold(
    regions, client: Client, run_jobs: RunJobs
) -> None:
    other = PriceType.objects.create(system="t", external_id="volga", title="Волга", currency="RUB")
    with unit():
        resolution.save_rule(RuleDraft(title="Волга", regions=("volga",), sells=other.pk), actor=SYSTEM)
    set_price(other.pk, variant("saw"), "555")
    run_jobs()
    memory.forget()

    assert "Сумерки" in page(client, "Москва")
    assert "Сумерки" not in page(client, "Тверь")
    address = page(client, "Москва").split('href="/product/lamp')[1].split('"')[0]
    told = page(client, "Тверь", f"/product/lamp{address}")
    assert "Нет в продаже" in told
    assert 'name="add"' not in told.split('<div class="product__about')[0]
    refused = client.post("/basket/line/", {"add": variant("lamp")}, follow=True)
    assert b"1290" not in refused.content
    assert client.get("/basket/").content.decode().count("Сумерки") == 0


def test_a_promotion_of_one_region_shows_in_its_listing_alone(regions, client: Client, run_jobs: RunJobs) -> None:
    published(where=Where(regions=("volga",)))
    run_jobs()
    memory.forget()

    assert "711" in page(client, "Тверь")
    assert "711" not in page(client, "Москва")
    assert ShelfPlace.objects.filter(place="volga").exists()
