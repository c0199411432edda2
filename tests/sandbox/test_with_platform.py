"""The simulated 1C and the platform understand one another in every dialect, there and back."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from benchmarks.storm.sky import age_sessions
from prilavok.base.money import Money
from prilavok.base.unit import unit
from prilavok.config import demo
from prilavok.goods.pim import api as pim
from prilavok.goods.pricing import api as pricing
from prilavok.goods.stock import api as stock
from prilavok.partners.erp import api as erp
from prilavok.people.crm import api as crm
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import BasketLine, Contact, PlaceOrder
from prilavok.trade.receipts import api as receipts
from prilavok.trade.receipts.values import ReceiptFilter
from sandbox.chain.people import BUYER_PHONE, card_of
from sandbox.onec import books, dealings, exchange, exports, options, orders
from sandbox.onec.bases import CENTRAL, DIALECTS, RETAIL
from sandbox.onec.client import Faults
from sandbox.state import Store
from tests.jobs import RunJobs
from tests.sandbox.platform import Platform

pytestmark = pytest.mark.django_db
GOODS = 6


@pytest.fixture
def shop(store: Store, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, run_jobs: RunJobs) -> Store:
    """A chain of a few goods whose 1C bases talk to the platform."""
    settings.VAR = tmp_path
    settings.EXCHANGE_POLL_S = 0
    books.seed(store)
    with store.writing() as db:
        some = "SELECT id FROM goods WHERE title LIKE 'Кружка%' LIMIT ?"
        db.execute(f"DELETE FROM offer WHERE goods_id NOT IN ({some})", (GOODS,))  # noqa: S608
        db.execute(f"DELETE FROM goods WHERE id NOT IN ({some})", (GOODS,))  # noqa: S608
    real, platform = exchange.Client, Platform(run_jobs)
    monkeypatch.setattr(exchange, "Client", lambda **given: real(**given, transport=platform))
    monkeypatch.setattr(exports.pictures, "files_for", lambda goods, skip: {})
    monkeypatch.setenv("PRILAVOK_EXCHANGE_URL", "http://127.0.0.1/1c/exchange/")
    demo.make_nodes()
    return store


def push(store: Store, central: str = "A 2.07", retail: str = "B 2.09") -> None:
    store.set_setting("base.central.dialect", central)
    store.set_setting("base.retail.dialect", retail)
    for base in (CENTRAL, RETAIL):
        assert exchange.exchange(store, base, "full") == "done", exchange.runs(store, base, 1)


def assert_equal_books(store: Store) -> None:
    """Every offer is known with its price, and lies where 1C says."""
    offers = [row["id"] for row in store.rows("SELECT id FROM offer")]
    known = pim.variant_ids(system=demo.NAMESPACE, external_ids=offers)
    assert set(known) == set(offers)
    places = demo.known_places()
    by_guid = {one.external_id: places[one.code] for one in demo.PLACES}
    assert demo.choose_prices()
    prices = pricing.prices(variant_ids=list(known.values()))
    lying = stock.availability(variant_ids=list(known.values()), location_ids=list(places.values()))
    for offer, variant in known.items():
        sql = "SELECT amount FROM price WHERE offer_id = ? AND type_id = ?"
        assert prices[variant].price.amount == Decimal(store.value(sql, (offer, books.ONLINE_TYPE)))
        rows = store.rows("SELECT * FROM stock WHERE offer_id = ? AND quantity > 0", (offer,))
        theirs = {by_guid[row["warehouse_id"]]: Decimal(row["quantity"]) for row in rows}
        assert {where: one.on_hand for where, one in lying[variant].items() if one.on_hand} == theirs


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_catalogue_and_stock_arrive_in_every_dialect(shop: Store, dialect: str) -> None:
    push(shop, dialect, dialect)

    assert_equal_books(shop)


OPTIONS = {
    "chunks of seven hundred bytes": options.Options(chunk=700),
    "portions of two cards": options.Options(portion=2),
    "quick changes": options.Options(quick=True),
}


@pytest.mark.parametrize("name", OPTIONS)
@pytest.mark.parametrize("dialect", ["A 2.08", "B 3.1"])
def test_however_a_base_sends_the_same_arrives(shop: Store, name: str, dialect: str) -> None:
    for base in (CENTRAL, RETAIL):
        options.set_options(shop, base, OPTIONS[name])
    push(shop, dialect, dialect)
    row = shop.rows("SELECT stock.* FROM stock JOIN offer ON offer.id = offer_id WHERE quantity > 3 LIMIT 1")[0]

    books.sell(shop, row["offer_id"], row["warehouse_id"], 2, "Продажа")
    books.set_price(shop, row["offer_id"], books.ONLINE_TYPE, Decimal("123.45"))
    assert [exchange.exchange(shop, base, "changes") for base in (CENTRAL, RETAIL)] == ["done", "done"]

    assert_equal_books(shop)


def test_an_import_that_nobody_waits_for_is_started_by_the_site(shop: Store, run_jobs: RunJobs) -> None:
    for base in (CENTRAL, RETAIL):
        options.set_options(shop, base, options.Options(wait=False))
    push(shop)

    assert pim.all_product_ids() == []
    age_sessions(660)
    erp.start_idle()
    run_jobs()

    assert_equal_books(shop)


def test_a_change_of_stock_and_price_arrives(shop: Store) -> None:
    push(shop)
    row = shop.rows("SELECT stock.* FROM stock JOIN offer ON offer.id = offer_id WHERE quantity > 3 LIMIT 1")[0]

    books.sell(shop, row["offer_id"], row["warehouse_id"], 2, "Продажа")
    books.set_price(shop, row["offer_id"], books.ONLINE_TYPE, Decimal("123.45"))
    assert [exchange.exchange(shop, base, "changes") for base in (CENTRAL, RETAIL)] == ["done", "done"]

    assert_equal_books(shop)


def place(store: Store) -> tuple[int, str]:
    row = store.rows("SELECT stock.* FROM stock JOIN offer ON offer.id = offer_id WHERE quantity > 3 LIMIT 1")[0]
    (variant,) = pim.variant_ids(system=demo.NAMESPACE, external_ids=[row["offer_id"]]).values()
    demo.describe_stores()
    demo.choose_prices()
    places = demo.known_places()
    where = next(places[one.code] for one in demo.PLACES if one.external_id == row["warehouse_id"])
    with unit():
        placed = oms.place_order(
            PlaceOrder(
                key="one",
                channel="site",
                location_id=where,
                contact=Contact(name="Анна Петрова", phone="+79161234567"),
                lines=(BasketLine(variant_id=variant, quantity=Decimal(2)),),
            )
        )
    return placed.order_id, placed.number


DEATHS = [Faults(), Faults(skip_success=True), *(Faults(die_after=step) for step in (1, 2, 3))]


@pytest.mark.parametrize("faults", DEATHS)
def test_an_order_gets_there_once_whatever_step_the_1c_dies_at(shop: Store, run_jobs: RunJobs, faults: Faults) -> None:
    push(shop)
    _, number = place(shop)
    run_jobs()

    exchange.exchange(shop, CENTRAL, "orders", faults)
    assert exchange.exchange(shop, CENTRAL, "orders") == "done"
    assert exchange.exchange(shop, CENTRAL, "orders") == "done"

    (order,) = orders.orders(shop)
    assert order["number"] == number
    assert order["times_received"] == (2 if faults.skip_success else 1)
    assert [Decimal(line["quantity"]) for line in order["lines"]] == [Decimal(2)]


@pytest.mark.parametrize("step", [1, 2, 4])
def test_picked_with_fewer_pieces_comes_back(shop: Store, run_jobs: RunJobs, step: int) -> None:
    push(shop)
    order_id, number = place(shop)
    run_jobs()
    exchange.exchange(shop, CENTRAL, "orders")
    before = oms.orders(order_ids=[order_id])[order_id]  # type: ignore[index]

    orders.change_quantity(shop, number, 1, Decimal(1))
    orders.pick(shop, number)
    assert exchange.exchange(shop, CENTRAL, "documents", Faults(die_after=step)) == "failed"
    run_jobs()
    assert exchange.exchange(shop, CENTRAL, "documents") == "done"
    assert exchange.exchange(shop, CENTRAL, "documents") == "nothing"

    after = oms.orders(order_ids=[order_id])[order_id]  # type: ignore[index]
    assert (after.status, after.version) == ("ready", before.version + 1)
    assert [line.quantity for line in after.lines] == [Decimal(1)]
    assert after.total == Money(before.lines[0].unit_price.amount)


def test_receipts_and_customers_of_the_chain_join_in_one_history(shop: Store, run_jobs: RunJobs) -> None:
    push(shop)
    dealings.seed(shop)
    shop.run("DELETE FROM change WHERE kind = 'receipt' AND CAST(ref AS INTEGER) > 40")

    assert exchange.exchange(shop, RETAIL, "receipts") == "done", exchange.runs(shop, RETAIL, 1)
    assert exchange.exchange(shop, CENTRAL, "plans") == "done", exchange.runs(shop, CENTRAL, 1)
    run_jobs()

    assert receipts.find_receipts(ReceiptFilter(page_size=1)).total_count == 40
    assert books.registered(shop, CENTRAL.code, exchange.REGISTERED["plans"])[1] == []
    sql = "SELECT COUNT(*) FROM till_receipt WHERE id <= 40 AND (phone = ? OR card = ?)"
    count = shop.value(sql, (BUYER_PHONE, card_of(0)))
    assert len(receipts.receipt_ids_of(phones=[BUYER_PHONE], cards=[card_of(0)])) == count > 3
    buyer = crm.customer_by_phone(BUYER_PHONE)
    assert buyer is not None
    assert buyer.name == "Анна Петрова"
