"""Placing an order: all of it or nothing, once per key, at the price the buyer saw."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from prilavok.base.models import EventRow
from prilavok.base.money import Money
from prilavok.base.once import KeyReused
from prilavok.base.phones import PhoneNotUnderstood
from prilavok.base.unit import unit
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import LocationEdit
from prilavok.trade.fulfilment import api as fulfilment
from prilavok.trade.oms import api
from prilavok.trade.oms.errors import (
    BasketEmpty,
    ContactMissing,
    GoodUnknown,
    NotEnough,
    PriceChanged,
    QuantityWrong,
    StoreClosed,
)
from prilavok.trade.oms.models import Order
from prilavok.trade.oms.values import BasketLine, Contact
from prilavok.trade.payments import api as payments
from tests.trade.oms.make import Chain, free, place, seen, set_prices, wish

pytestmark = pytest.mark.django_db


def assert_nothing_happened(chain: Chain) -> None:
    assert Order.objects.count() == 0
    assert EventRow.objects.filter(name__startswith="oms.").count() == 0
    assert fulfilment.tasks(location_ids=None, states=["new"]) == []
    assert free(chain) == (10, 0, 10)


def test_order_is_frozen_planned_and_held(chain: Chain) -> None:
    placed = place(chain, 1, 2, 3)

    order = seen(placed.order_id)
    assert order.status == "new"
    assert order.facts == {"reserved"}
    assert [(line.title, line.quantity, line.unit_price.amount) for line in order.lines] == [
        ("Лопата 1", 1, Decimal("100.00")),
        ("Лопата 2", 2, Decimal("250.50")),
        ("Лопата 3", 3, Decimal("19.99")),
    ]
    assert order.total == placed.total == Money(Decimal("660.97"))
    assert order.contact == Contact(name="Анна Иванова", phone="+79161234567", email="anna@example.test")
    assert order.version == order.revision == 1
    assert payments.payments_of(order_ids=[placed.order_id])[placed.order_id].amount == placed.total
    task = fulfilment.tasks(location_ids=[chain.store], states=["new"])[0]
    assert (task.number, len(task.lines), task.lines[0].barcode) == (placed.number, 3, "460000000000")
    assert free(chain) == (10, 1, 9)
    assert [line.kind for line in api.history(placed.order_id)] == ["placed"]


def test_same_key_gets_the_same_order(chain: Chain) -> None:
    request = wish(chain, 1)
    with unit():
        first = api.place_order(request)

    with unit():
        again = api.place_order(request)

    assert again == first
    assert Order.objects.count() == 1
    assert free(chain) == (10, 1, 9)


def test_key_of_another_request_is_refused(chain: Chain) -> None:
    place(chain, 1, key="one")

    with pytest.raises(KeyReused):
        place(chain, 2, key="one")

    assert Order.objects.count() == 1


def test_replay_does_not_look_at_prices_again(chain: Chain) -> None:
    request = wish(chain, 1, total_seen=Money(Decimal("100.00")))
    with unit():
        first = api.place_order(request)
    with unit():
        set_prices({chain.goods[0]: "170.00"})

    with unit():
        assert api.place_order(request) == first


def test_changed_price_is_told_line_by_line(chain: Chain) -> None:
    with unit():
        api.set_line(token="t", variant_id=chain.goods[0], quantity=Decimal(2))
        api.set_line(token="t", variant_id=chain.goods[1], quantity=Decimal(1))
        set_prices({chain.goods[0]: "110.00"})

    with pytest.raises(PriceChanged) as refusal:
        place(chain, lines=(), basket_token="t", total_seen=Money(Decimal("450.50")))

    difference = refusal.value.lines[0]
    assert len(refusal.value.lines) == 1
    assert (difference.was, difference.now) == (Money(Decimal("100.00")), Money(Decimal("110.00")))
    assert refusal.value.total_now == Money(Decimal("470.50"))
    assert len(api.basket_of("t").lines) == 2
    assert_nothing_happened(chain)


def test_ordered_basket_is_empty(chain: Chain) -> None:
    with unit():
        api.set_line(token="t", variant_id=chain.goods[0], quantity=Decimal(2))

    place(chain, lines=(), basket_token="t")

    assert api.basket_of("t").lines == ()


def test_not_enough_names_what_lacks_and_nothing_happens(chain: Chain) -> None:
    with pytest.raises(NotEnough) as refusal:
        place(chain, 1, 11)

    (lacking,) = refusal.value.lines
    assert (lacking.title, lacking.wanted, lacking.available) == ("Лопата 2", 11, 10)
    assert_nothing_happened(chain)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"lines": ()}, BasketEmpty),
        ({"location_id": 99999}, StoreClosed),
        ({"contact": Contact(name=" ", phone="8 916 123-45-67")}, ContactMissing),
        ({"contact": Contact(name="Анна", phone="12")}, PhoneNotUnderstood),
        ({"lines": (BasketLine(variant_id=987654, quantity=Decimal(1)),)}, GoodUnknown),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_ordered_is_refused_whole(chain: Chain, changes: dict, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        place(chain, **changes)

    assert_nothing_happened(chain)


@pytest.mark.parametrize("quantity", ["-1", "0.0001", "NaN", "10000"])
def test_impossible_quantity_is_refused(chain: Chain, quantity: str) -> None:
    with pytest.raises(QuantityWrong):
        place(chain, lines=(BasketLine(variant_id=chain.goods[0], quantity=Decimal(quantity)),))

    assert_nothing_happened(chain)


def test_good_without_a_price_is_not_sold(chain: Chain) -> None:
    with unit():
        set_prices({chain.goods[0]: "0"})

    with pytest.raises(GoodUnknown, match="Лопата 1"):
        place(chain, 1, 1)

    assert_nothing_happened(chain)


def test_store_without_pickup_takes_no_orders(chain: Chain) -> None:
    with unit():
        stock.describe_location(LocationEdit(location_id=chain.store, is_pickup=False))

    with pytest.raises(StoreClosed):
        place(chain, 1)

    assert_nothing_happened(chain)


def test_repeated_good_is_one_line(chain: Chain) -> None:
    twice = (BasketLine(variant_id=chain.goods[0], quantity=Decimal(1)),) * 2

    placed = place(chain, lines=twice)

    assert [line.quantity for line in seen(placed.order_id).lines] == [2]


def test_placing_asks_the_database_little(chain: Chain) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        place(chain, 1, 2, 3)

    questions = [one["sql"] for one in asked if "SAVEPOINT" not in one["sql"]]
    assert len(questions) <= 14, "\n".join(one[:150] for one in questions)
