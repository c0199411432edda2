"""Promotions of the demo chain: three that run, one planned, coupons of both kinds, the legend of online prices.

Dates count from the start, so that the calendar is full whenever the demo is begun. The cost of goods, which the
simulated 1C does not tell, is made up once: a list that nobody sells by.
"""

import random
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Final

from prilavok.base.access import Actor
from prilavok.base.clock import database_now
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import PersonId
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import VariantId
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.coupons import api as coupons
from prilavok.goods.pricing.coupons.values import SeriesDraft
from prilavok.goods.pricing.legends import api as legends
from prilavok.goods.pricing.promotions import api as promotions
from prilavok.goods.pricing.promotions.values import (
    CheapestFree,
    Goods,
    Need,
    Percent,
    PromotionId,
    Rung,
    Terms,
    Where,
)
from prilavok.goods.pricing.values import PriceRow, PriceTypeDraft
from prilavok.people.marketing import api as marketing

SYSTEM: Final = "demo"
SEED: Final = 20_261_123
TREES: Final = ("Сад и огород", "Свет", "Сервировка")
LEGEND: Final = "Экономим на торговом зале"


def make_promotions(people: Mapping[str, PersonId]) -> int:
    """What is missing of the demo's promotions, once there are goods with prices; how many there are."""
    if promotions.promotions() or not pim.category_tree():
        return 0
    marketer = accounts.actor_for(people["marketing"])
    with unit():
        cost_list = _costs()
        marketing.set_cost_list(price_type_id=cost_list, actor=marketer)
        legend_id = legends.save_legend(
            legend_id=None,
            title=LEGEND,
            text="На сайте дешевле: мы экономим на торговом зале и отдаём эту разницу вам.",
            script="Цена на сайте ниже, потому что заказ готовит склад, а не торговый зал. "
            "Оформите заказ на сайте или у меня и заберите его в магазине по цене сайта.",
            actor=marketer,
        )
        _make(_garden(), marketer, legend_id=legend_id)
        _make(_second_is_cheaper(), marketer)
        _make(_of_the_basket(), marketer)
        _make(_planned(), marketer)
        by_coupon = _make(_by_coupon(), marketer)
        _coupons(by_coupon, marketer)
    return len(promotions.promotions())


def _make(terms: Terms, actor: Actor, *, legend_id: int | None = None) -> PromotionId:
    made = marketing.save(promotion_id=None, terms=terms, legend_id=legend_id, draft_version=None, actor=actor)
    promotions.publish_promotion(promotion_id=made, actor=actor)
    return made


def _branch(title: str) -> Goods:
    """A category by its name; without it the first of the tree."""
    tree = pim.category_tree()
    found = next((node for node in tree if node.title == title), tree[0])
    return Goods(categories=(found.category_id,))


def _garden() -> Terms:
    now = database_now()
    return Terms(
        title="Закрываем дачный сезон",
        kind="catalogue",
        effect=Percent(percent=Decimal(12), round_to=Decimal(1)),
        goods=_branch(TREES[0]),
        where=Where(channels=("site", "operator")),
        starts_at=now - timedelta(days=6),
        ends_at=now + timedelta(days=15),
        stacking="sale",
    )


def _second_is_cheaper() -> Terms:
    now = database_now()
    return Terms(
        title="Второй светильник за полцены",
        kind="basket",
        effect=CheapestFree(pieces=1, percent=Decimal(50)),
        goods=_branch(TREES[1]),
        need=Need(quantity_from=Decimal(2)),
        starts_at=now - timedelta(days=3),
        ends_at=now + timedelta(days=25),
        stacking="sets",
    )


def _of_the_basket() -> Terms:
    rungs = (Rung(since=Decimal(10_000), value=Decimal(5)), Rung(since=Decimal(20_000), value=Decimal(7)))
    return Terms(
        title="Больше покупаете — больше скидка",
        kind="basket",
        effect=Percent(percent=Decimal(0), rungs=rungs, by="sum"),
        only_undiscounted=True,
        stacking="basket",
    )


def _planned() -> Terms:
    now = database_now()
    return Terms(
        title="Неделя посуды",
        kind="catalogue",
        effect=Percent(percent=Decimal(15), round_to=Decimal(1)),
        goods=_branch(TREES[2]),
        starts_at=now + timedelta(days=9),
        ends_at=now + timedelta(days=16),
        stacking="sale",
    )


def _by_coupon() -> Terms:
    return Terms(
        title="Скидка по купону",
        kind="basket",
        effect=Percent(percent=Decimal(10)),
        need=Need(coupon=True),
        stacking="coupon",
    )


def _coupons(promotion_id: PromotionId, actor: Actor) -> None:
    now = database_now()
    word = SeriesDraft(
        title="Листовки ноября", kind="word", word="ТЕПЛО", promotion_id=promotion_id, per_code=None, per_person=1,
        in_total=5000, min_total=Decimal(2000), valid_to=now + timedelta(days=30),
    )  # fmt: skip
    coupons.save_series(series_id=None, draft=word, actor=actor)
    own = SeriesDraft(title="Извинения за ожидание", promotion_id=promotion_id, valid_to=now + timedelta(days=90))
    coupons.make_codes(series_id=coupons.save_series(series_id=None, draft=own, actor=actor), count=200, actor=actor)


def _costs() -> int:
    """A list of made-up costs, 55 to 85 per cent of the selling price."""
    dice = random.Random(SEED)  # noqa: S311 - the demo is the same every time
    pricing.upsert_price_types(system=SYSTEM, drafts=[PriceTypeDraft(external_id="cost", title="Закупочная")])
    cost = pricing.price_type_ids(system=SYSTEM, external_ids=["cost"])["cost"]
    ids = [VariantId(one) for many in pim.variants_by_product().values() for one in many]
    rows = [
        PriceRow(
            variant_id=one,
            price_type_id=cost,
            amount=(tag.price.amount * Decimal(dice.randint(55, 85)) / 100).quantize(Decimal("0.01")),
        )
        for one, tag in pricing.prices(variant_ids=ids).items()
    ]
    pricing.set_prices(source="demo", rows=rows)
    return int(cost)
