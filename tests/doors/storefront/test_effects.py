"""What recommendations lead to: visitors are counted once, in two halves alike, in sums that say nothing of anybody."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from prilavok.base.unit import unit
from prilavok.doors.storefront import memory
from prilavok.doors.storefront.finding import effects
from prilavok.doors.storefront.finding.effects import Good, Offered
from prilavok.doors.storefront.models import Shelf
from prilavok.doors.storefront.web import recommended
from prilavok.insight.recommendations import api as recommendations
from prilavok.insight.recommendations.models import Effect
from prilavok.insight.recommendations.values import Rule, Tale
from tests.doors.storefront import make
from tests.doors.storefront.test_buying import _form
from tests.doors.storefront.test_others import _order
from tests.jobs import RunJobs

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
TOLD = ("shown", "clicked", "put", "ordered", "people", "people_put", "people_ordered")


@pytest.fixture(autouse=True)
def _counted_anew() -> Iterator[None]:
    effects._waiting.clear()
    effects._waiting_goods.clear()
    recommended._told.clear()
    yield
    effects._waiting.clear()


@pytest.fixture
def lamp(shop: dict[str, int], run_jobs: RunJobs) -> str:
    """The page of a lamp that is bought with a kettle."""
    for number in range(3):
        _order(number, "lamp", "kettle")
    _order(3, "pan")
    run_jobs()
    recommendations.count_waiting()
    recommendations.choose_waiting()
    run_jobs()
    memory.forget()
    return f"/product/{Shelf.objects.get(product_id=shop['lamp']).slug}/"


def visitor(lot: str) -> Client:
    client = Client(headers={"User-Agent": PHONE})
    client.cookies["lot"] = lot
    return client


def told() -> dict[tuple[str, bool], tuple[int, ...]]:
    effects.write()
    return {(row[0], row[1]): row[2:] for row in Effect.objects.values_list("rule", "is_apart", *TOLD)}


def test_a_block_is_followed_from_the_page_to_the_order_with_those_who_do_not_see_it_beside(
    shop: dict[str, int], lamp: str
) -> None:
    part = Client().get(f"{lamp}others/?part=1")
    goods = f"bought:{shop['kettle']}"
    assert part.headers["X-Page-Cache"] == "1"
    assert f'data-offered="{goods}" data-apart="5"' in part.content.decode()
    sees, apart = visitor("5"), visitor("4")

    for one in (sees, apart):
        for _again in range(2):
            assert one.post("/recommended/", {"goods": goods, "seen": "bought"}).status_code == 204
            assert one.cookies["offered"]["max-age"] == 14 * 24 * 3600
        one.post("/recommended/", {"clicked": goods})
        for code in ("lamp", "kettle", "kettle"):
            one.post("/basket/line/", {"add": make.variant(code)}, headers={"HX-Request": "true"})
    placed = sees.post("/checkout/", _form(sees, store=make.store("s2")))
    for _again in range(2):
        sees.get(placed.headers["Location"])

    assert told() == {
        ("all", False): (2, 1, 1, 1, 1, 1, 1),
        ("bought", False): (2, 1, 1, 1, 1, 1, 1),
        ("all", True): (0, 0, 1, 0, 1, 1, 0),
        ("bought", True): (0, 0, 1, 0, 1, 1, 0),
    }
    assert recommendations.effects_of_goods(product_ids=[shop["kettle"], shop["lamp"]]) == {
        shop["kettle"]: (Tale(people=1, clicked=1, put=1, ordered=1), Tale(people=1, put=1))
    }


def test_telling_writes_nothing_at_once_and_later_a_row_for_all(shop: dict[str, int], lamp: str) -> None:
    goods = f"bought:{shop['kettle']}"
    memory.kept("apart", 60, lambda: 5)
    with CaptureQueriesContext(connection) as asked:
        for _one in range(20):
            visitor("50").post("/recommended/", {"goods": goods})
    assert not [one["sql"] for one in asked if "recommendations" in one["sql"]]

    with CaptureQueriesContext(connection) as asked:
        effects.write()
    assert len([one for one in asked if "INSERT" in one["sql"]]) == 2
    assert told() == {("all", False): (0, 0, 0, 0, 20, 0, 0), ("bought", False): (0, 0, 0, 0, 20, 0, 0)}


def test_machines_strangers_and_floods_are_not_counted(shop: dict[str, int], lamp: str) -> None:
    goods = {"goods": f"bought:{shop['kettle']}", "seen": "bought"}
    robot, stranger, forger = visitor("50"), Client(headers={"User-Agent": PHONE}), visitor("500")
    robot.post("/recommended/", goods, headers={"User-Agent": "Mozilla/5.0 (compatible; YandexBot/3.0)"})
    for one in (stranger, forger):
        answer = one.post("/recommended/", goods)
        assert (answer.status_code, "offered" in answer.cookies) == (204, False)
    assert told() == {}

    visitor("50").post("/recommended/", {"goods": "near:999999"})
    effects.write()
    assert recommendations.effects_of_goods(product_ids=[999_999]) == {}, "no product of ours"

    flood = visitor("50")
    for _one in range(recommended.MOST_A_MINUTE + 20):
        flood.post("/recommended/", goods)
    assert told()["bought", False][:1] == (recommended.MOST_A_MINUTE - 1,)


@pytest.mark.parametrize("text", ["", "x", "kb3.s.1", "zzzzz.s.0.0", "1.s.0.0.b-1", "kb3.s.0.0.b", "." * 2000])
def test_a_cookie_that_is_none_of_ours_tells_nothing(text: str) -> None:
    assert Offered.of(text, localdate()) is None


def test_a_cookie_keeps_the_last_goods_for_two_weeks_and_changing_halves_begins_anew() -> None:
    today = localdate()
    goods = {number: Rule.ALIKE if number % 2 else Rule.NEAR for number in range(10**12, 10**12 + 55)}
    known = effects.meet(None, is_apart=False, today=today, goods=goods, seen=[Rule.NEAR])
    more = {7: Rule.PINNED, **dict.fromkeys(range(8, 20), Rule.BOUGHT)}
    known = effects.meet(known, is_apart=False, today=today, goods=more, seen=[])
    known = effects.put(known, 7)

    assert Offered.of(known.text, today + effects.WINDOW) == known
    assert Offered.of(known.text, today + effects.WINDOW + timedelta(days=1)) is None
    assert (len(known.goods), known.goods[7]) == (effects.MOST_GOODS, Good(Rule.PINNED, is_put=True))
    assert len(known.text) < 800
    other = effects.meet(known, is_apart=True, today=today, goods={1: Rule.NEAR}, seen=[])
    assert (other.is_apart, dict(other.goods), other.shown) == (True, {1: Good(Rule.NEAR)}, 0)


def test_with_nobody_apart_everybody_is_shown_the_blocks(shop: dict[str, int], lamp: str) -> None:
    with unit():
        recommendations.keep_manner(replace(recommendations.manner(), apart_percent=0))
    assert 'data-apart="0"' in Client().get(f"{lamp}others/?part=1").content.decode()

    visitor("0").post("/recommended/", {"goods": f"bought:{shop['kettle']}", "seen": "bought"})

    assert told()["bought", False] == (1, 0, 0, 0, 1, 0, 0)
    assert recommendations.effects(days=7)[0].ordered.with_block == Decimal("0.0")
