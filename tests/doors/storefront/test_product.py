"""The page of a product: what can be chosen, what it costs and why, where and from when it can be had."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.timezone import localdate
from pytest_django import DjangoAssertNumQueries

from prilavok.base.unit import unit
from prilavok.design.formats import day
from prilavok.doors.storefront import memory, unchanged
from prilavok.doors.storefront.choices import facts, grouped, is_gtin, matrix
from prilavok.doors.storefront.queries.product import _know_best_sellers
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.documents import keeping
from prilavok.goods.pim.values import ProductDraft
from prilavok.goods.pricing.engine.terms import Where
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import ArrivalDraft
from prilavok.people.crm.models import Waiting
from tests.doors.storefront import make
from tests.goods.pim.make import make_picture
from tests.goods.pim.test_documents import PDF
from tests.goods.pricing.promotions.make import published

SOON = localdate() + timedelta(days=4)
SHIRTS = {
    1: (("Цвет", "белый"), ("Размер", "S")),
    2: (("Цвет", "белый"), ("Размер", "M")),
    3: (("Цвет", "синий"), ("Размер", "M")),
    4: (("Цвет", "синий"), ("Размер", "L")),
}


def states(chosen: int, ready: set[int]) -> dict[str, list[tuple[str, int | None, str]]]:
    axes = matrix(SHIRTS, chosen, ready)
    return {axis.title: [(one.value, one.variant_id, one.state) for one in axis.options] for axis in axes}


def test_a_matrix_shows_what_is_there_what_is_out_and_what_is_not_made() -> None:
    assert states(2, {1, 2, 4}) == {
        "Цвет": [("белый", 2, "here"), ("синий", 3, "out")],
        "Размер": [("S", 1, "ok"), ("M", 2, "here"), ("L", 4, "other")],
    }
    assert states(4, {3, 4})["Цвет"] == [("белый", 1, "other"), ("синий", 4, "here")]


def test_variants_that_features_do_not_tell_apart_make_no_matrix() -> None:
    assert matrix({1: (("Цвет", "белый"),), 2: (("Цвет", "белый"),)}, 1, {1}) == ()
    assert matrix({1: (("Цвет", "белый"),), 2: (("Размер", "M"),)}, 1, {1}) == ()


def test_attributes_are_grouped_and_the_short_ones_told_first() -> None:
    told = (("Ширина", "80 см"), ("Материал", "лён"), ("Повод", "подарок " * 9), ("Гарантия", "2 года"))

    assert [code for code, _ in grouped(told)] == ["", "sizes", "material", "origin"]
    assert [title for title, _ in facts(told)] == ["Ширина", "Материал", "Гарантия"]
    assert is_gtin("4006381333931")
    assert not any(is_gtin(code) for code in ("4006381333932", "460", "x" * 13))


def path(shop: dict[str, int], code: str) -> str:
    return f"/product/{pim.cards(product_ids=[shop[code]])[shop[code]].slug}/"


def page(client: Client, shop: dict[str, int], code: str, query: str = "") -> str:
    memory.forget()
    answer = client.get(path(shop, code) + query)
    assert answer.status_code == 200
    return answer.content.decode().replace("\xa0", " ")


def switch(shop: dict[str, int], code: str, *, notify: bool, preorder: bool) -> None:
    with unit():
        pim.choose_waiting(product_id=shop[code], can_notify=notify, can_preorder=preorder)


def expect(code: str, place: str, quantity: int) -> None:
    with unit():
        draft = ArrivalDraft(
            document="PT-1",
            variant_id=make.variant(code),
            location_id=make.store(place),
            expected_on=SOON,
            quantity=Decimal(quantity),
            revision=1,
        )
        stock.take_arrivals(system=make.SYSTEM, source="test", drafts=[draft])


@pytest.mark.parametrize("notify", [True, False])
@pytest.mark.parametrize("preorder", [True, False])
def test_each_switch_of_sold_out_goods_does_what_it_says(
    shop: dict[str, int], client: Client, notify: bool, preorder: bool
) -> None:
    make.restock("rug", "s1", 0)
    expect("rug", "s1", 3)
    switch(shop, "rug", notify=notify, preorder=preorder)

    text = page(client, shop, "rug")

    assert ("Сообщить" in text, "Оформить предзаказ" in text) == (notify, preorder)
    assert ('name="add"' in text, 'action="/product/wait/"' in text) == (preorder, notify)
    assert ("Пока распродано" in text) is not preorder
    answer = client.post("/product/wait/", {"variant": make.variant("rug"), "contact": "a@b.test"})
    assert (answer.status_code, Waiting.objects.count()) == ((200, 1) if notify else (409, 0))


def test_a_preorder_goes_from_the_page_to_an_order(shop: dict[str, int], client: Client) -> None:
    expect("rug", "s1", 1)
    switch(shop, "rug", notify=True, preorder=True)
    client.post("/store/", {"store": make.store("s1")})
    assert "предзаказ: с" in page(client, shop, "rug")

    client.post("/basket/line/", {"add": make.variant("rug")})
    basket = client.get("/basket/").content.decode()
    assert "Предзаказ: товар едет к нам" in basket
    checkout = client.get("/checkout/").content.decode()
    promise = re.search(rf'name="bring-{make.store("s1")}" value="([\d-]+)"', checkout)
    assert promise is not None
    form = {"name": "Анна", "phone": "+79161234567", "store": make.store("s1"), "key": "k" * 20, "total": "690.00"}
    placed = client.post("/checkout/", {**form, f"bring-{make.store('s1')}": promise[1]})

    assert placed.status_code == 303
    done = client.get(placed.headers["Location"]).content.decode()
    assert "Часть товаров ещё едет к нам" in done
    order = client.get(re.search(r'href="(/order/[^"]+)"', done)[1]).content.decode()  # type: ignore[index]
    assert re.search(rf"Коврик[^<]*<span[^>]*>× 1</span> — ожидаем {day(SOON)}", order)
    assert "из другого магазина" not in order
    assert "Оформить предзаказ" not in page(client, shop, "rug")
    assert "Всё, что ожидается, уже заказано" in page(client, shop, "rug")


def test_a_basket_with_a_preorder_says_what_can_be_had_when_by_parts(shop: dict[str, int], client: Client) -> None:
    expect("rug", "s1", 1)
    switch(shop, "rug", notify=True, preorder=True)
    client.post("/store/", {"store": make.store("s1")})
    for code in ("rug", "lamp", "kettle"):
        client.post("/basket/line/", {"add": make.variant(code)})

    basket = client.get("/basket/").content.decode()
    checkout = client.get("/checkout/").content.decode()

    for text in (basket, checkout):
        parts = text.split('aria-label="Когда можно забрать"')[1]
        told = re.findall(r'<p class="avail avail--(\w+) strong">([^<]+)</p>((?:<p[^>]*>[^<]+</p>)+)', parts)
        assert [(tone, re.findall(r">(\w+)", titles)) for tone, _when, titles in told] == [
            ("here", ["Лампа", "Чайник"]),
            ("away", ["Коврик"]),
        ]
        assert told[1][1] == f"С {day(SOON)}, предзаказ"
        assert f"Заказ ждёт вас, когда соберётся весь: с {day(SOON)}" in parts
    client.post("/basket/line/", {"variant": make.variant("rug"), "to": "0"})
    assert "Когда можно забрать" not in client.get("/basket/").content.decode()


def test_a_preorder_page_takes_at_most_fourteen_queries_of_its_own(
    shop: dict[str, int], client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    expect("rug", "s1", 1)
    switch(shop, "rug", notify=True, preorder=True)
    address = path(shop, "rug")
    client.get("/catalog/")

    with django_assert_max_num_queries(14):
        client.get(address)


def test_the_price_says_what_made_it_until_when_and_what_it_costs_in_stores(
    shop: dict[str, int], client: Client
) -> None:
    site = Where(channels=("site", "operator"))
    published(title="Онлайн −10 %", where=site, legend="На сайте нет расходов на витрину")

    text = page(client, shop, "kettle")

    why = text.split('class="why"')[1].split("</details>")[0]
    assert "1 890,50 ₽" in why
    assert "Онлайн −10 %" in why
    assert "−189,05 ₽" in why
    assert "В магазинах он стоит 1 890,50 ₽" in text
    assert "На сайте нет расходов на витрину" in text


def test_stores_say_how_far_they_are_from_mine(shop: dict[str, int], client: Client) -> None:
    assert "Расстояние от центра города" in page(client, shop, "lamp")
    client.post("/store/", {"store": make.store("s1")})

    text = page(client, shop, "lamp")

    assert "Расстояние от вашего магазина: Тверская, 12" in text
    assert "1,9 км" in text
    assert "13 км" in text


def test_documents_are_downloads_and_films_links_of_their_own_tab(
    shop: dict[str, int], client: Client, settings: object, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    with unit():
        keeping.add_document(product_id=shop["lamp"], kind="manual", title="Как собрать", name="a.pdf", content=PDF)
        keeping.link_video(
            product_id=shop["lamp"], title="Обзор", url="https://rutube.ru/video/1/", poster=make_picture()
        )

    text = page(client, shop, "lamp")

    document = re.search(r'class="paper" href="([^"]+)" download="Как собрать.pdf"', text)
    assert document is not None
    answer = client.get(document[1])
    assert (answer.headers["Content-Disposition"], b"".join(answer)) == ("attachment", PDF)  # type: ignore[call-overload]
    assert 'href="https://rutube.ru/video/1/" target="_blank" rel="noopener noreferrer nofollow"' in text
    assert "<iframe" not in text


def test_a_film_of_ours_is_given_in_parts(client: Client, settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    (tmp_path / "film.mp4").write_bytes(bytes(range(100)))  # type: ignore[operator]

    part = client.get("/media/film.mp4", headers={"Range": "bytes=10-19"})
    tail = client.get("/media/film.mp4", headers={"Range": "bytes=-5"})
    beyond = client.get("/media/film.mp4", headers={"Range": "bytes=100-"})
    odd = client.get("/media/film.mp4", headers={"Range": "bytes=-"})

    assert (part.status_code, part.content, part.headers["Content-Range"]) == (
        206,
        bytes(range(10, 20)),
        "bytes 10-19/100",
    )
    assert (tail.content, beyond.status_code, odd.status_code) == (bytes(range(95, 100)), 416, 200)
    assert b"".join(odd) == bytes(range(100))  # type: ignore[call-overload]


def test_a_page_is_proven_until_it_would_say_something_else(shop: dict[str, int], client: Client) -> None:
    where = path(shop, "rug")
    proof: Callable[[], bool] = bool

    def turns() -> bool:
        """Whether the page is no longer proven; as long as it is, the very same would be made."""
        nonlocal proof
        is_proven = proof()
        answer = client.get(where)
        proof = answer.wsgi_request.META["prilavok.proof"]
        assert answer.content in seen or not is_proven
        seen[:] = [answer.content]
        return not is_proven

    seen: list[bytes] = []
    assert turns()
    assert not turns()
    make.restock("rug", "s1", 2)
    assert turns()
    make.reprice("rug", "990")
    assert turns()
    switch(shop, "rug", notify=False, preorder=True)
    assert turns()
    with unit():
        pim.upsert_products(system=make.SYSTEM, drafts=[ProductDraft(external_id="rug", title="Ковёр большой")])
    assert turns()
    assert not turns()


def test_what_the_page_of_another_product_asks_is_foreseen(
    shop: dict[str, int], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.forget()
    surprises: list[object] = []
    learn = memory.foresight.learn
    monkeypatch.setattr(memory.foresight, "learn", lambda *told: surprises.append(told) or learn(*told))

    def is_foreseen(code: str) -> bool:
        before = len(surprises)
        client.get(path(shop, code))
        return len(surprises) == before

    assert not is_foreseen("lamp"), "the first"
    assert not is_foreseen("saw"), "sold out: asks what is expected"
    assert not is_foreseen("rug"), "from two of a kind it is known what they ask"
    assert is_foreseen("saw")
    assert is_foreseen("lamp"), "asks less"
    assert not is_foreseen("pot"), "which of its variants is shown?"


def test_the_page_can_be_asked_about_by_another_process(shop: dict[str, int], client: Client) -> None:
    for code in ("pot", "lamp"):
        told = client.get(path(shop, code)).wsgi_request.META["prilavok.proof"].told()
        proof = unchanged.read(told)
        assert proof is not None
        assert proof()
        assert len(told) < 40_000, "several kilobytes of statements, not the catalogue"
    make.reprice("lamp", "991")
    assert not proof()


def test_products_behind_the_best_selling_addresses_are_known_ahead(shop: dict[str, int]) -> None:
    memory.behind.clear()
    _know_best_sellers()
    for slug, (product_id, variant_ids) in memory.behind.items():
        assert pim.ids_by_slug(slug) == (product_id, variant_ids)
    assert {one for one, _ in memory.behind.values()} >= {shop["lamp"], shop["pot"]}
    memory.behind.clear()


def test_search_engines_read_variants_and_what_is_ordered_ahead(shop: dict[str, int], client: Client) -> None:
    def data(code: str) -> dict[str, object]:
        found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page(client, shop, code), re.DOTALL)
        assert [json.loads(one)["@type"] for one in found] == ["Product", "BreadcrumbList"]
        return dict(json.loads(found[0]))

    group = data("pot")["isVariantOf"]
    assert isinstance(group, dict)
    assert [one["offers"]["price"] for one in group["hasVariant"]] == ["540.00", "590.00"]
    expect("rug", "s1", 1)
    switch(shop, "rug", notify=True, preorder=True)
    offers = data("rug")["offers"]
    assert isinstance(offers, dict)
    assert (offers["availability"], offers["availabilityStarts"]) == (
        "https://schema.org/BackOrder",
        SOON.isoformat(),
    )
