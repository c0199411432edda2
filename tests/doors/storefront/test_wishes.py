"""Favourites, comparison, what was seen: by plain forms, beside pages that stay the same for everybody."""

from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from prilavok.base.unit import unit
from prilavok.foundation.accounts.models import Person
from prilavok.goods.pim.identity import merging
from prilavok.goods.stock import api as stock
from prilavok.people.wishes.models import WishLine, WishList
from tests.doors.storefront import make
from tests.doors.storefront.test_account import _log_in
from tests.jobs import RunJobs
from tests.people.reviews.make import buyer


@pytest.fixture
def visitor(shop: dict[str, int], client: Client) -> Client:
    client.cookies["city"] = quote("Москва")
    return client


def put(client: Client, product_id: int, **more: str) -> None:
    assert client.post("/favourites/line/", {"wish": product_id, **more}).status_code == 303


def page(client: Client, address: str = "/favourites/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    text = answer.content.decode()
    return text[text.index("<main") :]


def test_a_price_that_fell_since_is_said(visitor: Client, shop: dict[str, int], run_jobs: RunJobs) -> None:
    put(visitor, shop["lamp"])
    put(visitor, shop["kettle"])
    assert "Подешевело" not in page(visitor)

    make.reprice("lamp", "990")
    make.reprice("kettle", "1990")
    run_jobs()

    text = page(visitor)
    assert "Подешевело на 300\u00a0₽" in text
    assert text.count("Подешевело") == 1, "dearer is not cheaper"
    assert "Тверская, 12" in text, "the stores of the city that have it"
    assert "Советская" not in text


def test_a_store_that_is_being_counted_is_neither_named_nor_in_the_way(
    visitor: Client, shop: dict[str, int], run_jobs: RunJobs
) -> None:
    put(visitor, shop["lamp"])
    with unit():
        for code in ("s1", "s2"):
            stock.doubt_place(location_id=int(make.store(code)), is_counted=True)
    run_jobs()

    text = page(visitor)

    assert "Наличие уточняется" in text
    assert "Тверская, 12" not in text


def test_favourites_go_to_the_person_at_login_and_stay_there_at_logout(visitor: Client, shop: dict[str, int]) -> None:
    put(visitor, shop["lamp"])
    visitor.post("/compare/line/", {"compare": shop["pan"]})
    visitor.get(f"/viewed/part/?see={shop['pan']}")
    stolen = visitor.cookies["wishes"].value
    _log_in(visitor)
    row = WishList.objects.get()
    assert (row.person_id is not None, row.token) == (True, None)
    assert "Лампа" in page(visitor)

    thief = Client()
    thief.cookies["wishes"] = stolen
    assert "Лампа" not in page(thief), "the guest's token opens nothing any more"

    visitor.post("/account/logout/")
    for address in ("/favourites/", "/compare/", "/viewed/"):
        assert "Лампа" not in page(visitor, address)
        assert "Сковорода" not in page(visitor, address)
    assert WishLine.objects.count() == 1, "the person finds it at the next login"


def test_what_was_put_by_before_a_login_by_another_way_is_taken_over(visitor: Client, shop: dict[str, int]) -> None:
    put(visitor, shop["lamp"])
    visitor.force_login(Person.objects.get(pk=buyer(1)))

    assert visitor.get("/favourites/").status_code == 303
    assert "Лампа" in page(visitor)
    assert WishList.objects.get().token is None


def test_moving_to_the_basket_leaves_favourites_and_can_be_taken_back(visitor: Client, shop: dict[str, int]) -> None:
    put(visitor, shop["lamp"])
    answer = visitor.post("/favourites/basket/", {"product": shop["lamp"]})

    assert answer.headers["Location"] == f"/favourites/?taken={shop['lamp']}&moved=1"
    assert not WishLine.objects.exists()
    assert "Лампа" in page(visitor, "/basket/")
    assert "Вернуть" in page(visitor, answer.headers["Location"])
    assert visitor.post("/favourites/basket/", {"product": shop["pot"]}).headers["Location"].startswith("/product/")


def test_a_shared_list_shows_goods_and_no_name_until_it_is_stopped(visitor: Client, shop: dict[str, int]) -> None:
    put(visitor, shop["lamp"])
    visitor.post("/favourites/share/")
    address = f"/favourites/shared/{WishList.objects.get().share_token}/"

    assert "Лампа" in page(Client(), address)
    Client().post("/favourites/share/", {"stop": "1"})
    assert Client().get(address).status_code == 200, "a stranger stops nothing"
    visitor.post("/favourites/share/", {"stop": "1"})
    assert Client().get(address).status_code == 404


def test_the_header_tells_counts_and_shared_pages_know_nobody(
    visitor: Client, shop: dict[str, int], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    put(visitor, shop["lamp"])
    visitor.post("/compare/line/", {"compare": shop["pan"], "next": "/"})

    with django_assert_num_queries(1):
        text = visitor.get("/me/").content.decode()
    assert f'data-wished="{shop["lamp"]}" data-compared="{shop["pan"]}"' in text
    with django_assert_num_queries(0):
        Client().get("/me/")
    for address in ("/", "/catalog/"):
        answer = visitor.get(address)
        assert answer.headers["X-Page-Cache"] == "1"
        assert "data-wished" not in answer.content.decode()
        assert "Set-Cookie" not in answer.headers


def test_four_of_a_kind_are_compared_by_what_differs(visitor: Client, shop: dict[str, int]) -> None:
    for code in ("pan", "kettle", "saw"):
        visitor.post("/compare/line/", {"compare": shop[code], "next": "/"})

    text = page(visitor, "/compare/")
    assert "Пила" in text, "the last one's kind first"
    kitchen = next(one for one in text.split('href="') if "Кухня" in one).split('"')[0]
    both = page(visitor, kitchen)
    assert "Сковорода" in both
    assert "Чайник" in both
    assert "Материал" in both
    assert "Материал" not in page(visitor, f"{kitchen}&only=differences")

    visitor.post("/compare/line/", {"uncompare": shop["pan"]})
    assert "Сковорода" not in page(visitor, kitchen)
    visitor.post("/compare/line/", {"clear": "1"})
    assert "Пока нечего сравнивать" in page(visitor, "/compare/")


def test_the_fifth_of_a_kind_is_not_taken_in_and_said_so(db: None, client: Client, run_jobs: RunJobs) -> None:
    pots = [
        make.Good(code=f"p{number}", title=f"Кастрюля {number}", category="kitchen", price="900", stock=(("s1", 5),))
        for number in range(5)
    ]
    ids = make.make_shop(pots)
    run_jobs()
    for code in ids:
        answer = client.post("/compare/line/", {"compare": ids[code], "next": "/"})

    assert answer.headers["Location"] == "/compare/?full=1"
    text = page(client, "/compare/?full=1")
    assert "не больше 4" in text
    assert text.count('class="compare__title"') == 4
    client.post("/compare/line/", {"compare": "987654321"})
    assert "987654321" not in client.cookies["compare"].value


def test_what_was_seen_stays_in_the_browser(
    visitor: Client, shop: dict[str, int], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    visitor.get(f"/viewed/part/?see={shop['lamp']}")
    with django_assert_max_num_queries(6):
        text = visitor.get(f"/viewed/part/?see={shop['pan']}").content.decode()

    assert "Лампа" in text
    assert "Сковорода" not in text, "the one at hand is not among them"
    assert visitor.cookies["viewed"].value == f"{shop['pan']}.{shop['lamp']}"
    visitor.post("/viewed/forget/")
    assert "Лампа" not in page(visitor, "/viewed/")


def test_what_a_browser_keeps_follows_a_merge(visitor: Client, shop: dict[str, int], run_jobs: RunJobs) -> None:
    for code in ("pan", "kettle"):
        visitor.post("/compare/line/", {"compare": shop[code], "next": "/"})
        visitor.get(f"/viewed/part/?see={shop[code]}")
    with unit():
        merging.merge(kept_id=shop["lamp"], gone_id=shop["pan"], by="Илья")
    run_jobs()

    assert "Лампа" in visitor.get(f"/viewed/part/?see={shop['kettle']}").content.decode()
    assert visitor.cookies["viewed"].value == f"{shop['kettle']}.{shop['lamp']}"
    assert "Пока нечего сравнивать" not in page(visitor, "/compare/")
    assert visitor.cookies["compare"].value == f"{shop['kettle']}.{shop['lamp']}"


@pytest.mark.parametrize("kept", ["x" * 9000, "1.2.3.<script>", "9" * 400, "-1.0"])
def test_a_forged_cookie_breaks_nothing(visitor: Client, shop: dict[str, int], kept: str) -> None:
    for name in ("compare", "viewed", "wishes"):
        visitor.cookies[name] = kept
    for address in ("/favourites/", "/compare/", "/viewed/", "/me/", "/viewed/part/"):
        answer = visitor.get(address)
        assert answer.status_code == 200
        assert b"<script>" not in answer.content.split(b"<main")[-1]
