"""The first sale, by the browsers of its people: the buyer's phone, the store's screen, the operator's card."""

import re

import pytest
from playwright.sync_api import Page, expect

from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import Grant
from prilavok.foundation.messaging.models import Message
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationId
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import OrderFilter, OrderView
from tests.doors.storefront import make
from tests.jobs import RunJobs
from tests.journeys.conftest import DESKTOP, Walk, choose_store, look_again, open_found

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "прилавок-и-полка-7"
LAMP = "Лампа настольная «Сумерки»"


def _order() -> OrderView:
    (order,) = oms.find_orders(OrderFilter()).orders
    return order


def _hire(username: str, name: str, grant: Grant) -> None:
    with unit():
        accounts.create_staff(username=username, password=PASSWORD, name=name, roles=[grant])


def _log_in(page: Page, door: str, username: str) -> None:
    page.goto(door)
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda address: "login" not in address)


def _buy(page: Page) -> None:
    page.goto("/search/?q=лампа")
    open_found(page, LAMP)
    page.get_by_role("button", name="В корзину").click()
    expect(page.locator("#count")).to_have_text("1")
    page.goto("/checkout/")
    page.locator("#f-name").fill("Анна Снегирёва")
    page.locator("#f-phone").fill("8(916)1234567")
    choose_store(page, make.store("s1"))
    page.locator("aside").get_by_role("button", name="Оформить заказ").click()
    expect(page.get_by_role("heading", name="Заказ оформлен")).to_be_visible()
    page.get_by_role("link", name="Следить за заказом").click()
    expect(page.locator(".trail [aria-current]")).to_have_text(re.compile("Принят"))


def _gather(worker: Page, number: str) -> None:
    worker.get_by_role("link", name=re.compile(number)).click()
    worker.get_by_role("button", name="Начать").click()
    worker.get_by_role("button", name="Всё на месте").click()
    expect(worker.get_by_role("heading", name=re.compile("ячейк"))).to_be_visible()


def _hand_over(worker: Page, number: str, code: str) -> None:
    worker.goto("/counter/issue/")
    worker.get_by_role("link", name=re.compile(number)).click()
    worker.locator("#code").fill("00000" if code != "00000" else "11111")
    worker.get_by_role("button", name="Проверить").click()
    expect(worker.get_by_role("alert")).to_be_visible()
    worker.locator("#code").fill(code)
    worker.get_by_role("button", name="Проверить").click()
    worker.get_by_role("button", name="Карта").click()
    expect(worker.get_by_role("heading", name="Выдан")).to_be_visible()


def test_the_first_sale_goes_from_the_phone_to_the_bag(shop: dict[str, int], walk: Walk, run_jobs: RunJobs) -> None:
    here = LocationId(make.store("s1"))
    _hire("store-01", "Пётр Магазинов", Grant(role="store_worker", stores=frozenset({here})))
    _hire("operator", "Ольга Операторова", Grant(role="operator", stores=None))
    buyer, worker, operator = walk(), walk(), walk(size=DESKTOP)

    _buy(buyer)
    run_jobs()
    order = _order()
    _log_in(worker, "/counter/", "store-01")
    _gather(worker, order.number)
    run_jobs()
    look_again(buyer)
    expect(buyer.get_by_text("Назовите этот код в магазине")).to_be_visible()
    code = buyer.locator(".notice .bignumber").inner_text()
    assert f"Код {code}" in Message.objects.get(template="order_ready", channel="sms").text
    _hand_over(worker, order.number, code)
    run_jobs()
    look_again(buyer)

    expect(buyer.locator(".trail [aria-current]")).to_have_text(re.compile("Выдан"))
    _log_in(operator, "/office/", "operator")
    operator.goto(f"/office/orders/{order.number}/")
    expect(operator.get_by_role("main")).to_contain_text("Выдан")
    expect(operator.get_by_role("main")).to_contain_text("+7 916 123-45-67")
    lamp = make.variant("lamp")
    balance = stock.availability(variant_ids=[lamp])[lamp][here]
    assert (balance.on_hand, balance.reserved, balance.available) == (11, 0, 11)
    assert _order().facts >= {"picked", "paid", "issued"}
