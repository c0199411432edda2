"""Coupons and promotions as a buyer meets them: price and legend on the page, the coupon in the basket, the order."""

from decimal import Decimal

import pytest
from django.test import Client

from prilavok.base.access import Actor
from prilavok.base.money import Money
from prilavok.base.unit import unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.coupons import api as coupons
from prilavok.goods.pricing.coupons.models import Coupon, CouponUseRow
from prilavok.goods.pricing.promotions.values import Need, Percent, Where
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import OrderFilter, OrderView
from tests.doors.storefront import make
from tests.doors.storefront.test_buying import _form
from tests.goods.pricing.coupons.make import make_code, make_word, use_of
from tests.goods.pricing.promotions.make import published

OPERATOR = Actor(
    person_id=901, name="Ольга", kind="staff", permissions=frozenset({"orders.cancel", "orders.view"}), stores=None
)


def by_coupon(percent: int = 20, sum_from: int = 0) -> int:
    """A promotion that a coupon opens."""
    return published(
        title="По купону",
        kind="basket",
        stacking="coupon",
        effect=Percent(percent=Decimal(percent)),
        need=Need(coupon=True, sum_from=Decimal(sum_from)),
    )


@pytest.fixture
def buyer(shop: dict[str, int], client: Client) -> Client:
    """A visitor with one lamp in the basket."""
    client.post("/basket/line/", {"add": make.variant("lamp")})
    return client


def word(**fields: object) -> int:
    promotion_id = by_coupon()
    with unit():
        return make_word("ОСЕНЬ", promotion_id=promotion_id, **fields)


def enter(client: Client, text: str) -> str:
    return client.post("/basket/coupon/", {"coupon": text}, follow=True).content.decode()


def orders() -> tuple[OrderView, ...]:
    return oms.find_orders(OrderFilter()).orders


def full() -> Decimal:
    """What the lamp costs."""
    variant = make.variant("lamp")
    return pricing.prices(variant_ids=[variant])[variant].price.amount


def test_a_coupon_lowers_the_basket_and_is_used_by_the_order_once(buyer: Client) -> None:
    word(per_person=1)
    price = full()

    shown = enter(buyer, "jctym")

    assert "ОСЕНЬ" in shown
    assert "По купону" in shown
    answer = buyer.post("/checkout/", _form(buyer))
    assert answer.status_code == 303
    (order,) = orders()
    assert order.total == Money(price * Decimal("0.8"))
    page = buyer.get(f"/order/{order.token}/").content.decode()
    assert "По купону" in page
    assert "ОСЕНЬ" in page
    assert CouponUseRow.objects.get().order_id == order.order_id

    buyer.post("/basket/line/", {"add": make.variant("lamp")})
    enter(buyer, "осень")
    again = buyer.post("/checkout/", _form(buyer))
    assert again.status_code == 409
    text = again.content.decode()
    assert "уже использован" in text
    assert len(orders()) == 1
    assert buyer.post("/checkout/", _form(buyer)).status_code == 303
    assert sorted(one.total.amount for one in orders()) == sorted([price * Decimal("0.8"), price])


def test_a_wrong_coupon_is_told_and_what_was_typed_stays(buyer: Client) -> None:
    word()

    shown = enter(buyer, "ЗИМА")

    assert "Такого купона нет" in shown
    assert 'value="ЗИМА"' in shown


def test_guessing_ends_after_twenty_wrong_ones_and_the_shop_goes_on(buyer: Client) -> None:
    word()
    for number in range(20):
        enter(buyer, f"НЕТ{number}")

    assert "Слишком много неверных" in enter(buyer, "ОСЕНЬ")
    assert buyer.get("/basket/").status_code == 200


def test_a_coupon_is_taken_away(buyer: Client) -> None:
    coupon_id = word()
    enter(buyer, "ОСЕНЬ")

    buyer.post("/basket/coupon/", {"drop": coupon_id})

    assert "ОСЕНЬ" not in buyer.get("/basket/").content.decode()


def test_a_coupon_that_ended_meanwhile_is_told_in_the_basket(buyer: Client) -> None:
    promotion_id = by_coupon()
    with unit():
        coupon_id, clear = make_code(promotion_id=promotion_id)
    enter(buyer, clear)
    with unit():
        coupons.redeem(use_of(coupon_id, phone="+79990000000"))

    assert "больше не действует" in buyer.get("/basket/").content.decode()


def test_a_basket_too_small_says_how_much_is_missing(buyer: Client) -> None:
    promotion_id = by_coupon(sum_from=1_000_000)
    with unit():
        make_word("ОСЕНЬ", promotion_id=promotion_id)

    assert "до скидки" in enter(buyer, "ОСЕНЬ")


def test_a_cancelled_order_gives_the_coupon_back(buyer: Client) -> None:
    promotion_id = by_coupon()
    with unit():
        _, clear = make_code(promotion_id=promotion_id)
    enter(buyer, clear)
    buyer.post("/checkout/", _form(buyer))
    (order,) = orders()
    assert Coupon.objects.get().used == 1

    with unit():
        oms.cancel(order_id=order.order_id, reason="Передумал", actor=OPERATOR)

    assert Coupon.objects.get().used == 0
    assert CouponUseRow.objects.get().returned_at is not None


def test_nonsense_in_the_form_of_coupons_is_no_defect(buyer: Client) -> None:
    for said in ({"drop": "9" * 30}, {"drop": "-1"}, {"coupon": "\x00" * 50}, {"coupon": "К" * 100_000}, {}):
        assert buyer.post("/basket/coupon/", said).status_code in (200, 303, 400)


def test_without_a_basket_there_is_nothing_to_lay_a_coupon_to(shop: dict[str, int], client: Client) -> None:
    assert client.post("/basket/coupon/", {"coupon": "ОСЕНЬ"})["Location"] == "/basket/"


def test_the_legend_stands_beside_the_price_in_the_basket_and_in_the_order(buyer: Client) -> None:
    published(title="Цена сайта", where=Where(channels=("site", "operator")), legend="Экономим на торговом зале")
    product_id = pim.variants(variant_ids=[make.variant("lamp")])[make.variant("lamp")].product_id
    slug = pim.cards(product_ids=[product_id])[product_id].slug

    assert "Экономим на торговом зале" in buyer.get(f"/product/{slug}/").content.decode()
    assert "Экономим на торговом зале" in buyer.get("/basket/").content.decode()
    buyer.post("/basket/accept/")
    assert buyer.post("/checkout/", _form(buyer)).status_code == 303
    assert "Экономим на торговом зале" in buyer.get(f"/order/{orders()[0].token}/").content.decode()
