"""What is held for a basket at the checkout, how it is left, brought back and repeated."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prilavok.base.clock import now
from prilavok.base.errors import Forbidden
from prilavok.base.unit import unit
from prilavok.foundation.accounts.models import Person
from prilavok.foundation.messaging import api as messaging
from prilavok.foundation.messaging.values import Kind
from prilavok.goods.pricing.values import ANYONE
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.baskets import api as holds
from prilavok.trade.oms import api
from prilavok.trade.oms.baskets import api as baskets
from prilavok.trade.oms.baskets.values import BasketTerms, NotPut, Wanted
from prilavok.trade.oms.errors import LinkEnded, NotEnough, SettingWrong
from prilavok.trade.oms.models import Basket, BasketLink
from tests.goods.bundles.make import make_bundle
from tests.trade.oms.make import OPERATOR, Chain, free, place, put, set_prices, worker


@pytest.fixture
def holding(chain: Chain) -> Chain:
    """A chain that holds goods at the checkout for ten minutes."""
    with unit():
        baskets.edit_basket_terms(terms=BasketTerms(hold_minutes=10), actor=OPERATOR)
    return chain


def fill(token: str, chain: Chain, *quantities: int) -> None:
    with unit():
        for one, quantity in zip(chain.goods, quantities, strict=False):
            api.set_line(token=token, variant_id=one, quantity=Decimal(quantity))


def hold(token: str, location_id: int) -> datetime | None:
    with unit():
        return baskets.hold_at_checkout(token=token, location_id=location_id)


def run_out() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE stock_hold SET expires_at = now() - interval '1 second' WHERE state = 'held'")
    with unit():
        return holds.expire_baskets()


def test_nothing_is_held_unless_the_chain_says_so(chain: Chain) -> None:
    fill("t", chain, 2)

    assert hold("t", chain.store) is None
    assert free(chain) == (10, 0, 10)


def test_goods_at_the_checkout_are_held_and_are_the_buyers_own(holding: Chain) -> None:
    fill("t", holding, 10)

    assert hold("t", holding.store) is not None

    assert free(holding) == (10, 10, 0)
    with pytest.raises(NotEnough):
        place(holding, 1)
    review = api.review_basket("t")
    assert review.problems == ()
    assert review.stores[0].has_all
    assert review.hold is not None
    assert review.hold.quantities == {holding.goods[0]: 10}
    signs = baskets.signs("t", location_ids=[holding.store], where=ANYONE)
    assert (signs.count, signs.troubles) == (1, 0)


def test_a_hold_becomes_the_orders_reservation_in_its_own_statement(holding: Chain) -> None:
    fill("t", holding, 10)
    hold("t", holding.store)

    placed = place(holding, lines=(), basket_token="t")

    assert free(holding) == (10, 10, 0)
    assert stock.broken_balances() == []
    explained = stock.explain(variant_id=holding.goods[0], location_id=holding.store)
    assert [(one.order_id, one.quantity) for one in explained.holds] == [(placed.order_id, 10)]
    assert [one.reserved_after for one in explained.movements[:3]] == [10, 0, 10]
    assert holds.basket_holds(basket_ids=[api.basket_of("t").basket_id or 0]) == {}


def test_an_order_of_a_held_basket_asks_one_question_more(holding: Chain) -> None:
    fill("t", holding, 1, 2, 3)
    place(holding, lines=(), basket_token="t")  # what is settled is known from here on
    fill("t", holding, 1, 2, 3)
    with CaptureQueriesContext(connection) as plain:
        place(holding, lines=(), basket_token="t")
    fill("t", holding, 1, 2, 3)
    hold("t", holding.store)

    with CaptureQueriesContext(connection) as held:
        place(holding, lines=(), basket_token="t")

    assert len(held) == len(plain) + 1


def test_a_hold_ends_by_the_databases_clock_and_rests_as_long(holding: Chain) -> None:
    fill("t", holding, 3)
    until = hold("t", holding.store)
    assert hold("t", holding.store) == until

    assert len(run_out()) == 1

    assert free(holding) == (10, 0, 10)
    assert hold("t", holding.store) is None
    assert free(holding) == (10, 0, 10)
    assert place(holding, lines=(), basket_token="t").number


def test_another_store_keeps_the_end_and_a_store_that_lacks_changes_nothing(holding: Chain) -> None:
    fill("t", holding, 1)
    until = hold("t", holding.store)

    assert hold("t", holding.other) == until
    assert free(holding) == (10, 0, 10)
    fill("t", holding, 5)
    assert hold("t", holding.other) is None

    (held,) = holds.basket_holds(basket_ids=[api.basket_of("t").basket_id or 0]).values()
    assert (held.location_id, held.quantities) == (holding.other, {holding.goods[0]: 1})


def test_what_is_taken_out_of_the_basket_is_on_sale_at_once(holding: Chain) -> None:
    fill("t", holding, 4, 2)
    hold("t", holding.store)

    fill("t", holding, 1)
    with unit():
        api.set_line(token="t", variant_id=holding.goods[1], quantity=Decimal(0))

    assert free(holding) == (10, 1, 9)
    assert free(holding, 1) == (10, 0, 10)
    assert stock.broken_balances() == []


def test_goods_that_vanished_are_not_the_buyers_however_held(holding: Chain) -> None:
    fill("t", holding, 4)
    hold("t", holding.store)
    with unit():
        put(holding.store, holding.goods[:1], 2)
        put(holding.other, holding.goods[:1], 0)

    (line,) = api.review_basket("t").lines

    assert (line.available, [one.code for one in line.problems]) == (2, ["less_left"])


def test_a_login_lets_the_guests_hold_go(holding: Chain) -> None:
    fill("t", holding, 4)
    hold("t", holding.store)
    with unit():
        api.bind_basket(token="other", person_id=7)

    with unit():
        api.bind_basket(token="t", person_id=7)

    assert free(holding) == (10, 0, 10)


@pytest.mark.parametrize("terms", [{"hold_minutes": 0}, {"hold_minutes": 61}, {"link_days": 0}, {"remind_after_h": 0}])
def test_settings_out_of_bounds_are_refused(chain: Chain, terms: dict[str, int]) -> None:
    with pytest.raises(SettingWrong), unit():
        baskets.edit_basket_terms(terms=BasketTerms(**terms), actor=OPERATOR)
    with pytest.raises(Forbidden), unit():
        baskets.edit_basket_terms(terms=BasketTerms(), actor=worker(chain.store))

    assert baskets.basket_terms() == BasketTerms()


def test_the_header_counts_what_has_changed(chain: Chain) -> None:
    fill("t", chain, 1, 4, 1)
    with unit():
        set_prices({chain.goods[0]: "120.00"})
        put(chain.store, chain.goods[1:2], 3)

    signs = baskets.signs("t", location_ids=[chain.store, chain.other], where=ANYONE)

    assert (signs.count, signs.troubles) == (3, 2)
    with unit():
        assert baskets.wake_baskets([chain.goods[0]]) == 1
        assert baskets.wake_baskets([]) == 0


def test_a_link_brings_the_goods_as_they_were_to_any_device(chain: Chain) -> None:
    fill("t", chain, 2, 20)
    with unit():
        api.bind_basket(token="t", person_id=7)
        link = baskets.make_link(token="t")
    fill("t", chain, 9, 9, 9)
    fill("elsewhere", chain, 3)

    with unit():
        missed = baskets.bring_back(link=link.token, token="elsewhere")

    assert [(one.variant_id, one.quantity) for one in api.basket_of("elsewhere").lines] == [
        (chain.goods[0], 3),
        (chain.goods[1], 10),
    ]
    assert missed == (NotPut(variant_id=chain.goods[1], title="Лопата 2", wanted=Decimal(20), put=Decimal(10)),)
    assert api.basket_of("elsewhere").person_id is None


def test_a_link_ends_by_time_and_a_day_after_its_first_use(chain: Chain) -> None:
    fill("t", chain, 1)
    with unit():
        link = baskets.make_link(token="t")
        baskets.bring_back(link=link.token, token="a")
    left = BasketLink.objects.get().ends_at - BasketLink.objects.get().first_used_at
    assert left == timedelta(hours=24)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE oms_basketlink SET ends_at = now() - interval '1 second'")

    assert baskets.what_link_brings(link.token) is None
    with pytest.raises(LinkEnded), unit():
        baskets.bring_back(link=link.token, token="b")

    assert api.basket_of("b").lines == ()
    with unit():
        assert baskets.forget_links() == 1


def test_repeated_goods_are_not_doubled_and_what_is_gone_is_said(chain: Chain) -> None:
    with unit():
        set_prices({chain.goods[2]: "0"})
        put(chain.store, chain.goods[1:2], 0)
        put(chain.other, chain.goods[1:2], 0)
    wanted = [Wanted(variant_id=one, quantity=Decimal(2)) for one in chain.goods]

    for _ in range(2):
        with unit():
            missed = baskets.put_again(token="t", wanted=wanted)

    assert [(line.variant_id, line.quantity) for line in api.basket_of("t").lines] == [(chain.goods[0], 2)]
    assert [one.variant_id for one in missed] == [chain.goods[1], chain.goods[2]]


def test_a_left_basket_is_reminded_of_once_and_only_where_news_are_agreed_to(chain: Chain) -> None:
    people = {name: Person.objects.create(username=name, kind="buyer", email=f"{name}@x.ru") for name in ("yes", "no")}
    for name, person in people.items():
        fill(name, chain, 2)
        with unit():
            api.bind_basket(token=name, person_id=person.pk)
    with unit():
        messaging.set_wish(address="yes@x.ru", kind=Kind.NEWS, wanted=True)
        Basket.objects.update(changed_at=now() - timedelta(hours=5))
        assert baskets.remind_left() == 0
        baskets.edit_basket_terms(terms=BasketTerms(remind_after_h=4), actor=OPERATOR)

    with unit():
        assert baskets.remind_left() == 2
    with unit():
        assert baskets.remind_left() == 0

    (sent,) = messaging.messages_about(f"person:{people['yes'].pk}")
    assert (sent.template, sent.to) == ("basket_left", "yes@x.ru")
    assert f"/basket/back/{BasketLink.objects.get().token}/" in sent.text
    assert messaging.messages_about(f"person:{people['no'].pk}") == []


def test_a_bundle_is_held_by_its_parts_and_they_become_the_orders(holding: Chain) -> None:
    table, chair, _ = holding.goods
    group = make_bundle({table: 1, chair: 3})
    with unit():
        api.set_line(token="t", variant_id=group.variant_id, quantity=Decimal(3))
    hold("t", holding.store)
    assert [free(holding, number) for number in (0, 1)] == [(10, 3, 7), (10, 9, 1)]

    run_out()
    assert [free(holding, number) for number in (0, 1)] == [(10, 0, 10), (10, 0, 10)]

    with unit():
        api.set_line(token="u", variant_id=group.variant_id, quantity=Decimal(3))
    hold("u", holding.store)
    placed = place(holding, lines=(), basket_token="u")
    assert [free(holding, number) for number in (0, 1)] == [(10, 3, 7), (10, 9, 1)]
    explained = stock.explain(variant_id=chair, location_id=holding.store)
    assert [(one.order_id, one.quantity) for one in explained.holds] == [(placed.order_id, 9)]
    assert stock.broken_balances() == []
