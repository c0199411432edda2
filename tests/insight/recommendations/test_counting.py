"""Baskets become counts, counts become choices with reasons; what is told twice or taken back counts once or not."""

from datetime import timedelta

import pytest

from prilavok.base.clock import database_now
from prilavok.base.unit import unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.identity import merging
from prilavok.insight.recommendations import api, rules
from prilavok.insight.recommendations.actions import count_baskets
from prilavok.insight.recommendations.errors import ManyPinned, NotBesideItself
from prilavok.insight.recommendations.models import Basket, Pair, Tally
from prilavok.insight.recommendations.values import Bought, Kind, Manner
from prilavok.insight.recommendations.values import Reason as Why
from tests.jobs import RunJobs
from tests.trade.oms import make as sale

pytestmark = pytest.mark.django_db


def _bought(number: int, *product_ids: int, days: float = 0, source: str = "order") -> Bought:
    at = database_now() - timedelta(days=days)
    return Bought(source=source, source_id=number, at=at, product_ids=product_ids)


def _keep(*baskets: Bought) -> int:
    with unit():
        kept = count_baskets.keep_baskets(baskets)
    api.count_waiting()
    return kept


def _together(product_id: int) -> dict[int, Why]:
    return {one.product_id: one.reason for one in api.offered(product_ids=[product_id])[product_id][Kind.TOGETHER]}


def _usual() -> list[Bought]:
    """A pan (1) with a lid (2) three times; the pan alone once; others buy other things, all of them bags (9)."""
    baskets = [_bought(one, 1, 2, 9) for one in range(3)]
    baskets += [_bought(3, 1, 9)]
    return baskets + [_bought(one, one, 9) for one in range(20, 40)]


def test_what_is_bought_together_is_chosen_with_its_reason() -> None:
    _keep(*_usual())
    api.choose_waiting()

    assert _together(1) == {2: Why(both=3, baskets=4, lift=6.0)}
    assert _together(2) == {1: Why(both=3, baskets=3, lift=6.0)}


def test_what_everybody_buys_is_no_reason() -> None:
    _keep(*_usual())
    api.choose_waiting()

    assert 9 not in _together(1), "bags are in every basket: the lift is one"


def test_two_baskets_are_chance_and_three_are_told() -> None:
    _keep(*_usual()[1:])
    api.choose_waiting()
    assert _together(1) == {}

    _keep(_usual()[0])
    api.choose_waiting()
    assert set(_together(1)) == {2}


def test_a_basket_told_twice_counts_once_and_a_cancelled_one_not_at_all() -> None:
    baskets = _usual()
    assert _keep(*baskets) == len(baskets)
    before = list(Tally.objects.order_by("product_id").values_list("product_id", "baskets", "orders"))
    assert _keep(*baskets) == 0
    assert list(Tally.objects.order_by("product_id").values_list("product_id", "baskets", "orders")) == before

    _keep(_bought(0), _bought(1, 1, 9))
    api.choose_waiting()

    assert Pair.objects.get(product_id=1, other_id=2).baskets == 1
    assert Tally.objects.get(pk=1).baskets == 3
    assert _together(1) == {}


def test_old_baskets_leave_and_nothing_stays_of_them() -> None:
    _keep(*_usual())
    Basket.objects.update(at=database_now() - timedelta(days=181))

    api.turn_the_night()

    assert not Basket.objects.exists()
    assert not Pair.objects.exists()
    assert set(Tally.objects.values_list("baskets", flat=True)) == {0}
    assert _together(1) == {}
    assert _keep(_bought(50, 1, 2, days=200)) == 0, "too old to be kept at all"


def test_a_sale_of_today_is_worth_two_of_a_half_life_ago() -> None:
    _keep(_bought(1, 5), _bought(2, 6, days=30), _bought(3, 6, days=30, source="receipt"), _bought(4, 7, days=60))

    found = api.popularity(product_ids=[5, 6, 7, 8])

    assert [found[one].points for one in (5, 6, 7, 8)] == [100, 100, 25, 0]
    assert (found[6].orders, found[6].receipts) == (1, 1)


def test_another_half_life_counts_everything_anew() -> None:
    _keep(_bought(1, 5, days=10))
    with unit():
        api.keep_manner(_manner(half_life_days=10))
    api.count_waiting()

    assert api.popularity(product_ids=[5])[5].points == 50


def test_people_pin_and_ban_and_take_it_back() -> None:
    _keep(*_usual())
    api.choose_waiting()
    with unit():
        assert api.pin(product_id=1, other_id=77, made_by="Ирина")
        assert not api.pin(product_id=1, other_id=77, made_by="Ирина")
        assert api.ban(product_id=1, other_id=2, made_by="Ирина")
    assert _together(1) == {77: Why(pinned_by="Ирина")}

    with unit():
        api.ban(product_id=0, other_id=77, made_by="Ирина")
    assert _together(1) == {}

    with unit():
        for word in [*api.words(product_id=0), *api.words(product_id=1)]:
            assert api.take_back(word_id=word.word_id)
    assert set(_together(1)) == {2}


def test_a_pin_has_to_make_sense() -> None:
    with unit():
        for other in range(100, 108):
            api.pin(product_id=1, other_id=other, made_by="Ирина")
        with pytest.raises(NotBesideItself):
            api.pin(product_id=1, other_id=1, made_by="Ирина")
        with pytest.raises(ManyPinned):
            api.pin(product_id=1, other_id=200, made_by="Ирина")
    assert len(api.words(product_id=1)) == 8


def test_a_heap_of_goods_tells_only_so_much() -> None:
    assert rules.together([*range(100), 5, 5]) == list(range(rules.MOST_TOGETHER))


def test_attributes_are_compared_by_what_they_say() -> None:
    assert rules.traits([("Цвет", "Чёрный"), ("цвет", " черный "), ("Вес", ""), ("Вид", "я" * 200)]) == ["цвет=черный"]


def _manner(**other: int) -> Manner:
    told = {"window_days": 180, "half_life_days": 30, "least_baskets": 3, "shown": 8, **other}
    return Manner(kinds=frozenset(Kind), least_lift=1.2, **told)


def test_a_merge_moves_what_was_bought_and_what_people_said(run_jobs: RunJobs) -> None:
    chain = sale.make_chain(prices=("100.00", "50.00", "20.00"))
    pan, lid, other = (int(one.product_id) for one in pim.variants(variant_ids=chain.goods).values())
    for _ in range(3):
        sale.place(chain, 1, 1)
    with unit():
        api.ban(product_id=pan, other_id=lid, made_by="Инна")
        api.pin(product_id=lid, other_id=pan, made_by="Инна")
    run_jobs()
    api.count_waiting()
    api.choose_waiting()

    with unit():
        merge_id = merging.merge(kept_id=other, gone_id=lid, by="Илья")
    run_jobs()
    api.choose_waiting()
    assert set(Basket.objects.values_list("product_ids", flat=True)[0]) == {pan, other}
    assert {one.product_id: one.baskets for one in Tally.objects.all()} == {pan: 3, lid: 0, other: 3}
    assert {(one.other_id, one.is_pin) for key in (pan, other) for one in api.words(product_id=key)} == {
        (other, False),
        (pan, True),
    }

    with unit():
        merging.take_apart(merge_id)
    run_jobs()
    assert {one.product_id: one.baskets for one in Tally.objects.all()} == {pan: 3, lid: 3, other: 0}
