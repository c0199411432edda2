"""Every trouble of the storm once, on a small chain: a whole exchange afterwards leaves no difference, and no order is
lost or doubled. The comparisons themselves are proved by differences put in by hand.
"""

import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from benchmarks.storm import sky as skies
from benchmarks.storm import troubles
from benchmarks.storm.books import SYSTEM, Books, Size
from benchmarks.storm.compare import choose_prices, differences, open_stores
from benchmarks.storm.orders import Outcome, check, storm_of_orders
from benchmarks.storm.place import place
from prilavok.base.unit import unit
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductDraft
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.values import PriceRow
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import SnapshotRow
from sandbox.onec.books import ONLINE_TYPE
from sandbox.state import Store
from tests.jobs import RunJobs
from tests.protocols.test_crashes import IMPORT, die
from tests.sandbox.platform import Platform

pytestmark = [pytest.mark.crash, pytest.mark.timeout(400), pytest.mark.django_db(transaction=True)]
ORDERS = 30
NOTHING = "0 differences in 131"
SOME_POINTS = IMPORT[::3]  # at every one an import dies in test_crashes; here the books are compared whole


class Worker:
    """Runs the jobs of an import; dies once at the point it is told."""

    def __init__(self, run_jobs: RunJobs) -> None:
        self.run_jobs = run_jobs
        self.dies_at = ""
        self.deaths = 0

    def __call__(self) -> None:
        if self.dies_at:
            self.deaths += die(self.dies_at, self.run_jobs)
            self.dies_at = ""
            with connection.cursor() as cursor:  # as the rescuer does
                cursor.execute("UPDATE procrastinate_jobs SET status = 'todo' WHERE status = 'doing'")
        self.run_jobs()


@pytest.fixture
def worker(run_jobs: RunJobs) -> Worker:
    return Worker(run_jobs)


@pytest.fixture
def sky(worker: Worker) -> skies.Sky:
    """A small chain that has been sent whole once."""
    skies.make_bases()
    platform = Platform(worker)
    made = skies.Sky(
        books=Books(Size(goods=8, variants=2, stores=2, plenty=4)),
        url="http://127.0.0.1/1c/exchange/",
        dice=random.Random(5),
        let_time_pass=skies.age_sessions,
        transport=lambda: platform,
        portion=5,
        pause_s=0,
    )
    made.whole()
    choose_prices()
    assert str(differences(made.books)) == NOTHING
    return made


def weather(sky: skies.Sky, number: int, trouble: troubles.Trouble) -> str:
    """A day: changes, the trouble, more changes, a whole exchange; what differs afterwards."""
    sky.day = number
    sky.books.change(number * 2, share=0.6)
    trouble(sky)
    sky.books.change(number * 2 + 1, share=0.2)
    sky.whole()
    return str(differences(sky.books))


def test_after_every_trouble_a_whole_exchange_leaves_no_difference(sky: skies.Sky) -> None:
    found = {troubles.title_of(one): weather(sky, day, one) for day, one in enumerate(troubles.PROTOCOL)}

    assert found == dict.fromkeys(map(troubles.title_of, troubles.PROTOCOL), NOTHING)


def test_a_worker_killed_at_any_point_leaves_no_difference(sky: skies.Sky, worker: Worker) -> None:
    def killed_at(point: str) -> troubles.Trouble:
        def trouble(sky: skies.Sky) -> None:
            worker.dies_at = point
            sky.attempt()

        return trouble

    found = [weather(sky, number, killed_at(point)) for number, point in enumerate(SOME_POINTS)]

    assert found == [NOTHING] * len(SOME_POINTS)
    assert worker.deaths >= len(SOME_POINTS) - 1  # not every dialect comes as an archive to unpack


def test_the_comparison_sees_what_is_put_in_by_hand(sky: skies.Sky) -> None:
    one, other = sky.books.offers[0], sky.books.offers[3]
    ids = pim.variant_ids(system=SYSTEM, external_ids=[one["id"], other["id"]])
    where = stock.location_ids(system=SYSTEM, external_ids=[sky.books.warehouses[0]["id"]])
    kind = pricing.price_type_ids(system=SYSTEM, external_ids=[ONLINE_TYPE])[ONLINE_TYPE]
    with unit():
        pricing.set_prices(
            source="hand", rows=[PriceRow(variant_id=ids[one["id"]], price_type_id=kind, amount=Decimal("1.01"))]
        )
        row = SnapshotRow(variant_id=ids[other["id"]], location_id=next(iter(where.values())), quantity=Decimal(77))
        stock.apply_snapshot(source="hand", rows=[row], meaning="physical")
        pim.upsert_products(
            system=SYSTEM,
            drafts=[
                ProductDraft(external_id=sky.books.goods[5]["id"], title="Не та"),
                ProductDraft(external_id=sky.books.goods[6]["id"], is_removed=True),
                ProductDraft(external_id="stranger", title="Лишний"),
            ],
        )

    assert differences(sky.books).counts == {
        "price": 1,
        "stock": 1,
        "title": 1,
        "on the shelf": 1,
        "products in all": 1,
    }


class HandPlacers:
    """Places an order whenever it is tended."""

    deaths = 0

    def __init__(self, given: dict[str, list[int]], run_jobs: RunJobs) -> None:
        self.given, self.run_jobs = given, run_jobs
        self.placed: dict[str, dict[str, Any]] = {}

    def tend(self) -> bool:
        """One order more."""
        one = place(len(self.placed), 5, self.given)
        self.placed[one["key"]] = one
        self.run_jobs()
        return len(self.placed) < ORDERS

    def answers(self) -> dict[str, dict[str, Any]]:
        """What was answered."""
        return self.placed


def test_every_order_is_in_the_base_once_and_the_comparison_would_see_it(
    sky: skies.Sky, run_jobs: RunJobs, tmp_path: Path
) -> None:
    stores = open_stores()
    plenty = [one["id"] for one in sky.books.offers[:8]]
    variants = sorted(map(int, pim.variant_ids(system=SYSTEM, external_ids=plenty).values()))
    placers, store = HandPlacers({"stores": stores, "variants": variants}, run_jobs), Store(tmp_path / "base.db")

    outcome = storm_of_orders(sky, ORDERS, store, placers, sky.let_time_pass)  # type: ignore[arg-type]

    assert (outcome.placed, outcome.lost, outcome.doubled, outcome.wrong) == (ORDERS, [], [], [])
    assert len(outcome.pulls) >= 6
    assert store.value("SELECT COUNT(*) FROM site_document") > ORDERS, "nothing was given twice: too calm to prove"

    one, other, third = sorted(answer["number"] for answer in placers.answers().values())[:3]
    store.run("DELETE FROM site_order WHERE number = ?", (one,))
    store.run("INSERT INTO site_document (at, site_id, number) VALUES (0, 'another', ?)", (other,))
    store.run("UPDATE order_line SET quantity = '9' WHERE number = ? AND line = 1", (third,))
    seen = Outcome(wanted=ORDERS, placed=ORDERS)
    check(seen, placers.answers(), store)

    assert (seen.lost, seen.doubled) == ([one], [f"number {other} of 2 orders"])
    assert [words.partition(":")[0] for words in seen.wrong] == [third]
