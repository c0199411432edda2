"""Five hundred buyers, one use: exactly one of them gets it. The control shows that the guard is what holds."""

import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connections

from prilavok.base.unit import unit
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.engine.terms import Limits, Percent
from prilavok.goods.pricing.promotions.actions import use_promotions
from prilavok.goods.pricing.promotions.errors import PromotionSpent
from prilavok.goods.pricing.promotions.models import PromotionCount, PromotionUse
from prilavok.goods.pricing.values import Quote, Redeemed
from tests.goods.pricing.promotions.make import goods, published

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
BUYERS, AT_ONCE = 500, 16
UNGUARDED = """
UPDATE pricing_promotioncount SET used = least(used + 1, "limit") WHERE promotion_id = %s RETURNING promotion_id
"""


def rush(quote: Quote) -> int:
    """How many of the buyers got the promotion."""
    gate = threading.Barrier(AT_ONCE)

    def buy(number: int) -> bool:
        if number < AT_ONCE:
            gate.wait()
        try:
            with unit():
                pricing.redeem(Redeemed(order_id=number, number=str(number), phone=f"+7916{number:07}", quote=quote))
        except PromotionSpent:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(buy, range(BUYERS)))


def one_use() -> tuple[int, Quote]:
    ids = goods(1)
    pk = published(kind="basket", effect=Percent(percent=Decimal(50)), limits=Limits(total=1), stacking="basket")
    return pk, pricing.quote(lines=[(ids[0], Decimal(1))])


def test_one_use_goes_to_one_of_five_hundred() -> None:
    pk, quote = one_use()

    assert rush(quote) == 1

    assert (PromotionCount.objects.get(pk=pk).used, PromotionUse.objects.filter(promotion_id=pk).count()) == (1, 1)


def test_without_the_condition_more_than_one_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    _, quote = one_use()
    monkeypatch.setattr(use_promotions, "COUNT", UNGUARDED)

    assert rush(quote) > 1
