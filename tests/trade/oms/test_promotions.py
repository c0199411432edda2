"""Orders with promotions, coupons and gifts: what was agreed stays, limited uses are taken once and given back."""

from decimal import Decimal

import pytest

from prilavok.base.unit import unit
from prilavok.goods.pricing.engine.terms import AmountOff, Gift, Limits, Need, Percent, Where
from prilavok.goods.pricing.promotions.errors import PromotionSpent
from prilavok.goods.pricing.promotions.models import PromotionCount, PromotionUse
from prilavok.goods.stock import api as stock
from prilavok.trade.oms import api
from prilavok.trade.oms.errors import PriceChanged
from prilavok.trade.oms.models import Order
from tests.goods.pricing.coupons.make import make_word
from tests.goods.pricing.promotions.make import published
from tests.trade.oms.make import OPERATOR, Chain, make_chain, pick, place, put, seen, wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(db: None) -> Chain:
    return make_chain()


def basket(**changes: object) -> int:
    usual = {"kind": "basket", "stacking": "basket", "title": "−10 ₽ за заказ", "effect": AmountOff(amount=Decimal(10))}
    return published(**(usual | changes))


def test_an_order_keeps_the_base_price_each_rule_and_the_exact_sum(chain: Chain) -> None:
    catalogue = published(title="Скидка 10 %")
    whole = basket()

    order = seen(place(chain, 1, 2).order_id)

    first, second = order.lines
    assert [(step.title, step.price, step.taken, step.source) for step in first.steps] == [
        ("Розничная", Decimal("100.00"), None, ""),
        ("Скидка 10 %", Decimal("90.00"), Decimal("10.00"), f"promotion:{catalogue}:1"),
        ("−10 ₽ за заказ", Decimal("88.34"), Decimal("1.66"), f"promotion:{whole}:1"),
    ]
    assert (first.total.amount, second.total.amount) == (Decimal("88.34"), Decimal("442.56"))
    assert order.total.amount == Decimal("530.90") == (100 + 501) * Decimal("0.9") - 10
    assert [(one.key, one.amount.amount) for one in order.deal.promotions] == [
        (f"promotion:{catalogue}:1", Decimal("60.10")),
        (f"promotion:{whole}:1", Decimal("10.00")),
    ]


def test_a_gift_is_a_line_for_nothing_and_is_held_and_gathered_like_the_others(chain: Chain) -> None:
    basket(title="Подарок", effect=Gift(variants=(chain.goods[2],)), stacking="gifts")

    placed = place(chain, 1)

    order = seen(placed.order_id)
    assert [(line.variant_id, line.total.amount) for line in order.lines] == [
        (chain.goods[0], 100),
        (chain.goods[2], 0),
    ]
    assert order.deal.gifts == (chain.goods[2],)
    held = stock.availability(variant_ids=[chain.goods[2]], location_ids=[chain.store])
    assert held[chain.goods[2]][chain.store].reserved == 1
    assert [line.quantity for line in pick(chain, placed.order_id).lines] == [1, 1]


def test_a_gift_of_what_is_bought_too_joins_its_line(chain: Chain) -> None:
    basket(title="Ещё одна в подарок", effect=Gift(variants=(chain.goods[0],)), stacking="gifts")

    (line,) = seen(place(chain, 2).order_id).lines

    assert (line.quantity, line.total.amount, line.unit_price.amount) == (3, 200, Decimal("66.67"))
    assert line.steps[-1].taken == 100


def test_a_gift_that_the_store_lacks_never_refuses_the_order(chain: Chain) -> None:
    basket(title="Подарок", effect=Gift(variants=(chain.goods[2],)), stacking="gifts")
    with unit():
        put(chain.store, (chain.goods[2],), 0)

    order = seen(place(chain, 1).order_id)

    assert [line.variant_id for line in order.lines] == [chain.goods[0]]


def test_a_coupon_of_a_basket_goes_into_the_order_once_and_comes_back_when_it_is_cancelled(chain: Chain) -> None:
    promotion = basket(title="По промокоду", effect=Percent(percent=Decimal(20)), need=Need(coupon=True))
    with unit():
        coupon = make_word(word="ОСЕНЬ", promotion_id=promotion, in_total=1)
        api.set_line(token="b" * 24, variant_id=chain.goods[0], quantity=Decimal(1))
        api.present_coupon(token="b" * 24, coupon_id=coupon)
    review = api.review_basket("b" * 24)
    assert (review.total.amount, [one.is_applied for one in review.quote.coupons]) == (80, [True])

    placed = place(chain, lines=(), basket_token="b" * 24, total_seen=review.total)

    order = seen(placed.order_id)
    assert (order.total.amount, [one.key for one in order.deal.coupons]) == (80, [f"coupon:{coupon}"])
    assert api.basket_of("b" * 24).lines == ()
    assert seen(place(chain, 1, coupon_ids=(coupon,)).order_id).total.amount == 100
    with unit():
        api.cancel(order_id=placed.order_id, reason="Передумал", actor=OPERATOR)
    assert seen(place(chain, 1, coupon_ids=(coupon,)).order_id).total.amount == 80


def test_what_ended_since_the_basket_was_seen_is_told_and_nothing_is_ordered(chain: Chain) -> None:
    promotion = basket(limits=Limits(total=1))
    first = place(chain, 1)
    assert seen(first.order_id).total.amount == 90

    with pytest.raises(PriceChanged) as refused:
        place(chain, 1, total_seen=first.total)

    assert (refused.value.total_was.amount, refused.value.total_now.amount) == (90, 100)
    assert (Order.objects.count(), PromotionUse.objects.count()) == (1, 1)
    assert PromotionCount.objects.get(pk=promotion).used == 1


def test_the_last_use_gone_between_quote_and_order_refuses_the_whole_order(
    chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prilavok.goods.pricing.promotions import reckoning

    basket(limits=Limits(total=1))
    place(chain, 1)
    monkeypatch.setattr(reckoning, "_spent", lambda *_: {})

    with pytest.raises(PromotionSpent):
        place(chain, 1)

    assert Order.objects.count() == 1
    held = stock.availability(variant_ids=[chain.goods[0]], location_ids=[chain.store])
    assert held[chain.goods[0]][chain.store].reserved == 1


def test_one_use_a_person_is_counted_by_the_phone_of_the_order(chain: Chain) -> None:
    basket(limits=Limits(per_person=1))

    assert [seen(place(chain, 1).order_id).total.amount for _ in range(2)] == [90, 100]


def test_a_promotion_of_the_site_does_not_reach_the_counter(chain: Chain) -> None:
    published(where=Where(channels=("site",)), legend="На сайте дешевле: нет витрины")

    order = seen(place(chain, 1).order_id)
    assert (order.total.amount, order.lines[0].steps[-1].legend) == (90, "На сайте дешевле: нет витрины")
    assert seen(place(chain, 1, channel="store", actor=OPERATOR).order_id).total.amount == 100


def test_fewer_pieces_found_keep_the_discount_in_proportion(chain: Chain) -> None:
    published(title="Скидка 10 %")
    placed = place(chain, 3)

    (line,) = pick(chain, placed.order_id, 2).lines

    assert (line.quantity, line.total.amount, line.steps[-1].taken) == (2, 180, None)


def test_the_same_request_again_gets_the_same_order_and_uses_nothing_more(chain: Chain) -> None:
    promotion = basket(limits=Limits(total=5))
    request = wish(chain, 1)
    with unit():
        first = api.place_order(request)
    with unit():
        assert api.place_order(request) == first

    assert PromotionCount.objects.get(pk=promotion).used == 1
