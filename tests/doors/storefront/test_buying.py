"""From the basket to the order: what changes on the way is told, nothing typed is lost."""

import re
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from prilavok.base.access import SYSTEM
from prilavok.base.unit import unit
from prilavok.doors.storefront import memory
from prilavok.foundation.messaging.models import Wish
from prilavok.foundation.privacy.models import Consent
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationEdit, LocationId
from prilavok.partners.erp.models import Node
from prilavok.partners.erp.orders import profile as profiles
from prilavok.partners.erp.orders.profile import ProfileView
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import OrderFilter
from tests.base.faulty import faulty, says
from tests.doors.storefront import buyers, make
from tests.doors.storefront.buyers import Buyer
from tests.jobs import RunJobs
from tests.protocols.make import make_nodes


def _field(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found is not None, name
    return found[1]


def _chosen(text: str) -> list[str]:
    radios = re.findall(r'<input[^>]*name="store"[^>]*>', text)
    return [re.findall(r'value="(\d+)"', one)[0] for one in radios if "checked" in one]


def _form(client: Client, **changes: object) -> dict[str, object]:
    text = client.get("/checkout/").content.decode()
    typed: dict[str, object] = {
        "key": _field(text, "key"),
        "total": _field(text, "total"),
        "name": "Анна",
        "phone": "8 (916) 123-45-67",
        "email": "",
        "comment": "Позвоните у входа",
        "store": make.store("s1"),
    }
    return {**typed, **changes}


def _free(code: str, place: str) -> Decimal:
    variant = make.variant(code)
    return stock.availability(variant_ids=[variant])[variant][make.store(place)].available


def ask_first(url: str, policy: str) -> None:
    """The central node is asked for stock before an order is placed."""
    make_nodes(namespace=make.SYSTEM)
    node = Node.objects.get(code="erp.central")
    with unit():
        wanted = ProfileView(node_id=node.pk, check_policy=policy, check_url=url, check_timeout_ms=500)
        profiles.save_profile(wanted, SYSTEM)


def _orders() -> int:
    return oms.find_orders(OrderFilter()).total_count


@pytest.fixture
def buyer(shop: dict[str, int], client: Client) -> Client:
    """A visitor with one lamp in the basket."""
    client.post("/basket/line/", {"add": make.variant("lamp")})
    return client


def test_a_basket_is_opened_by_a_secret_cookie(buyer: Client) -> None:
    cookie = buyer.cookies["basket"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert len(cookie.value) >= 22


def test_lines_are_counted_changed_taken_out_and_put_back(buyer: Client) -> None:
    lamp = make.variant("lamp")
    token = buyer.cookies["basket"].value

    buyer.post("/basket/line/", {"add": lamp})
    assert [line.quantity for line in oms.basket_of(token).lines] == [2]
    answer = buyer.post("/basket/line/", {"variant": lamp, "to": "0"})
    assert oms.basket_of(token).lines == ()
    text = buyer.get(answer.headers["Location"]).content.decode()
    assert "Вернуть" in text
    buyer.post("/basket/line/", {"variant": lamp, "to": _field(text, "to")})
    assert [line.quantity for line in oms.basket_of(token).lines] == [2]


@pytest.mark.parametrize("quantity", ["-1", "NaN", "1e9", "Infinity", "много", ""])
def test_odd_quantities_change_nothing(buyer: Client, quantity: str) -> None:
    buyer.post("/basket/line/", {"variant": make.variant("lamp"), "to": quantity})

    assert [line.quantity for line in oms.basket_of(buyer.cookies["basket"].value).lines] == [1]


def test_an_order_is_placed_in_three_screens(buyer: Client) -> None:
    placed = buyer.post("/checkout/", _form(buyer))
    assert placed.status_code == 303

    text = buyer.get(placed.headers["Location"]).content.decode()

    order = oms.find_orders(OrderFilter()).orders[0]
    assert order.number in text
    assert order.contact.phone == "+79161234567"
    assert order.comment == "Позвоните у входа"
    assert _free("lamp", "s1") == 11
    assert oms.basket_of(buyer.cookies["basket"].value).lines == ()


def test_a_form_sent_twice_makes_one_order(buyer: Client) -> None:
    form = _form(buyer)

    first, second = buyer.post("/checkout/", form), buyer.post("/checkout/", form)

    assert first.headers["Location"] == second.headers["Location"]
    assert _orders() == 1


def test_what_is_missing_is_said_by_the_field_and_the_rest_is_kept(buyer: Client) -> None:
    answer = buyer.post("/checkout/", _form(buyer, phone="12", store="", email="anna@"))
    text = answer.content.decode()

    assert answer.status_code == 422
    assert 'value="Анна"' in text
    assert "Позвоните у входа" in text
    assert text.count('aria-invalid="true"') == 2
    assert "Выберите магазин, где заберёте заказ" in text
    assert _orders() == 0


def test_a_changed_price_is_told_with_the_way_on(buyer: Client, run_jobs: RunJobs) -> None:
    form = _form(buyer)
    make.reprice("lamp", "1490")
    run_jobs()

    answer = buyer.post("/checkout/", form)
    text = answer.content.decode()

    assert answer.status_code == 409
    assert "1\xa0490\xa0₽" in text
    assert 'value="8 (916) 123-45-67"' in text
    assert _orders() == 0
    again = buyer.post("/checkout/", {**form, "key": _field(text, "key"), "total": _field(text, "total")})
    assert again.status_code == 303
    assert _orders() == 1


def test_a_line_that_sold_out_meanwhile_offers_another_store(buyer: Client) -> None:
    form = _form(buyer)
    make.restock("lamp", "s1", 0)

    answer = buyer.post("/checkout/", form)
    text = answer.content.decode()

    assert answer.status_code == 409
    assert "Выберите ниже другой магазин" in text
    assert f'value="{make.store("s2")}"' in text
    assert 'value="Анна"' in text
    assert _orders() == 0
    assert buyer.post("/checkout/", {**form, "store": make.store("s2")}).status_code == 303


def test_a_basket_is_fitted_to_a_store_on_request(buyer: Client) -> None:
    token = buyer.cookies["basket"].value
    buyer.post("/basket/line/", {"variant": make.variant("lamp"), "to": "5"})
    buyer.post("/basket/line/", {"add": make.variant("pan")})

    text = buyer.post("/checkout/", _form(buyer, fit=make.store("s2"))).content.decode()

    assert [(line.variant_id, line.quantity) for line in oms.basket_of(token).lines] == [(make.variant("lamp"), 2)]
    assert 'value="Анна"' in text


def test_the_order_page_follows_the_order_to_the_code(buyer: Client, run_jobs: RunJobs) -> None:
    buyer.post("/checkout/", _form(buyer))
    run_jobs()
    order = oms.find_orders(OrderFilter()).orders[0]
    with unit():
        oms.move(order_id=order.order_id, to="picking", actor=SYSTEM)
    with unit():
        oms.mark_picked(order_id=order.order_id, picked={make.variant("lamp"): Decimal(1)}, actor=SYSTEM)

    text = buyer.get(f"/order/{order.token}/status/").content.decode()

    assert "Назовите этот код в магазине" in text
    assert "Ждёт вас в магазине" in text


def test_the_buyer_cancels_and_the_goods_are_on_sale_again(buyer: Client) -> None:
    buyer.post("/checkout/", _form(buyer))
    order = oms.find_orders(OrderFilter()).orders[0]

    answer = buyer.post(f"/order/{order.token}/cancel/")

    assert answer.status_code == 303
    assert _free("lamp", "s1") == 12
    text = buyer.get(f"/order/{order.token}/").content.decode()
    assert "Отменить заказ" not in text


def test_an_order_link_is_a_secret(buyer: Client) -> None:
    buyer.post("/checkout/", _form(buyer))
    order = oms.find_orders(OrderFilter()).orders[0]

    assert buyer.get(f"/order/{order.number}/").status_code == 404
    assert buyer.get(f"/order/{order.order_id}/").status_code == 404
    assert buyer.post("/order/guess/cancel/").status_code == 404


@pytest.mark.parametrize("path", ["/basket/", "/checkout/"])
def test_basket_and_checkout_take_at_most_thirteen_queries(
    buyer: Client, django_assert_max_num_queries: DjangoAssertNumQueries, path: str
) -> None:
    buyer.post("/basket/line/", {"add": make.variant("kettle")})
    memory.forget()
    with django_assert_max_num_queries(13):
        buyer.get(path)


def test_a_comment_keeps_its_lines_and_a_name_is_one_line(buyer: Client) -> None:
    answer = buyer.post("/checkout/", _form(buyer, name=" Анна\r\n Петрова ", comment="у входа\r\nне звонить "))

    assert answer.status_code == 303
    order = oms.find_orders(OrderFilter()).orders[0]
    assert (order.contact.name, order.comment) == ("Анна Петрова", "у входа\nне звонить")


def test_a_price_that_rose_in_the_basket_is_told_and_agreed_to(buyer: Client, run_jobs: RunJobs) -> None:
    make.reprice("lamp", "1490")
    run_jobs()

    text = buyer.get("/basket/").content.decode()
    assert "Согласиться с новыми ценами" in text
    answer = buyer.post("/basket/accept/", {"go": "1"})

    assert answer.headers["Location"] == "/checkout/"
    assert "Согласиться с новыми ценами" not in buyer.get("/basket/").content.decode()


def test_a_line_that_sold_out_in_the_basket_stops_the_way_until_it_is_taken_out(buyer: Client) -> None:
    for place in ("s1", "s2", "s4"):
        make.restock("lamp", place, 0)
    buyer.post("/basket/line/", {"add": make.variant("kettle")})

    assert 'href="/checkout/"' not in buyer.get("/basket/").content.decode()
    buyer.post("/basket/line/", {"variant": make.variant("lamp"), "to": "0"})
    assert 'href="/checkout/"' in buyer.get("/basket/").content.decode()


def test_what_brought_the_buyer_stands_on_the_order(buyer: Client) -> None:
    came = "utm_source%3Dyandex%26utm_medium%3Dcpc%26utm_campaign%3D%25D0%259B%25D0%25B5%25D1%2582%25D0%25BE"
    buyer.cookies["came"] = came

    buyer.post("/checkout/", _form(buyer))

    (order,) = oms.find_orders(OrderFilter()).orders
    assert (order.origin.kind, order.origin.source, order.origin.campaign) == ("utm", "yandex / cpc", "Лето")


@pytest.mark.parametrize("came", ["", "%%%", "a" * 5000, "utm_source=%00%0a"])
def test_a_broken_cookie_tells_nothing_and_stops_nothing(buyer: Client, came: str) -> None:
    buyer.cookies["came"] = came

    buyer.post("/checkout/", _form(buyer))

    (order,) = oms.find_orders(OrderFilter()).orders
    assert order.origin.kind == "direct"


def test_the_erp_s_no_of_the_last_second_stops_the_order_with_what_is_left(
    buyer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = make.variant("lamp")
    with faulty(says(200, b'{"goods": [{"id": "lamp", "available": 0}]}')) as server:
        ask_first(server.url, "accept")
        refused = buyer.post("/checkout/", _form(buyer))
        assert refused.status_code == 409
        assert _orders() == 0

        server.script[:] = [says(503)]
        placed = buyer.post("/checkout/", _form(buyer))

    assert placed.status_code == 303
    (order,) = oms.find_orders(OrderFilter()).orders
    assert [line.variant_id for line in order.lines] == [wanted]
    assert any("принят по нашим остаткам" in line.title for line in oms.trace(order.order_id))


def test_putting_the_first_good_into_a_basket_takes_six_statements(
    buyer: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    variant_id = make.variant("lamp")
    buyer.post("/basket/line/", {"add": variant_id})
    buyer.cookies.clear()

    with django_assert_num_queries(6):
        answer = buyer.post("/basket/line/", {"add": variant_id})

    assert answer.status_code == 303


def test_a_known_buyer_finds_the_name_the_contacts_and_the_store_of_the_last_order(shop: dict[str, int]) -> None:
    anna = Buyer("+79161234567", "Анна Петрова").sign_in()
    anna.prove("anna@example.org")
    with unit():
        stock.describe_location(LocationEdit(location_id=LocationId(make.store("s2")), city="Тула"))
    memory.forget()
    buyers.place("before", phone="+79161234567", name="Анна Петрова", person_id=anna.person_id)
    anna.client.post("/basket/line/", {"add": make.variant("lamp")})

    text = anna.page("/checkout/")
    filled = [re.findall(rf'id="f-{name}"[^>]*? value="([^"]*)"', text)[0] for name in ("name", "phone", "email")]
    assert filled == ["Анна Петрова", "+7 916 123-45-67", "anna@example.org"]
    assert _chosen(text) == [str(make.store("s2"))]
    assert text.index("Лесная, 5") < text.index("Тверская, 12"), "the city of that store comes first"

    anna.client.cookies["city"] = "%D0%A2%D0%B2%D0%B5%D1%80%D1%8C"  # Тверь, where the last order was not
    assert _chosen(anna.page("/checkout/")) == []


def test_what_a_guest_agrees_to_is_kept_with_its_version_and_is_theirs_after_the_login(
    buyer: Client, run_jobs: RunJobs
) -> None:
    buyer.post("/checkout/", _form(buyer, news_sms="1"))

    (order,) = oms.find_orders(OrderFilter()).orders
    kept = Consent.objects.order_by("pk").values_list(
        "purpose", "text_code", "version", "contact", "person_id", "about"
    )
    about = f"order:{order.order_id}"
    assert list(kept) == [
        ("order", "offer", 1, "+79161234567", None, about),
        ("news_sms", "news", 1, "+79161234567", None, about),
    ]
    assert not Wish.objects.filter(is_wanted=True).exists(), "anybody may type somebody else's phone"

    anna = Buyer("+79161234567").sign_in()
    run_jobs()
    adopted = Consent.objects.filter(about=about).values_list("person_id", flat=True)
    assert list(adopted) == [anna.person_id, anna.person_id]
    assert [(one.address, one.is_wanted) for one in Wish.objects.all()] == [("+79161234567", True)]
