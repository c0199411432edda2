"""Buyers of a segment see on every page what they pay; nobody else does, and pages for everybody never know of them."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client

from prilavok.base.access import SYSTEM
from prilavok.base.unit import unit
from prilavok.doors.storefront import memory
from prilavok.doors.storefront.actions.index_goods import catch_up
from prilavok.doors.storefront.adapters import goods_index
from prilavok.doors.storefront.web.frame import OWN_PRICES
from prilavok.goods.pim import api as pim
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.resolution import api as resolution
from prilavok.goods.pricing.resolution.values import RuleDraft
from prilavok.goods.pricing.values import PriceRow, PriceTypeDraft
from prilavok.people.marketing.segments import desk
from prilavok.people.marketing.segments.models import SegmentMember
from prilavok.people.marketing.segments.values import SegmentDraft
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import OrderFilter
from tests.doors.storefront import make
from tests.doors.storefront.buyers import Buyer
from tests.doors.storefront.test_buying import _form
from tests.jobs import RunJobs

USUAL, OWN = "1\xa0290\xa0₽", "777\xa0₽"
pytestmark = pytest.mark.django_db


@pytest.fixture
def dealers(shop: dict[str, int], run_jobs: RunJobs) -> int:
    """A segment that buys the lamp for 777; nothing else is for sale to it."""
    with unit():
        pricing.upsert_price_types(system="test", drafts=[PriceTypeDraft(external_id="opt", title="Оптовая")])
        types = pricing.price_type_ids(system="test", external_ids=["opt", "retail"])
        row = PriceRow(variant_id=make.variant("lamp"), price_type_id=types["opt"], amount=Decimal(777))
        pricing.set_prices(source="test:2", rows=[row])
        pk = desk.save_segment(segment_id=None, draft=SegmentDraft(code="opt", title="Опт", kind="list"), actor=SYSTEM)
        resolution.save_rule(RuleDraft(title="Опт", segments=("opt",), sells=types["opt"]), actor=SYSTEM)
    run_jobs()
    memory.forget()
    return int(pk)


def belongs(buyer: Buyer, segment_id: int) -> Buyer:
    SegmentMember.objects.create(
        segment_id=segment_id, subject="customer:1", keys=[f"person:{buyer.person_id}"], round=1
    )
    return buyer


def address(shop: dict[str, int]) -> str:
    return f"/product/{pim.cards(product_ids=[shop['lamp']])[shop['lamp']].slug}/"


def test_their_prices_stand_on_every_page_and_are_what_is_charged(shop: dict[str, int], dealers: int) -> None:
    buyer = belongs(Buyer("+79161234567", "Анна").sign_in(), dealers)
    pages = ["/", "/catalog/", "/search/?q=лампа", "/search/suggest/?q=лампа", address(shop)]
    assert OWN_PRICES not in buyer.client.cookies

    told = buyer.client.get("/me/", headers={"HX-Request": "true"})

    assert (told.headers["HX-Refresh"], buyer.client.cookies[OWN_PRICES]["httponly"]) == ("true", True)
    assert "HX-Refresh" not in buyer.client.get("/me/").headers
    for path in pages:
        answer = buyer.client.get(path)
        text = answer.content.decode()
        assert (OWN in text, USUAL in text) == (True, False), path
        assert "X-Page-Cache" not in answer.headers
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Чайник" not in buyer.page("/catalog/")  # their list has no price for it
    buyer.client.post("/basket/line/", {"add": make.variant("lamp")})
    assert OWN in buyer.page("/basket/")
    placed = buyer.client.post("/checkout/", _form(buyer.client))
    assert placed.status_code == 303, placed.content.decode()[:2000]
    assert oms.find_orders(OrderFilter()).orders[0].total.amount == 777


def test_a_price_of_their_own_is_called_so_and_one_that_all_pay_is_not(shop: dict[str, int], dealers: int) -> None:
    with unit():
        types = pricing.price_type_ids(system="test", external_ids=["opt"])
        row = PriceRow(variant_id=make.variant("saw"), price_type_id=types["opt"], amount=Decimal(790))
        pricing.set_prices(source="test:3", rows=[row])
    memory.forget()
    buyer = belongs(Buyer("+79161234567", "Анна").sign_in(), dealers)
    buyer.client.get("/me/")
    for code in ("lamp", "lamp", "saw"):
        buyer.client.post("/basket/line/", {"add": make.variant(code)})
    said = {
        "/catalog/": "Ваша цена, на 513\xa0₽ ниже",
        address(shop): "Ваша цена: на 513\xa0₽ ниже обычной",
        "/basket/": "Ваша цена, на 513\xa0₽ ниже за штуку",
    }

    for path, words in said.items():
        text = buyer.page(path)
        assert (words in text, text.count("Ваша цена")) == (True, 1), path
    guest = Client()
    for code in ("lamp", "saw"):
        guest.post("/basket/line/", {"add": make.variant(code)})
    for path in said:
        assert "Ваша цена" not in guest.get(path).content.decode(), path


def test_they_are_told_that_filters_go_by_the_usual_price(shop: dict[str, int], dealers: int) -> None:
    catch_up(goods_index.Writing())
    buyer = belongs(Buyer("+79161234567", "Анна").sign_in(), dealers)
    buyer.client.get("/me/")

    for path in ("/catalog/?sort=cheap", "/search/?q=северный+двор&sort=dear"):
        for told in ("Фильтр по цене и числа рядом считают обычные цены", "Порядок по цене считается по обычным ценам"):
            assert told in buyer.page(path), path
            assert told not in Client().get(path).content.decode(), path


def test_nobody_else_sees_them_and_pages_for_everybody_never_ask(shop: dict[str, int], dealers: int) -> None:
    buyer = belongs(Buyer("+79161234567", "Анна").sign_in(), dealers)
    buyer.client.get("/me/")
    forged = Client()
    forged.cookies[OWN_PRICES] = "1"

    for client in (Client(), forged, Buyer("+79160000001", "Борис").sign_in().client):
        text = client.get("/catalog/").content.decode()
        assert (OWN in text, USUAL in text) == (False, True)
    memory.forget()
    asked = []

    def look(execute: Callable[..., object], sql: str, *rest: object) -> object:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(look):
        assert Client().get("/catalog/").headers["X-Page-Cache"] == "1"
    assert asked
    assert not [sql for sql in asked if "segment" in sql]


def test_the_mark_comes_with_the_login_and_goes_with_the_logout_and_with_the_segment(
    shop: dict[str, int], dealers: int
) -> None:
    buyer = belongs(Buyer("+79161234567", "Анна").sign_in(), dealers)
    buyer.client.post("/account/logout/")
    buyer.sign_in()
    assert buyer.client.cookies[OWN_PRICES].value == "1"
    SegmentMember.objects.all().delete()
    assert USUAL in buyer.page("/catalog/")
    answer = buyer.client.get("/me/")

    assert (buyer.client.cookies[OWN_PRICES].value, "HX-Refresh" in answer.headers) == ("", False)
