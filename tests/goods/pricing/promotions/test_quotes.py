"""Quotes by what is published: prices on the shelf, baskets, gifts, coupons, limits."""

from datetime import timedelta
from decimal import Decimal

import pytest

from prilavok.base.clock import database_now
from prilavok.base.unit import unit
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.engine.terms import (
    AmountOff,
    Gift,
    Goods,
    Limits,
    Need,
    Percent,
    Where,
)
from prilavok.goods.pricing.promotions.actions import edit_promotion as life
from prilavok.goods.pricing.promotions.errors import PromotionSpent
from prilavok.goods.pricing.promotions.models import PromotionPerson
from prilavok.goods.pricing.promotions.queries import promotion, uses_of
from prilavok.goods.pricing.values import Circumstances, Quote, Redeemed
from tests.goods.pricing.promotions.make import PERSON, goods, published, terms

pytestmark = pytest.mark.django_db
ONE = Decimal(1)


def redeem(quote: Quote, order_id: int, phone: str = "+79161234567") -> None:
    with unit():
        pricing.redeem(Redeemed(order_id=order_id, number=str(order_id), phone=phone, quote=quote))


def test_without_promotions_a_quote_is_the_price_and_one_question(django_assert_num_queries) -> None:
    ids = goods(2)
    pricing.prices(variant_ids=ids)

    with django_assert_num_queries(1):
        quote = pricing.quote(lines=[(ids[0], Decimal(3))])

    line = quote.lines[0]
    assert (line.total.amount, [step.title for step in line.steps], quote.applied) == (300, ["Розничная"], ())


def test_a_price_on_the_shelf_follows_what_is_published_and_paused_at_once() -> None:
    ids = goods(2)
    pk = published(goods=Goods(brands=("Зубр",)), legend="Сезонная скидка")

    tags = pricing.prices(variant_ids=ids)
    assert (tags[ids[0]].price.amount, tags[ids[0]].before) == (100, None)
    reduced = tags[ids[1]]
    assert (reduced.price.amount, reduced.before.amount) == (90, 100)
    assert [(step.title, step.legend, step.source) for step in reduced.steps] == [
        ("Скидка 10 %", "Сезонная скидка", f"promotion:{pk}:1")
    ]
    with unit():
        life.pause_promotion(promotion_id=pk, actor=PERSON)
    assert pricing.prices(variant_ids=ids)[ids[1]].price.amount == 100


def test_a_promotion_that_begins_tomorrow_is_seen_by_who_asks_for_tomorrow() -> None:
    ids = goods(1)
    published(starts_at=database_now() + timedelta(hours=20))

    assert pricing.prices(variant_ids=ids)[ids[0]].price.amount == 100
    tomorrow = Circumstances(at=database_now() + timedelta(days=1))
    assert pricing.prices(variant_ids=ids, where=tomorrow)[ids[0]].price.amount == 90


def test_each_step_of_a_line_names_its_rule_and_what_is_short_is_said_in_words() -> None:
    ids = goods(2)
    pk = published(stacking="goods")
    published(
        kind="basket",
        title="500 от 5000",
        effect=AmountOff(amount=Decimal(500)),
        need=Need(sum_from=Decimal(5000)),
        stacking="basket",
    )

    quote = pricing.quote(lines=[(ids[0], Decimal(2)), (ids[1], ONE)])

    first = quote.lines[0]
    assert [(s.title, s.amount.amount, s.taken and s.taken.amount, s.source) for s in first.steps] == [
        ("Розничная", 100, None, ""),
        ("Скидка 10 %", 90, 20, f"promotion:{pk}:1"),
    ]
    assert (quote.total.amount, quote.base_total.amount) == (270, 300)
    assert [(one.title, one.text, one.short.amount) for one in quote.missed] == [
        ("500 от 5000", "не хватает 4\xa0730\xa0₽ до скидки", 4730)
    ]


def test_a_gift_that_cannot_be_had_gives_way_to_the_next() -> None:
    ids = goods(3)
    published(kind="basket", effect=Gift(variants=(ids[1], ids[2])), stacking="gifts", title="Подарок")

    with_first = pricing.quote(lines=[(ids[0], ONE)])
    with_second = pricing.quote(lines=[(ids[0], ONE)], gone=[ids[1]])
    without = pricing.quote(lines=[(ids[0], ONE)], gone=ids[1:])

    assert [line.variant_id for line in with_first.gifts] == [ids[1]]
    assert [line.variant_id for line in with_second.gifts] == [ids[2]]
    assert (without.gifts, without.missed[0].text) == ((), "подарок закончился")
    assert with_first.total == without.total


def test_an_online_promotion_does_not_hold_at_the_till() -> None:
    ids = goods(1)
    published(where=Where(channels=("site", "operator")), legend="Без расходов на витрину")

    assert pricing.quote(lines=[(ids[0], ONE)]).total.amount == 90
    assert pricing.quote(lines=[(ids[0], ONE)], where=Circumstances(channel="till")).total.amount == 100


def test_uses_are_counted_and_given_back_once() -> None:
    ids = goods(1)
    pk = published(
        kind="basket", effect=Percent(percent=Decimal(50)), limits=Limits(total=1), stacking="basket", title="Первому"
    )
    quote = pricing.quote(lines=[(ids[0], ONE)])

    redeem(quote, 1)
    redeem(quote, 1)

    assert (promotion(pk).used, [use.amount.amount for use in uses_of("order:1")]) == (1, [50])
    late = pricing.quote(lines=[(ids[0], ONE)])
    assert (late.total.amount, late.missed[0].text) == (100, "все применения разобраны")
    with pytest.raises(PromotionSpent):
        redeem(quote, 2)
    assert uses_of("order:2") == []
    with unit():
        assert (pricing.release(order_id=1), pricing.release(order_id=1)) == (1, 0)
    assert (promotion(pk).used, pricing.quote(lines=[(ids[0], ONE)]).total.amount) == (0, 50)


def test_a_limit_a_person_holds_by_phone() -> None:
    ids = goods(1)
    published(kind="basket", effect=Percent(percent=Decimal(50)), limits=Limits(per_person=1), stacking="basket")
    quote = pricing.quote(lines=[(ids[0], ONE)], people=["phone:+79161234567"])
    redeem(quote, 1)

    again = pricing.quote(lines=[(ids[0], ONE)], people=["phone:+79161234567"])
    another = pricing.quote(lines=[(ids[0], ONE)], people=["phone:+79160000000"])

    assert ([one.total.amount for one in (again, another)], again.missed[0].reason) == ([100, 50], "spent_person")
    with pytest.raises(PromotionSpent):
        redeem(quote, 2)
    assert PromotionPerson.objects.get(person="phone:+79161234567").used == 1


def test_an_old_order_explains_itself_by_the_revision_it_was_reckoned_by() -> None:
    from prilavok.goods.pricing.promotions.queries import revisions_of

    ids = goods(1)
    pk = published()
    source = pricing.quote(lines=[(ids[0], ONE)]).lines[0].steps[-1].source
    with unit():
        life.save_promotion(promotion_id=pk, terms=terms(title="Скидка 20 %"), actor=PERSON)
        life.publish_promotion(promotion_id=pk, actor=PERSON)

    _, promotion_id, number = source.split(":")
    assert revisions_of([(int(promotion_id), int(number))])[pk, 1].terms.title == "Скидка 10 %"
