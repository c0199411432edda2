"""Who reserves when 1C reserves too: the node's setting, through the exchange; doubts and till sales on the way."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from prilavok.base.clock import database_now
from prilavok.base.unit import unit
from prilavok.goods.pim import api as pim
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import Available, TillReceipt, Want
from prilavok.partners.erp.models import Node, PackageFile
from tests.protocols import make
from tests.protocols.client import OneC

GOODS = make.catalogue(make.product("g1"))


def stocks(quantity: str, *, formed_at: object = None) -> bytes:
    told = make.offers(make.offer("g1", stocks={"a": quantity}))
    stamp = f' ДатаФормирования="{timezone.localtime(formed_at):%Y-%m-%dT%H:%M:%S}"' if formed_at else ""  # type: ignore[arg-type]
    return told.replace("ВерсияСхемы=".encode(), f"{stamp.strip()} ВерсияСхемы=".lstrip().encode(), 1)


def standing() -> Available:
    variant = pim.variant_ids(system="erp.central", external_ids=["g1"])["g1"]
    place = stock.location_ids(system="erp.central", external_ids=["a"])["a"]
    return stock.explain(variant_id=variant, location_id=place).balance


def hold(order_id: int, quantity: int) -> None:
    variant = pim.variant_ids(system="erp.central", external_ids=["g1"])["g1"]
    place = stock.location_ids(system="erp.central", external_ids=["a"])["a"]
    with unit():
        wants = [Want(variant_id=variant, quantity=Decimal(quantity))]
        stock.reserve(order_id=order_id, location_id=place, wants=wants, hold_for_s=600)
    with unit():
        stock.tell_known(order_ids=[order_id], what="reserved")


# On the shelf 12, 1C reserves 2 for its own customers and, if it does so at all, 3 for the site's order.
@pytest.mark.parametrize(
    ("meaning", "before", "after", "on_hand", "available"),
    [("physical", "12", "12", 12, 9), ("free", "10", "7", 10, 7), ("others_free", "10", "10", 10, 7)],
)
def test_a_piece_is_taken_off_once_whoever_reserves(
    one_c: OneC, meaning: str, before: str, after: str, on_hand: int, available: int
) -> None:
    Node.objects.filter(code="erp.central").update(stock_meaning=meaning)
    one_c.send({"import0_1.xml": GOODS, "offers0_1.xml": stocks(before)})

    hold(7, 3)
    assert standing().available == available
    one_c.send({"offers0_1.xml": stocks(after)})

    assert (standing().on_hand, standing().reserved, standing().available) == (on_hand, 3, available)
    assert stock.broken_balances() == []


def test_figures_formed_before_the_reservation_was_confirmed_add_nothing_back(one_c: OneC) -> None:
    one_c.send({"import0_1.xml": GOODS, "offers0_1.xml": stocks("10")})
    hold(7, 3)

    one_c.send({"offers0_1.xml": stocks("10", formed_at=database_now() - timedelta(hours=1))})

    assert (standing().on_hand, standing().available) == (10, 7)


def test_a_figure_formed_before_a_till_sale_does_not_count_it(one_c: OneC) -> None:
    one_c.send({"import0_1.xml": GOODS, "offers0_1.xml": stocks("10")})
    variant = pim.variant_ids(system="erp.central", external_ids=["g1"])["g1"]
    place = stock.location_ids(system="erp.central", external_ids=["a"])["a"]
    lines = (Want(variant_id=variant, quantity=Decimal(1)),)
    receipt = TillReceipt(receipt_id=1, number="1", location_id=place, sold_at=database_now(), lines=lines)
    with unit():
        stock.take_till_sales(receipts=[receipt])

    one_c.send({"offers0_1.xml": stocks("10", formed_at=database_now() - timedelta(hours=1))})
    assert (standing().unsynced, standing().available) == (1, 9)
    one_c.send({"offers0_1.xml": stocks("10")})

    assert (standing().unsynced, standing().available) == (0, 10)


def test_what_is_no_number_is_a_doubt_and_the_same_number_again_ends_it(one_c: OneC) -> None:
    one_c.send({"import0_1.xml": GOODS, "offers0_1.xml": stocks("10")})

    one_c.send({"offers0_1.xml": stocks("?")})
    assert (standing().on_hand, standing().available, standing().doubt) == (10, 0, "invalid")
    one_c.send({"offers0_1.xml": stocks("10")})

    assert (standing().on_hand, standing().available, standing().doubt) == (10, 10, "")


def test_a_date_of_long_ago_is_not_believed(one_c: OneC) -> None:
    one_c.send({"import0_1.xml": GOODS, "offers0_1.xml": stocks("10")})
    hold(7, 3)
    Node.objects.filter(code="erp.central").update(stock_meaning="free")

    one_c.send({"offers0_1.xml": stocks("7", formed_at=database_now() - timedelta(days=300))})

    assert (standing().on_hand, standing().available) == (10, 7)
    assert PackageFile.objects.order_by("-pk").first().formed_at is not None
