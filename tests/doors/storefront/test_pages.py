"""Pages for everybody: what they say, what they set, how many queries they take."""

import json
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from prilavok.base.unit import unit
from prilavok.doors.storefront import memory
from prilavok.goods.pim import api as pim
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import SnapshotRow
from tests.doors.storefront import make
from tests.jobs import RunJobs


def _slug(shop: dict[str, int], code: str) -> str:
    return pim.cards(product_ids=[shop[code]])[shop[code]].slug


@pytest.mark.parametrize("path", ["/", "/catalog/", "/stores/", "/search/?q=лампа"])
def test_shared_pages_are_kept_and_set_nothing(shop: dict[str, int], client: Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 200
    assert answer.headers["X-Page-Cache"] == "1"
    assert not answer.cookies
    assert "csrf" not in answer.content.decode()
    assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize(
    "path", ["/basket/", "/account/login/", "/me/", "/city/", "/order/nonsense/", "/account/", "/checkout/"]
)
def test_personal_pages_are_never_kept(shop: dict[str, int], client: Client, path: str) -> None:
    answer = client.get(path)

    assert "X-Page-Cache" not in answer.headers
    if answer.status_code == 200:
        assert "no-store" in answer.headers["Cache-Control"]


def test_a_listing_says_price_saving_and_where(shop: dict[str, int], client: Client) -> None:
    text = client.get("/catalog/").content.decode()

    assert "1\xa0290\xa0₽" in text
    assert "−400\xa0₽" in text
    assert "Сегодня в 2 магазинах" in text
    assert "Только в других городах" in text
    assert "Пока распродано" in text
    assert ">0\xa0₽<" not in text


def test_the_city_and_the_store_change_what_is_said(shop: dict[str, int], client: Client) -> None:
    client.post("/store/", {"store": make.store("s4"), "next": "/catalog/"})

    assert client.cookies["city"].value == "%D0%A2%D0%B2%D0%B5%D1%80%D1%8C"
    text = client.get("/catalog/").content.decode()
    assert "Сегодня в вашем магазине" in text
    assert client.get("/catalog/?in=store").content.decode().count('class="card"') == 2


def test_choosing_another_city_lets_the_store_go(shop: dict[str, int], client: Client) -> None:
    client.post("/store/", {"store": make.store("s4")})
    client.post("/city/", {"city": "Москва"})

    assert client.cookies["store"].value == ""


def test_a_choice_never_leads_elsewhere(shop: dict[str, int], client: Client) -> None:
    answer = client.post("/city/", {"city": "Москва", "next": "//evil.example/"})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_the_ladder_shows_every_store_of_the_city_with_words_and_figures(shop: dict[str, int], client: Client) -> None:
    text = client.get(f"/product/{_slug(shop, 'lamp')}/").content.decode()

    assert "много · 12\xa0шт" in text or "много · 12 шт" in text
    assert "мало · 2 шт" in text
    assert "Профсоюзная, 61" in text
    assert "Советская, 7" not in text
    assert re.search(r"(сегодня|завтра) с \d\d:\d\d", text)


def test_stock_on_the_product_page_is_the_truth_of_the_moment(shop: dict[str, int], client: Client) -> None:
    make.restock("lamp", "s1", 3)

    text = client.get(f"/product/{_slug(shop, 'lamp')}/").content.decode()

    assert "много · 12" not in text
    assert "3 шт" in text


def test_a_product_without_a_price_says_so_and_cannot_be_bought(shop: dict[str, int], client: Client) -> None:
    text = client.get(f"/product/{_slug(shop, 'secret')}/").content.decode()

    assert "Нет в продаже" in text
    assert 'name="add"' not in text


def test_a_product_elsewhere_says_where(shop: dict[str, int], client: Client) -> None:
    text = client.get(f"/product/{_slug(shop, 'saw')}/").content.decode()

    assert "Тверь (1 магазин)" in text


def test_a_variant_is_chosen_by_its_link(shop: dict[str, int], client: Client) -> None:
    white = make.variant("pot#2")

    text = client.get(f"/product/{_slug(shop, 'pot')}/?v={white}").content.decode()

    assert f'name="add" value="{white}"' in text
    assert "590\xa0₽" in text


def test_search_engines_read_the_product_as_data(shop: dict[str, int], client: Client) -> None:
    text = client.get(f"/product/{_slug(shop, 'lamp')}/").content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    data = json.loads(found[1])

    assert (data["offers"]["price"], data["offers"]["availability"]) == ("1290.00", "https://schema.org/InStock")


def test_the_sitemap_names_what_is_for_sale(shop: dict[str, int], client: Client) -> None:
    text = client.get("/sitemap.xml").content.decode()

    assert f"/product/{_slug(shop, 'lamp')}/" in text
    assert f"/product/{_slug(shop, 'secret')}/" not in text


@pytest.mark.parametrize(
    "path", ["/product/nothing/", "/catalog/nothing/", "/nothing/at/all/", "/product/a%00b/", "/order/%00/"]
)
def test_what_is_not_there_is_a_friendly_404(shop: dict[str, int], client: Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert "Такой страницы нет" in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    ["page=99999999999999999999", "page=-1", "page=x", "sort=evil", "in=' or 1=1", "q=\x1b"],
)
def test_odd_addresses_are_answered_calmly(shop: dict[str, int], client: Client, query: str) -> None:
    assert client.get(f"/catalog/?{query}").status_code == 200
    assert client.get(f"/search/?{query}").status_code == 200


def test_the_shop_speaks_english_when_asked(shop: dict[str, int], client: Client) -> None:
    client.post("/language/", {"lang": "en", "next": "/catalog/"})

    text = client.get("/catalog/").content.decode()

    assert "Add to basket" in text
    assert '<html lang="en"' in text


@pytest.mark.parametrize(
    ("path", "most"), [("/", 9), ("/catalog/", 6), ("/catalog/?in=city&sort=cheap", 7), ("/stores/", 6)]
)
def test_pages_take_few_queries_even_with_nothing_remembered(
    shop: dict[str, int], client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, path: str, most: int
) -> None:
    memory.forget()
    with django_assert_max_num_queries(most):
        client.get(path)


def test_a_listing_takes_one_query_when_tree_and_stores_are_remembered(
    shop: dict[str, int], client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/catalog/")
    with django_assert_num_queries(1):
        client.get("/catalog/?page=1")


def test_the_product_page_takes_at_most_fourteen_queries(
    shop: dict[str, int], client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    path = f"/product/{_slug(shop, 'lamp')}/"
    memory.forget()
    with django_assert_max_num_queries(14):
        client.get(path)


def test_on_a_visited_site_the_product_page_takes_seven_queries(
    shop: dict[str, int], client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    path = f"/product/{_slug(shop, 'lamp')}/"
    client.get(path)

    with django_assert_num_queries(7):
        client.get(path)


def test_an_address_that_went_to_another_product_shows_that_one(shop: dict[str, int], client: Client) -> None:
    path = f"/product/{_slug(shop, 'lamp')}/"
    client.get(path)

    memory.behind[_slug(shop, "lamp")] = (shop["saw"], ())

    assert "Лампа настольная" in client.get(path).content.decode()


def test_the_personal_fragment_asks_nothing_of_a_stranger(
    shop: dict[str, int], client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/me/")

    assert not answer.cookies


def test_a_sold_out_product_comes_back_to_listings_within_one_round_of_jobs(
    shop: dict[str, int], client: Client, run_jobs: RunJobs
) -> None:
    make.restock("rug", "s1", 4)
    run_jobs()
    memory.forget()

    assert "Пока распродано" not in client.get("/catalog/").content.decode()


@pytest.mark.parametrize("token", ['"\\000"', "x", "a" * 500, "'; drop table"])
def test_a_basket_cookie_that_is_none_is_an_empty_basket(shop: dict[str, int], client: Client, token: str) -> None:
    client.cookies["basket"] = token

    assert "В корзине пусто" in client.get("/basket/").content.decode()
    assert client.get("/me/").status_code == 200
    assert client.post("/basket/line/", {"add": make.variant("lamp")}).status_code == 303


def test_the_style_guide_is_shown_to_builders_only(client: Client, settings: object) -> None:
    assert client.get("/styleguide/").status_code == 404
    settings.DEBUG = True  # type: ignore[attr-defined]

    assert client.get("/styleguide/").status_code == 200


def test_an_unknown_stock_is_said_to_be_unknown_and_not_sold_out(shop: dict[str, int], client: Client) -> None:
    product = pim.cards(product_ids=[shop["lamp"]])[shop["lamp"]]
    variants = [one.variant_id for one in product.variants]
    with unit():
        places = list(stock.locations())
        rows = [SnapshotRow(variant_id=v, location_id=place, quantity=None) for v in variants for place in places]
        stock.apply_snapshot(source="erp.a:1", rows=rows, meaning="physical")

    text = client.get(f"/product/{product.slug}/").content.decode()

    assert "Остаток неизвестен, уточняем" in text
    assert "уточняем</p>" in text
    assert "Пока распродано" not in text
