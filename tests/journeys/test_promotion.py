"""A promotion's way in browsers: described, tried, published, seen by the buyer, used with a coupon."""

import re

import pytest
from playwright.sync_api import Page, expect

from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import Grant
from prilavok.goods.pricing.coupons.models import CouponUseRow
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import OrderFilter
from tests.doors.storefront import make
from tests.jobs import RunJobs
from tests.journeys.conftest import DESKTOP, PHONE, Walk, choose_store, open_found

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "прилавок-и-полка-7"
LAMP = "Лампа настольная «Сумерки»"


def _log_in(page: Page) -> None:
    with unit():
        accounts.create_staff(
            username="marina", password=PASSWORD, name="Марина", roles=[Grant(role="marketer", stores=None)]
        )
    page.goto("/office/promotions/")
    page.locator("input[name=username]").fill("marina")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda address: "login" not in address)


def _write_legend(page: Page) -> None:
    page.goto("/office/legends/")
    page.get_by_label("Название для нас").fill("Торговый зал")
    page.get_by_label("Текст у цены").fill("Экономим на торговом зале")
    page.get_by_label("Что говорит оператор").fill("Заказ готовит склад, поэтому дешевле")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("Легенда сохранена")).to_be_visible()


def _make_promotion(page: Page) -> None:
    page.goto("/office/promotions/new/")
    page.get_by_role("link", name="Снизить цены на процент").click()
    page.wait_for_url("**/new/price_percent/")
    page.get_by_label("Название акции").fill("Вечера со светом")
    page.get_by_label("Скидка, %").fill("10")
    page.get_by_label("на кассе").uncheck()
    page.get_by_label("в магазине").uncheck()
    page.get_by_label("Отдельные товары").first.fill(LAMP)
    page.get_by_label("Легенда").select_option(label="Торговый зал")
    page.get_by_label("Приоритет").press("Tab")
    expect(page.locator("#preview")).to_contain_text("1 161")
    expect(page.locator("#preview")).to_contain_text("применяется")
    page.get_by_role("button", name="Сохранить черновик").click()
    expect(page.get_by_text("Черновик сохранён")).to_be_visible()


def _look_and_publish(page: Page) -> None:
    page.get_by_role("link", name="Товары, цены, другие акции").click()
    expect(page.get_by_role("row").filter(has_text=LAMP)).to_contain_text("1 161")
    page.go_back()
    page.get_by_role("button", name="Опубликовать сейчас").click()
    expect(page.get_by_text("Опубликована. Действует")).to_be_visible()


def _look_at_the_calendar(page: Page) -> None:
    """On a phone the calendar opens at today, with the titles of what runs in sight."""
    page.set_viewport_size(PHONE)
    page.goto("/office/promotions/")
    title = page.locator(".pv-when-narrow svg text", has_text="Вечера со светом")
    today = page.locator(".pv-when-narrow line.is-today")
    for one in (title, today):
        box = one.bounding_box()
        assert box is not None
        assert 0 <= box["x"] < PHONE["width"] / 2
    expect(page.locator(".pv-when-wide")).to_be_hidden()
    page.set_viewport_size(DESKTOP)


def _make_coupon(page: Page) -> None:
    page.goto("/office/promotions/new/basket_percent/")
    page.get_by_label("Название акции").fill("По листовке")
    page.get_by_label("Скидка, %").fill("10")
    page.get_by_label("Только по купону").check()
    page.get_by_role("button", name="Сохранить черновик").click()
    expect(page.get_by_text("Черновик сохранён")).to_be_visible()
    page.get_by_role("button", name="Опубликовать сейчас").click()
    expect(page.get_by_text("Опубликована. Действует")).to_be_visible()  # its draft leads to a new series as well
    page.get_by_role("link", name="Новая серия").click()
    page.get_by_label("Название для нас").fill("Листовки")
    page.get_by_label("Что вводит покупатель").select_option("word")
    page.get_by_label("Слово").fill("тепло")
    page.get_by_label("Сколько раз действует код").fill("")
    page.get_by_label("Сколько раз на человека").fill("1")
    page.get_by_role("button", name="Создать серию").click()
    expect(page.get_by_text("ТЕПЛО").first).to_be_visible()


def _buy(page: Page) -> None:
    page.goto("/search/?q=лампа")
    open_found(page, LAMP)
    expect(page.get_by_text("Экономим на торговом зале").first).to_be_visible()
    expect(page.locator(".price--hero .price__now")).to_have_text(re.compile(r"1\s161"))
    page.get_by_role("button", name="В корзину").click()
    expect(page.locator("#count")).to_have_text("1")
    page.goto("/basket/")


def _use_coupon(page: Page) -> None:
    page.get_by_text("У меня есть купон").click()
    page.get_by_label("Слово или код").fill("ntgkj")  # the same keys in the other layout
    page.get_by_role("button", name="Применить купон").click()
    expect(page.locator("#coupon")).to_contain_text("ТЕПЛО")
    expect(page.locator(".sum--total")).to_contain_text(re.compile(r"1\s044,90"))


def _order(page: Page) -> None:
    page.goto("/checkout/")
    page.locator("#f-name").fill("Анна Снегирёва")
    page.locator("#f-phone").fill("8(916)1234567")
    choose_store(page, make.store("s1"))
    page.locator("aside").get_by_role("button", name="Оформить заказ").click()


def test_a_promotion_from_its_draft_to_the_order_with_a_coupon(
    shop: dict[str, int], walk: Walk, run_jobs: RunJobs
) -> None:
    office, buyer = walk(size=DESKTOP), walk()
    _log_in(office)
    _write_legend(office)
    _make_promotion(office)
    _look_and_publish(office)
    _look_at_the_calendar(office)
    _make_coupon(office)
    run_jobs()

    _buy(buyer)
    _use_coupon(buyer)
    _order(buyer)

    expect(buyer.get_by_role("heading", name="Заказ оформлен")).to_be_visible()
    (order,) = oms.find_orders(OrderFilter()).orders
    assert str(order.total.amount) == "1044.90"
    assert CouponUseRow.objects.get().number == order.number
    buyer.get_by_role("link", name="Следить за заказом").click()
    expect(buyer.get_by_text("Экономим на торговом зале")).to_be_visible()
    office.goto("/office/coupons/?q=тепло")
    expect(office.get_by_role("row").filter(has_text="Листовки").first).to_contain_text("Листовки")
    office.goto(f"/office/orders/{order.number}/")
    expect(office.get_by_text("Заказ готовит склад, поэтому дешевле")).to_be_visible()

    _buy(buyer)
    _use_coupon(buyer)
    _order(buyer)
    expect(buyer.get_by_role("alert")).to_contain_text("уже использован")
    assert len(oms.find_orders(OrderFilter()).orders) == 1
