"""Buying in a real browser: with scripts and without, on a phone; what sold out; the account."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import Page, Route, expect

from prilavok.base.access import SYSTEM
from prilavok.base.unit import unit
from prilavok.foundation.messaging.models import Message
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import OrderFilter, OrderView
from tests.doors.storefront import make
from tests.jobs import RunJobs
from tests.journeys.conftest import DESKTOP, Walk, choose_store, look_again, open_found

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _order() -> OrderView:
    found = oms.find_orders(OrderFilter()).orders
    assert len(found) == 1
    return found[0]


def _to_checkout(page: Page) -> None:
    page.goto("/search/?q=лампа")
    open_found(page, "Лампа настольная «Сумерки»")
    page.get_by_role("button", name="В корзину").click()
    page.locator("#count, h1:has-text('Корзина')").first.wait_for()


def _fill(page: Page, store: str = "s1") -> None:
    page.locator("#f-name").fill("Анна Снегирёва")
    page.locator("#f-phone").fill("8 (916) 123-45-67")
    choose_store(page, make.store(store))


def _place(page: Page) -> None:
    page.locator("aside").get_by_role("button", name="Оформить заказ").click()


def test_buy_on_a_phone_with_scripts_and_watch_the_order_move(
    shop: dict[str, int], walk: Walk, run_jobs: RunJobs
) -> None:
    page = walk()
    _to_checkout(page)
    page.get_by_role("status").get_by_role("link", name="В корзину").click()
    expect(page.get_by_role("heading", name="Корзина", level=1)).to_be_visible()
    page.wait_for_load_state("load")
    more = page.get_by_role("button", name="На одну больше")
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        held.append(route)

    page.route("**/basket/line/", hold_the_first)
    with page.expect_request("**/basket/line/"):
        more.click()
    more.click()
    with page.expect_event("requestfinished"):
        held[0].continue_()
    page.wait_for_timeout(100)
    expect(page.locator(".stepper__now")).to_have_text("3")
    page.get_by_role("button", name="На одну меньше").click()
    page.get_by_role("link", name="К оформлению").click()
    expect(page.get_by_role("heading", name="Оформление заказа", level=1)).to_be_visible()
    page.wait_for_load_state("load")
    page.locator("#f-phone").press_sequentially("89161234567")
    expect(page.locator("#f-phone")).to_have_value("+7 916 123-45-67")
    _fill(page)
    _place(page)

    expect(page.get_by_role("heading", name="Заказ оформлен")).to_be_visible()
    order = _order()
    assert order.lines[0].quantity == 2, "two more and one less, pressed faster than the shop answers"
    expect(page.locator(".bignumber")).to_have_text(order.number)
    page.get_by_role("link", name="Следить за заказом").click()
    expect(page.locator(".trail [aria-current]")).to_have_text(re.compile("Принят"))

    run_jobs()
    with unit():
        oms.move(order_id=order.order_id, to="picking", actor=SYSTEM)
    with unit():
        oms.mark_picked(order_id=order.order_id, picked={make.variant("lamp"): Decimal(2)}, actor=SYSTEM)
    look_again(page)
    expect(page.get_by_text("Назовите этот код в магазине")).to_be_visible()


def test_buy_without_scripts(shop: dict[str, int], walk: Walk) -> None:
    page = walk(js=False)
    _to_checkout(page)
    expect(page.get_by_role("heading", name="Корзина")).to_be_visible()
    page.get_by_role("button", name="На одну больше").click()
    expect(page.locator(".stepper__now")).to_have_text("2")
    page.get_by_role("link", name="К оформлению").click()
    expect(page.get_by_role("heading", name="Оформление заказа", level=1)).to_be_visible()
    _place(page)
    expect(page.get_by_role("alert")).to_contain_text("Осталось заполнить")
    _fill(page)
    _place(page)

    expect(page.get_by_role("heading", name="Заказ оформлен")).to_be_visible()
    order = _order()
    assert (order.contact.phone, order.lines[0].quantity) == ("+79161234567", 2)


def test_a_line_sold_out_meanwhile_is_told_and_another_store_takes_it(shop: dict[str, int], walk: Walk) -> None:
    page = walk()
    _to_checkout(page)
    page.goto("/checkout/")
    _fill(page)
    make.restock("lamp", "s1", 0)
    _place(page)

    expect(page.get_by_role("alert")).to_contain_text("Выберите ниже другой магазин")
    expect(page.locator("#f-name")).to_have_value("Анна Снегирёва")
    choose_store(page, make.store("s2"))
    _place(page)
    expect(page.get_by_role("heading", name="Заказ оформлен")).to_be_visible()


def test_log_in_by_the_code_and_find_the_order(shop: dict[str, int], walk: Walk) -> None:
    page = walk(size=DESKTOP)
    _to_checkout(page)
    page.goto("/checkout/")
    _fill(page)
    _place(page)
    expect(page.get_by_role("heading", name="Заказ оформлен")).to_be_visible()

    page.goto("/account/")
    page.get_by_label("Телефон или почта").fill("8 916 123-45-67")
    page.get_by_role("button", name="Получить код").click()
    expect(page.get_by_role("heading", name="Введите код")).to_be_visible()
    code = re.search(r"\b\d{6}\b", Message.objects.latest("pk").text)
    assert code is not None
    page.get_by_label("Код из сообщения").fill(code[0])
    page.get_by_role("main").get_by_role("button", name="Войти").click()
    page.wait_for_url(lambda address: "/login" not in address)
    page.get_by_label("Согласен на обработку").check()
    page.get_by_role("button", name="Продолжить").click()

    expect(page.get_by_role("heading", name="Мои заказы")).to_be_visible()
    page.locator("a.order", has_text=_order().number).click()
    expect(page.get_by_role("heading", name=_order().number)).to_be_visible()


def test_the_keyboard_alone_reaches_and_adds_a_product(shop: dict[str, int], walk: Walk) -> None:
    page = walk(size=DESKTOP)
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="К содержанию")).to_be_focused()
    page.locator("#q").focus()
    page.keyboard.type("лам")
    expect(page.locator("#hints a").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Лампа настольная «Сумерки»", level=1)).to_be_visible()
    page.wait_for_load_state("load")
    page.get_by_role("button", name="В корзину").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#count")).to_have_text("1")
