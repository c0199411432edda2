"""Baskets: what is in them, whose they are, what has become of them; which stores can serve them."""

from datetime import timedelta
from decimal import Decimal

import pytest

from prilavok.base.clock import now
from prilavok.base.unit import unit
from prilavok.goods.stock.values import Want
from prilavok.trade.oms import api
from prilavok.trade.oms.errors import GoodUnknown, QuantityWrong
from prilavok.trade.oms.models import Basket
from tests.trade.oms.make import Chain, place, put, set_prices


def fill(token: str, chain: Chain, *quantities: int) -> None:
    with unit():
        for one, quantity in zip(chain.goods, quantities, strict=False):
            if quantity:
                api.set_line(token=token, variant_id=one, quantity=Decimal(quantity))


def contents(token: str) -> list[tuple[int, Decimal]]:
    return [(line.variant_id, line.quantity) for line in api.basket_of(token).lines]


def test_line_is_put_changed_and_taken_out(chain: Chain) -> None:
    fill("t", chain, 1, 2)
    fill("t", chain, 5)
    with unit():
        api.set_line(token="t", variant_id=chain.goods[1], quantity=Decimal(0))

    assert contents("t") == [(chain.goods[0], 5)]


@pytest.mark.parametrize("quantity", ["-1", "0.0005", "10000"])
def test_impossible_quantity_changes_nothing(chain: Chain, quantity: str) -> None:
    fill("t", chain, 1)

    with pytest.raises(QuantityWrong), unit():
        api.set_line(token="t", variant_id=chain.goods[0], quantity=Decimal(quantity))

    assert contents("t") == [(chain.goods[0], 1)]


def test_what_is_not_sold_cannot_be_put_in(chain: Chain) -> None:
    with unit():
        set_prices({chain.goods[0]: "0"})

    with pytest.raises(GoodUnknown):
        fill("t", chain, 1)

    assert contents("t") == []


def test_two_devices_of_a_person_see_one_basket_and_logout_lets_one_go(chain: Chain) -> None:
    fill("phone", chain, 1, 3)
    with unit():
        api.bind_basket(token="phone", person_id=7)
    fill("laptop", chain, 2, 1, 1)

    with unit():
        api.bind_basket(token="laptop", person_id=7)

    whole = [(chain.goods[0], 2), (chain.goods[1], 3), (chain.goods[2], 1)]
    assert sorted(contents("laptop")) == sorted(contents("phone")) == whole
    assert api.basket_of("laptop").person_id == 7
    fill("phone", chain, 5)
    assert contents("laptop")[0] == (chain.goods[0], 5)
    with unit():
        api.let_go_basket(token="laptop")
    assert contents("laptop") == []
    assert len(contents("phone")) == 3
    with unit():
        assert len(api.bind_basket(token="again", person_id=7).lines) == 3


def test_a_login_repeated_doubles_nothing_and_brings_the_coupons(chain: Chain) -> None:
    fill("t", chain, 2)
    with unit():
        api.present_coupon(token="t", coupon_id=5)
        api.bind_basket(token="other", person_id=7)
    for _ in range(2):
        with unit():
            basket = api.bind_basket(token="t", person_id=7)

    assert contents("t") == contents("other") == [(chain.goods[0], 2)]
    assert basket.coupon_ids == (5,)
    assert Basket.objects.count() == 1


def test_one_more_is_counted_from_what_lies_there(chain: Chain) -> None:
    fill("t", chain, 2)

    for _ in range(2):
        with unit():
            api.set_line(token="t", variant_id=chain.goods[0], quantity=Decimal(1), is_more=True)

    assert contents("t") == [(chain.goods[0], 4)]


def test_anothers_basket_is_never_taken_by_login(chain: Chain) -> None:
    fill("t", chain, 1)
    with unit():
        api.bind_basket(token="t", person_id=7)

    with unit():
        basket = api.bind_basket(token="t", person_id=8)

    assert basket.lines == ()
    assert api.basket_of("t").lines == ()
    with unit():
        assert len(api.bind_basket(token="u", person_id=7).lines) == 1


def test_review_tells_what_changed_and_what_to_do(chain: Chain) -> None:
    fill("t", chain, 1, 4, 1)
    with unit():
        set_prices({chain.goods[0]: "120.00", chain.goods[2]: "0"})
        put(chain.store, chain.goods[1:2], 3)

    review = api.review_basket("t")

    assert [[problem.code for problem in line.problems] for line in review.lines] == [
        ["price_up"],
        ["less_left"],
        ["not_for_sale"],
    ]
    assert review.total.amount == Decimal("1122.00")
    assert all(problem.text for problem in review.problems)
    with unit():
        api.accept_prices(token="t")
    assert [problem.code for problem in api.review_basket("t").lines[0].problems] == []


def test_sold_out_line_does_not_hide_the_stores(chain: Chain) -> None:
    fill("t", chain, 1, 1)
    with unit():
        put(chain.store, chain.goods[1:2], 0)
        put(chain.other, chain.goods[1:2], 0)

    review = api.review_basket("t", "киров")

    assert [problem.code for problem in review.problems] == ["sold_out"]
    assert [offer.has_all for offer in review.stores] == [True, True]


def test_store_with_the_whole_basket_comes_first(chain: Chain, django_assert_num_queries) -> None:
    wants = [Want(variant_id=chain.goods[0], quantity=Decimal(2)), Want(variant_id=chain.goods[1], quantity=Decimal(1))]

    with django_assert_num_queries(2):
        offers = api.store_offers(wants=wants, city="Киров")

    assert [(offer.location.location_id, offer.has_all) for offer in offers] == [
        (chain.store, True),
        (chain.other, False),
    ]
    (missing,) = offers[1].missing
    assert (missing.variant_id, missing.wanted, missing.available) == (chain.goods[0], 2, 1)
    assert api.store_offers(wants=wants, city="Москва") == ()


def test_baskets_of_nobody_are_forgotten_after_a_while(chain: Chain) -> None:
    for token in ("old", "fresh", "own"):
        fill(token, chain, 1)
    with unit():
        api.bind_basket(token="own", person_id=7)
        Basket.objects.exclude(keys__token="fresh").update(changed_at=now() - timedelta(days=61))

    with unit():
        assert api.forget_baskets() == 1

    assert [len(contents(token)) for token in ("old", "fresh", "own")] == [0, 1, 1]


def test_review_agrees_with_what_is_asked_at_the_end(chain: Chain) -> None:
    fill("t", chain, 3, 1)
    total = api.review_basket("t").total

    assert place(chain, lines=(), basket_token="t", total_seen=total).total == total
