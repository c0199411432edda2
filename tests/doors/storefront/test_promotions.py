"""The basket tells why each price is what it is, what is missing to the next discount, and takes promo codes."""

from decimal import Decimal

import pytest
from django.test import Client

from prilavok.base.unit import unit
from prilavok.goods.pricing.engine.terms import AmountOff, Gift, Need, Percent, Where
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.models import Order
from tests.goods.pricing.coupons.make import make_word
from tests.goods.pricing.promotions.make import published
from tests.trade.oms.make import Chain, make_chain

pytestmark = pytest.mark.django_db
TOKEN = "b" * 24


@pytest.fixture
def chain(db: None, client: Client) -> Chain:
    made = make_chain()
    with unit():
        oms.set_line(token=TOKEN, variant_id=made.goods[0], quantity=Decimal(2))
    client.cookies["basket"] = TOKEN
    return made


def page(client: Client) -> str:
    return client.get("/basket/").content.decode().replace("\xa0", " ")


def test_a_line_tells_its_rules_its_legend_and_what_is_short(chain: Chain, client: Client) -> None:
    site = Where(channels=("site", "operator"))
    published(title="Онлайн −10 %", where=site, legend="На сайте нет расходов на витрину")
    need = Need(sum_from=Decimal(520))
    published(kind="basket", stacking="basket", title="Минус 50", effect=AmountOff(amount=Decimal(50)), need=need)
    published(kind="basket", stacking="gifts", title="К покупке", effect=Gift(variants=(chain.goods[2],)))

    shown = page(client)

    for words in ("Онлайн −10 %", "На сайте нет расходов на витрину", "К покупке"):
        assert words in shown
    assert "Минус 50: не хватает 340 ₽ до скидки" in shown
    assert "180 ₽" in shown


def test_a_promo_code_is_applied_shown_and_taken_away(chain: Chain, client: Client) -> None:
    pk = published(
        kind="basket", stacking="coupon", title="По коду", effect=Percent(percent=Decimal(25)), need=Need(coupon=True)
    )
    with unit():
        coupon_id = make_word(word="ОСЕНЬ", promotion_id=pk)

    client.post("/basket/coupon/", {"coupon": "осень"})
    assert "150 ₽" in page(client)
    refused = client.post("/basket/coupon/", {"coupon": "НЕТ-ТАКОГО"}).content.decode()
    assert "НЕТ-ТАКОГО" in refused
    assert oms.basket_of(TOKEN).coupon_ids == (coupon_id,)
    client.post("/basket/coupon/", {"drop": coupon_id})
    assert oms.basket_of(TOKEN).coupon_ids == ()


@pytest.mark.parametrize("total", ["0", "0.01", "-180", "179.99", "1e-9", "NaN", "180 USD", ""])
def test_another_sum_than_today_is_never_ordered(chain: Chain, client: Client, total: str) -> None:
    published()
    form = {"name": "Анна", "phone": "+79161234567", "store": str(chain.store), "total": total, "key": "k" * 20}

    answer = client.post("/checkout/", form)

    assert (answer.status_code, Order.objects.count()) == (409, 0)


def test_the_sum_that_was_shown_is_ordered(chain: Chain, client: Client) -> None:
    published()
    assert "180 ₽" in client.get("/checkout/").content.decode().replace("\xa0", " ")
    form = {"name": "Анна", "phone": "+79161234567", "store": str(chain.store), "total": "180.00", "key": "k" * 20}

    assert client.post("/checkout/", form).status_code == 303
    assert Order.objects.get().total == 180
