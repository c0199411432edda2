"""The buyer's side of a basket and an order: held, changed, repeated, brought back; what a stranger may not."""

import re
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client

from prilavok.base.access import SYSTEM, Actor
from prilavok.base.unit import unit
from prilavok.doors.storefront import memory
from prilavok.goods.stock import api as stock
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.baskets import api as baskets
from prilavok.trade.oms.baskets.values import BasketTerms
from prilavok.trade.oms.models import OrderDocument
from prilavok.trade.oms.values import BasketLine, OrderFilter, OrderView, PlaceOrder
from tests.doors.storefront import make
from tests.doors.storefront.test_buying import _field, _form, _free
from tests.jobs import RunJobs

EDITOR = Actor(person_id=1, name="Ирина", kind="staff", permissions=frozenset({"scheme.edit"}), stores=None)
RECIPIENT = {"other": "1", "recipient_name": "Пётр", "recipient_phone": "8 903 000-00-00"}


@pytest.fixture
def buyer(shop: dict[str, int], client: Client) -> Client:
    """A visitor with one kettle in the basket: it lies in two stores."""
    client.post("/basket/line/", {"add": make.variant("kettle")})
    return client


@pytest.fixture
def order(buyer: Client) -> OrderView:
    buyer.post("/checkout/", _form(buyer))
    return oms.find_orders(OrderFilter()).orders[0]


def _text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_another_store_is_chosen_and_taken_back(buyer: Client, order: OrderView) -> None:
    page = _text(buyer, f"/order/{order.token}/store/")
    assert f'value="{make.store("s2")}"' in page
    assert f'value="{make.store("s3")}"' not in page

    moved = buyer.post(f"/order/{order.token}/store/", {"store": make.store("s2")})
    assert moved.status_code == 303
    text = _text(buyer, moved.headers["Location"])

    assert "Вернуть: Тверская, 12" in text
    assert (_free("kettle", "s1"), _free("kettle", "s2")) == (3, 29)
    buyer.post(f"/order/{order.token}/store/", {"store": _field(text, "store")})
    assert (_free("kettle", "s1"), _free("kettle", "s2")) == (2, 30)


def test_a_store_that_has_sold_it_meanwhile_changes_nothing(buyer: Client, order: OrderView) -> None:
    make.restock("kettle", "s2", 0)

    answer = buyer.post(f"/order/{order.token}/store/", {"store": make.store("s2")})

    assert answer.status_code == 409
    assert "Ничего не изменилось" in answer.content.decode()
    assert oms.order_by_token(order.token).location_id == make.store("s1")
    assert _free("kettle", "s1") == 2


def test_what_a_status_does_not_allow_is_explained(buyer: Client, order: OrderView) -> None:
    with unit():
        oms.move(order_id=order.order_id, to="picking", actor=SYSTEM)

    text = _text(buyer, f"/order/{order.token}/")
    refused = buyer.post(f"/order/{order.token}/store/", {"store": make.store("s2")})

    assert "Магазин уже собирает заказ" in text
    assert "Забрать в другом магазине" not in text
    assert refused.status_code == 409
    assert oms.order_by_token(order.token).location_id == make.store("s1")


def test_who_comes_is_named_at_the_checkout_and_changed_on_the_page(buyer: Client) -> None:
    wrong = buyer.post("/checkout/", _form(buyer, **{**RECIPIENT, "recipient_phone": "12"}))
    assert wrong.status_code == 422
    assert 'value="Пётр"' in wrong.content.decode()
    buyer.post("/checkout/", _form(buyer, **RECIPIENT))
    (order,) = oms.find_orders(OrderFilter()).orders
    assert order.recipient is not None
    assert (order.recipient.phone, order.contact.name) == ("+79030000000", "Анна")

    path = f"/order/{order.token}/recipient/"
    refused = buyer.post(path, {"recipient_name": "Олег", "recipient_phone": "1"})
    assert refused.status_code == 422
    assert 'value="Олег"' in refused.content.decode()
    buyer.post(path, {"self": "1"})

    assert oms.order_by_token(order.token).recipient is None
    assert "Пётр" not in _text(buyer, f"/order/{order.token}/paper/")


def test_nothing_of_an_order_opens_without_its_secret(buyer: Client, order: OrderView) -> None:
    for what in ("", "status/", "store/", "paper/"):
        for guess in ("guess", order.number, str(order.order_id)):
            assert buyer.get(f"/order/{guess}/{what}").status_code == 404
    for what in ("store/", "recipient/", "repeat/", "cancel/"):
        assert buyer.post(f"/order/guess/{what}", {"store": make.store("s2"), "self": "1"}).status_code == 404
    assert oms.order_by_token(order.token) == order


def test_the_same_is_ordered_again_and_what_is_gone_is_said(buyer: Client, shop: dict[str, int]) -> None:
    buyer.post("/basket/line/", {"add": make.variant("saw")})
    buyer.post("/checkout/", _form(buyer, store=make.store("s4")))
    buyer.post("/basket/line/", {"variant": make.variant("saw"), "to": "0"})
    buyer.post("/checkout/", _form(buyer))
    (order,) = oms.find_orders(OrderFilter()).orders
    make.restock("kettle", "s1", 0)
    make.restock("kettle", "s2", 0)
    stranger = Client()

    put = stranger.post(f"/order/{order.token}/repeat/")
    text = _text(stranger, put.headers["Location"])

    assert "Не всё удалось положить" in text
    assert "Чайник" in text
    assert oms.basket_of(stranger.cookies["basket"].value).lines == ()


def test_the_page_says_when_it_is_ready_and_when_it_is_late(buyer: Client, order: OrderView) -> None:
    assert "Магазин соберёт заказ к" in _text(buyer, f"/order/{order.token}/")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE oms_order SET placed_at = placed_at - interval '2 days'")

    assert "Мы опаздываем" in _text(buyer, f"/order/{order.token}/status/")


def test_a_day_that_has_passed_is_not_promised_again(buyer: Client, order: OrderView) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE oms_order SET promised_at = now() + interval '1 day'")
    assert "Привезём к" in _text(buyer, f"/order/{order.token}/status/")

    with connection.cursor() as cursor:
        cursor.execute("UPDATE oms_order SET promised_at = now() - interval '2 days'")
    text = _text(buyer, f"/order/{order.token}/status/")

    assert "Мы опаздываем" in text
    assert "Привезём к" not in text


def test_goods_are_held_when_a_store_is_chosen_and_stay_the_buyers(buyer: Client) -> None:
    with unit():
        baskets.edit_basket_terms(terms=BasketTerms(hold_minutes=10), actor=EDITOR)
    memory.forget()
    buyer.post("/basket/line/", {"variant": make.variant("kettle"), "to": "3"})
    form = _form(buyer)
    assert _free("kettle", "s1") == 3

    chosen = buyer.post("/checkout/", {**form, "choose": "1"}, headers={"HX-Request": "true"})
    text = chosen.content.decode()

    assert "Отложено для вас" in text
    assert "<html" not in text
    assert _free("kettle", "s1") == 0
    assert "Закончился" not in _text(buyer, "/basket/")
    assert buyer.post("/checkout/", {**form, "total": _field(text, "total")}).status_code == 303
    assert _free("kettle", "s1") == 0
    assert stock.broken_balances() == []


def test_choosing_a_store_without_holds_holds_nothing(buyer: Client) -> None:
    answer = buyer.post("/checkout/", {**_form(buyer), "choose": "1"})

    assert 'value="Анна"' in answer.content.decode()
    assert _free("kettle", "s1") == 3


def test_the_basket_and_the_header_say_at_once_what_changed(buyer: Client, run_jobs: RunJobs) -> None:
    before = re.search(r'data-revision="(\w+)"', _text(buyer, "/basket/"))
    assert "tool__count--warn" not in _text(buyer, "/me/")

    for place in ("s1", "s2"):
        make.restock("kettle", place, 0)
    run_jobs(queue="storefront")
    look = buyer.get("/basket/", headers={"HX-Request": "true"}).content.decode()
    after = re.search(r'data-revision="(\w+)"', look)

    assert before is not None
    assert after is not None
    assert before[1] != after[1]
    assert "Закончился везде" in look or "закончил" in look.lower()
    assert "tool__count--warn" in _text(buyer, "/me/")


def test_a_basket_opens_elsewhere_by_a_link_that_shows_goods_only(buyer: Client) -> None:
    page = buyer.post("/basket/link/").content.decode()
    link = re.search(r'value="([^"]*/basket/back/[^"]*)"', page)
    assert link is not None
    path = urlsplit(link[1]).path
    stranger = Client()

    shown = stranger.get(path).content.decode()
    assert "Чайник" in shown
    assert "basket" not in stranger.cookies
    put = stranger.post(path)

    assert put.status_code == 303
    lines = oms.basket_of(stranger.cookies["basket"].value).lines
    assert [(line.variant_id, line.quantity) for line in lines] == [(make.variant("kettle"), Decimal(1))]
    assert stranger.cookies["basket"].value != buyer.cookies["basket"].value
    assert stranger.get("/basket/back/guess/").status_code == 404
    assert stranger.post("/basket/back/guess/").status_code == 404
    with connection.cursor() as cursor:
        cursor.execute("UPDATE oms_basketlink SET ends_at = now() - %s", [timedelta(seconds=1)])
    assert stranger.get(path).status_code == 404


def test_what_was_short_what_came_back_and_what_ended_is_said(
    buyer: Client, order: OrderView, run_jobs: RunJobs
) -> None:
    path = f"/order/{order.token}/"
    lines = (BasketLine(variant_id=make.variant("lamp"), quantity=Decimal(3)),)  # type: ignore[arg-type]
    wish = PlaceOrder(key="k", channel="site", location_id=make.store("s1"), contact=order.contact, lines=lines)
    with unit():
        other = oms.place_order(wish)
    assert "Собрано меньше" not in _text(buyer, f"/order/{other.token}/")
    with unit():
        picked = {make.variant("lamp"): Decimal(2)}
        oms.mark_picked(order_id=other.order_id, picked=picked, actor=SYSTEM)  # type: ignore[arg-type]
    text = _text(buyer, f"/order/{other.token}/")
    assert "Собрано меньше" in text
    assert "2 из 3" in text
    assert "Заказ уже собран и ждёт вас" in text

    with unit():
        oms.issue_paid(order_id=other.order_id, code=other.pickup_code, method="cash", actor=SYSTEM, key="i")
    OrderDocument.objects.create(
        order_id=other.order_id, kind="return", system="erp.test", number="В-7", amount=Decimal(1290),
        lines=[{"title": "Лампа", "quantity": "1", "total": "1290.00"}],
    )  # fmt: skip
    text = _text(buyer, f"/order/{other.token}/")
    assert "Возвращено" in text
    assert "Оплачено" in text

    buyer.post(f"{path}cancel/")
    assert "Товары снова в продаже" in _text(buyer, path)


def test_the_fragment_of_a_full_basket_asks_little(buyer: Client, django_assert_max_num_queries) -> None:
    buyer.get("/me/")
    with django_assert_max_num_queries(5):
        buyer.get("/me/")
