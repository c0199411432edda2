"""What stands beside a product: from orders and receipts to the page; nothing that cannot be bought where one is."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from prilavok.base.access import Actor
from prilavok.base.unit import unit
from prilavok.doors.storefront import api, memory
from prilavok.doors.storefront.models import Shelf
from prilavok.doors.storefront.values import Seen
from prilavok.goods.pim import api as pim
from prilavok.insight.recommendations import api as recommendations
from prilavok.insight.recommendations.values import Kind
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import BasketLine, Contact, PlacedOrder, PlaceOrder
from tests.doors.storefront import make
from tests.jobs import RunJobs


def _order(number: int, *codes: str) -> PlacedOrder:
    with unit():
        return oms.place_order(
            PlaceOrder(
                key=f"others-{number}",
                channel="site",
                location_id=make.store("s1"),
                contact=Contact(name="Анна", phone=f"+7903555{number:04d}", email=""),
                lines=tuple(
                    BasketLine(variant_id=make.variant(code), quantity=Decimal(1))  # type: ignore[arg-type]
                    for code in codes
                ),
            )
        )


@pytest.fixture
def bought(shop: dict[str, int], run_jobs: RunJobs) -> list[PlacedOrder]:
    """A lamp with a kettle three times, a pan once."""
    orders = [_order(number, "lamp", "kettle") for number in range(3)] + [_order(3, "pan")]
    run_jobs()
    recommendations.count_waiting()
    recommendations.choose_waiting()
    run_jobs()
    memory.forget()
    return orders


def _blocks(code: str, *stores: str, mine: str = "") -> dict[str, set[str]]:
    ids = tuple(make.store(one) for one in stores)
    slug = Shelf.objects.get(product_id=pim.product_ids(system=make.SYSTEM, external_ids=[code])[code]).slug
    found = api.beside(slug=slug, seen=Seen(city_ids=ids, store_id=make.store(mine) if mine else None), near=ids)
    assert found is not None
    return {block.kind: {card.title.split()[0] for card in block.cards} for block in found.blocks}


def test_what_was_ordered_together_stands_beside_it(bought: list[PlacedOrder]) -> None:
    assert _blocks("lamp", "s1", "s2", "s3")["together"] == {"Чайник"}


def test_what_lies_in_no_store_of_the_buyer_is_not_shown(bought: list[PlacedOrder]) -> None:
    assert "together" not in _blocks("lamp", "s4"), "the kettle lies in Moscow only"


def test_a_cancelled_order_was_no_purchase(bought: list[PlacedOrder], run_jobs: RunJobs) -> None:
    with unit():
        oms.cancel(order_id=bought[0].order_id, reason="передумали", actor=Actor(name="Ирина", kind="system"))
    run_jobs()
    recommendations.count_waiting()
    recommendations.choose_waiting()

    assert "together" not in _blocks("lamp", "s1", "s2", "s3")


def test_what_sells_comes_first(bought: list[PlacedOrder], shop: dict[str, int]) -> None:
    rows = dict(Shelf.objects.values_list("product_id", "popularity"))

    assert (rows[shop["lamp"]], rows[shop["pan"]], rows[shop["rug"]]) == (300, 100, 0)
    ranks = dict(Shelf.objects.values_list("product_id", "rank"))
    assert ranks[shop["lamp"]] > ranks[shop["pan"]] > ranks[shop["rug"]]


def _only(*kinds: Kind) -> None:
    with unit():
        recommendations.keep_manner(replace(recommendations.manner(), kinds=frozenset(kinds)))


def test_the_chain_switches_blocks_off(bought: list[PlacedOrder]) -> None:
    _only(Kind.SIMILAR)

    assert "together" not in _blocks("lamp", "s1", "s2", "s3")


def test_the_store_of_the_buyer_is_named(bought: list[PlacedOrder]) -> None:
    _only(Kind.NEAR)

    assert _blocks("pot", "s1", "s2", "s3", "s4", mine="s4") == {"near": {"Пила"}}, "of the garden, in the own store"


def test_the_page_needs_no_script_and_few_questions(bought: list[PlacedOrder], client: Client) -> None:
    slug = Shelf.objects.get(title__startswith="Лампа").slug
    page = client.get(f"/product/{slug}/").content.decode()
    assert f'href="/product/{slug}/others/"' in page

    client.get(f"/product/{slug}/others/")
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"/product/{slug}/others/", {"part": "1"})
    assert "Чайник" in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert len(asked) <= 6
    assert client.get("/product/nothing/others/").status_code == 404
