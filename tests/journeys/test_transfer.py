"""Goods of one store for a buyer of another, by the browsers of its people: sent, received by scanner, handed over."""

import re
from datetime import time
from decimal import Decimal
from zlib import crc32

import pytest
from playwright.sync_api import Page, expect

from prilavok.base.access import Actor
from prilavok.base.unit import unit
from prilavok.foundation.accounts.values import Grant
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.transfers import api as transfers
from prilavok.goods.stock.transfers.values import RouteView, ShareView
from prilavok.goods.stock.values import LocationId, SnapshotRow
from tests.doors.storefront import make
from tests.jobs import RunJobs
from tests.journeys.conftest import Walk, choose_store, open_found
from tests.journeys.test_first_sale import _hire, _log_in, _order

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STAFF = Actor(name="Ирина", kind="system")
LAMP = "Лампа настольная «Сумерки»"


def _let_stores_share(here: LocationId, there: LocationId) -> None:
    """All lamps lie in the other store, which sends them here."""
    lamp = make.variant("lamp")
    with unit():
        rows = [SnapshotRow(variant_id=lamp, location_id=here, quantity=Decimal(0))]
        rows.append(SnapshotRow(variant_id=lamp, location_id=there, quantity=Decimal(5)))
        stock.apply_snapshot(source="package:test", rows=rows, meaning="physical")
        transfers.set_share(location_id=there, share=ShareView(gives=True), actor=STAFF)
        transfers.set_share(location_id=here, share=ShareView(takes=True), actor=STAFF)
        way = RouteView(
            source_id=None,
            source_region="",
            target_id=None,
            target_region="",
            lead_hours=24,
            cut_off=time(14),
            weekdays=(1, 2, 3, 4, 5, 6, 7),
        )
        transfers.keep_route(way, actor=STAFF)


def _buy(page: Page, store: int) -> None:
    page.goto("/search/?q=лампа")
    open_found(page, LAMP)
    page.get_by_role("button", name="В корзину").click()
    expect(page.locator("#count")).to_have_text("1")
    page.goto("/checkout/")
    page.locator("#f-name").fill("Анна Снегирёва")
    page.locator("#f-phone").fill("8(916)1234567")
    choice = page.locator(f"label[for='s-{store}']")
    expect(choice).to_contain_text("Привезём всё к")
    choose_store(page, store)
    page.locator("aside").get_by_role("button", name="Оформить заказ").click()
    expect(page.get_by_role("heading", name="Заказ оформлен")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Привезём к")


def _open_transfer(page: Page, number: str) -> None:
    page.get_by_role("link", name="Перемещения").click()
    expect(page.get_by_role("heading", name="Перемещения", level=1)).to_be_attached()
    page.get_by_role("link", name=re.compile(number)).click()
    expect(page.locator("#gather")).to_be_visible()
    page.wait_for_load_state("load")  # its script counts


def _scan(page: Page, code: str) -> None:
    """A keyboard wedge: very fast digits, then Enter, wherever the cursor stands."""
    page.evaluate("document.activeElement.blur()")
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def test_goods_travel_from_shelf_to_shelf_to_the_buyer(shop: dict[str, int], walk: Walk, run_jobs: RunJobs) -> None:
    here, there = LocationId(make.store("s1")), LocationId(make.store("s2"))
    _let_stores_share(here, there)
    run_jobs()
    _hire("store-01", "Пётр Магазинов", Grant(role="store_worker", stores=frozenset({here})))
    _hire("store-02", "Ирина Речная", Grant(role="store_worker", stores=frozenset({there})))
    buyer, receiver, sender = walk(), walk(), walk()

    _buy(buyer, here)
    run_jobs()
    order = _order()
    (transfer,) = transfers.of_orders(order_ids=[order.order_id])[order.order_id]
    _log_in(sender, "/counter/", "store-02")
    _open_transfer(sender, transfer.number)
    expect(sender.get_by_role("main")).to_contain_text("на полке 5")
    sender.locator(".count__more").first.click()
    sender.reload()
    expect(sender.locator(".count__now")).to_have_value("1")
    sender.get_by_role("button", name="Отправить", exact=True).click()
    expect(sender.get_by_role("heading", name="В пути")).to_be_visible()
    run_jobs()

    _log_in(receiver, "/counter/", "store-01")
    expect(receiver.get_by_role("main")).to_contain_text("Ждут товаров")
    _open_transfer(receiver, transfer.number)
    _scan(receiver, f"460{crc32(b'lamp'):010d}")
    expect(receiver.locator(".count__now").first).to_have_value("1")
    receiver.get_by_role("button", name="Принять", exact=True).click()
    expect(receiver.get_by_role("heading", name="Принято")).to_be_visible()
    run_jobs()
    receiver.goto("/counter/")
    receiver.get_by_role("link", name=re.compile(order.number)).click()
    receiver.get_by_role("button", name="Начать").click()
    receiver.get_by_role("button", name="Всё на месте").click()
    expect(receiver.get_by_role("heading", name=re.compile("ячейк"))).to_be_visible()

    lamp = make.variant("lamp")
    found = stock.availability(variant_ids=[lamp], location_ids=[here, there])[lamp]
    assert (found[here].on_hand, found[here].reserved, found[there].on_hand) == (1, 1, 4)
    assert receiver.evaluate("document.documentElement.scrollWidth") <= 390
