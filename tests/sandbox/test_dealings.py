"""Receipts, arrivals, rates and customers of the simulated chain: made, changed, sent as plain lines."""

import json
from decimal import Decimal
from typing import Any

import pytest
from starlette.testclient import TestClient

from sandbox import till, web
from sandbox.chain import chain
from sandbox.onec import (
    books,
    dealing_pages,
    dealings,
    exchange,
    exports,
    options,
    pages,
    plain,
    trouble,
    trouble_pages,
)
from sandbox.onec.bases import CENTRAL, RETAIL
from sandbox.state import Store
from tests.sandbox.site import Site


@pytest.fixture
def shop(store: Store) -> Store:
    books.seed(store)
    dealings.seed(store)
    return store


@pytest.fixture
def clerk(shop: Store) -> TestClient:
    routes = [*trouble_pages.ROUTES, *dealing_pages.ROUTES, *pages.ROUTES, *till.ROUTES]
    return TestClient(web.build(shop, more=routes, cards=lambda one: [*pages.cards(one), *till.cards(one)]))


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Site:
    made, real = Site(file_limit=10_000_000), exchange.Client
    monkeypatch.setattr(exchange, "Client", lambda **given: real(**given, transport=made.transport()))
    monkeypatch.setattr(exports, "AGAIN_PAUSE_S", 0)
    return made


def some_offer(store: Store) -> tuple[str, str, int]:
    sql = """SELECT stock.* FROM stock JOIN warehouse ON warehouse.id = warehouse_id
             WHERE quantity > 5 AND kind = 'store' ORDER BY offer_id, warehouse_id LIMIT 1"""
    row = store.row(sql)
    assert row is not None
    return row["offer_id"], row["warehouse_id"], row["quantity"]


def left(store: Store, offer: str, where: str) -> int:
    sql = "SELECT quantity FROM stock WHERE offer_id = ? AND warehouse_id = ?"
    return int(store.value(sql, (offer, where)) or 0)


def lines_of(files: dict[str, bytes]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    (body,) = files.values()
    header, *records = [json.loads(line) for line in body.decode().splitlines()]
    return header, records


def test_the_chain_has_a_past_once(shop: Store) -> None:
    assert dealings.seed(shop) is False
    assert shop.value("SELECT COUNT(*) FROM till_receipt") == dealings.RECEIPTS
    awaited = sum(len(one.offers) for one in chain().goods if one.arrives_in_days)
    assert shop.value("SELECT COUNT(*) FROM arrival") == awaited > 20


def test_receipts_add_up_and_name_their_sale(shop: Store) -> None:
    offer, where, _ = some_offer(shop)
    sold = dealings.make_receipt(shop, where, [(offer, 2)], buyer=("+79161234567", ""), payment="card")
    dealings.take_back(shop, sold)

    refs = books.registered(shop, RETAIL.code, (dealings.RECEIPT,))[1]
    header, records = lines_of(plain.receipts_file(shop, RETAIL, refs, 1_790_000_000))

    assert (header["format"], header["version"], header["sequence"]) == ("prilavok/receipts", 1, 1)
    assert len(records) == dealings.RECEIPTS + 2
    for one in records:
        total = sum(Decimal(line["price"]) * Decimal(line["quantity"]) for line in one["lines"])
        assert Decimal(one["total"]) == total == sum(Decimal(paid["amount"]) for paid in one["payments"])
    keys = {(one["store"], one["till"], one["shift"], one["number"]) for one in records}
    assert len(keys) == len(records)
    sale, back = records[-2:]
    assert sale["buyer"] == {"phone": "+79161234567"}
    assert back["return_of"] == {name: sale[name] for name in ("till", "shift", "number")}
    assert lines_of(plain.receipts_file(shop, RETAIL, refs[:1], 0.0))[0]["sequence"] == 2


def test_a_cashier_sells_and_takes_back(clerk: TestClient, shop: Store) -> None:
    offer, where, before = some_offer(shop)

    clerk.post("/till/add", data={"store": where, "offer_id": offer, "quantity": "3"})
    shown = clerk.post("/till/close", data={"store": where, "phone": "+7 916 123-45-67", "payment": "cash"}).text
    assert "пробит" in shown
    assert left(shop, offer, where) == before - 3
    (receipt,) = dealings.receipts(shop, where, 1)
    assert (receipt["payment"], len(receipt["lines"])) == ("cash", 1)

    clerk.post("/till/return", data={"store": where, "receipt": receipt["id"]})
    again = clerk.post("/till/return", data={"store": where, "receipt": receipt["id"]}).text
    assert "уже возвращён" in again
    assert left(shop, offer, where) == before


def test_what_the_store_has_not_is_not_sold_and_leaves_no_receipt(clerk: TestClient, shop: Store) -> None:
    offer, where, before = some_offer(shop)
    count = shop.value("SELECT COUNT(*) FROM till_receipt")

    answer = clerk.post(
        "/till/sell", data={"store": where, "offer_id": offer, "quantity": str(before + 1), "json": "1"}
    )

    assert answer.status_code == 409
    assert left(shop, offer, where) == before
    assert shop.value("SELECT COUNT(*) FROM till_receipt") == count


def test_an_arrival_comes_once(clerk: TestClient, shop: Store) -> None:
    row = dealings.arrivals(shop)[0]
    before = left(shop, row["offer_id"], row["warehouse_id"])

    for _ in range(2):
        clerk.post("/1c/central/arrivals/receive", data={"arrival": str(row["id"])})

    assert left(shop, row["offer_id"], row["warehouse_id"]) == before + row["quantity"]
    header, records = lines_of(plain.arrivals_file(shop, CENTRAL, (), 0.0))
    assert header["full"] is True
    assert [one["state"] for one in records].count("arrived") == 1


def test_plain_files_go_once_and_wait_when_the_site_refuses(shop: Store, site: Site) -> None:
    site.refuse = "import"
    assert exchange.exchange(shop, RETAIL, "receipts") == "failed"
    site.refuse = ""

    assert exchange.exchange(shop, RETAIL, "receipts") == "done"
    assert exchange.exchange(shop, RETAIL, "receipts") == "nothing"
    assert exchange.exchange(shop, CENTRAL, "plans") == "done"
    assert exchange.exchange(shop, CENTRAL, "plans") == "nothing"

    names = [name for name in site.files if name.endswith(".jsonl")]
    assert sorted(name.partition("_")[0] for name in names) == [
        "arrivals",
        "customers",
        "rates",
        "receipts",
        "receipts",
    ]
    assert {name for _, mode, name in site.asked if mode == "import"} == set(names)


def test_a_correction_of_the_site_is_kept_and_a_new_customer_goes_back_with_an_id(shop: Store) -> None:
    books.clear_registered(shop, CENTRAL.code, (dealings.CUSTOMER,), 10**9)
    known = shop.rows("SELECT * FROM customer ORDER BY guid")[0]
    rows = [
        {"format": "prilavok/customers", "version": 1},
        {"site_id": 7, "id": "", "revision": 2, "phones": ["+79990000001"], "before": {"phones": [known["phone"]]}},
        {"site_id": 8, "id": "", "revision": 1, "name": "Новый Покупатель", "phones": ["+79990000002"], "emails": []},
    ]
    body = "\n".join(json.dumps(row) for row in rows).encode()

    assert plain.keep_customers(shop, body) == 2
    assert plain.keep_customers(shop, body) == 2

    refs = books.registered(shop, CENTRAL.code, (dealings.CUSTOMER,))[1]
    records = lines_of(plain.customers_file(shop, CENTRAL, refs, 0.0))[1]
    assert [(one["site_id"], one["phones"]) for one in records] == [("7", ["+79990000001"]), ("8", ["+79990000002"])]
    assert records[0]["id"] == known["guid"]
    assert shop.value("SELECT COUNT(*) FROM customer") == len(dealings.NAMES) + 1


PAGES = [
    "/",
    "/till/?q=кружка",
    *(f"/1c/central/{tab}" for tab in ("", "orders/", "arrivals/", "customers/", "rates/", "exchange/")),
    *(f"/1c/retail/{tab}" for tab in ("", "orders/", "exchange/", "settings/", "troubles/")),
]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_opens(clerk: TestClient, address: str) -> None:
    assert clerk.get(address).status_code == 200


def test_troubles_are_switched_kept_and_turned_off(clerk: TestClient, shop: Store) -> None:
    shown = clerk.post(
        "/1c/central/troubles/set", data={"cut_chunk": "2", "skip_success": "on", "clock_shift_h": "1"}
    ).text
    assert "Включено поломок: 3" in shown
    assert "Включены поломки" in clerk.get("/1c/central/").text
    faults = trouble.faults_of(trouble.kept(shop, "central"))
    assert (faults.cut_chunk, faults.skip_success, faults.die_after) == (2, True, 0)
    assert trouble.clock_shift_s(shop, "central") == 3600

    clerk.post("/fault/central", data={"fault": "garbage"})
    assert trouble.kept(shop, "central") == {"garbage": 1}
    clerk.post("/1c/central/troubles/set", data={"calm": "1", "cut_chunk": "2"})
    assert trouble.kept(shop, "central") == {}


def test_options_and_schedule_are_kept(clerk: TestClient, shop: Store) -> None:
    form = {
        "dialect": "B 3.1",
        "portion": "50",
        "chunk_kb": "4",
        "retries": "1",
        "no_wait": "on",
        "every_changes": "30",
    }
    clerk.post("/1c/retail/settings/set", data=form)

    kept = options.options_of(shop, RETAIL)
    assert (kept.portion, kept.chunk, kept.retries, kept.wait, kept.quick) == (50, 4096, 1, False, False)
    from sandbox.onec import schedule

    assert schedule.every_s(shop, RETAIL, "changes") == 30
    assert not schedule.is_auto(shop, RETAIL, "receipts")


def test_figures_are_formed_in_a_later_second_than_what_they_count(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sandbox.onec import schedule

    offer, where, _ = some_offer(shop)
    books.sell(shop, offer, where, 1, "Продажа")
    booked = shop.value("SELECT MAX(at) FROM change WHERE base = ?", ("retail",))

    def is_fresh(later: float) -> bool:
        monkeypatch.setattr(schedule, "now", lambda: int(booked) + later)
        return schedule.is_fresh(shop, RETAIL)

    assert [is_fresh(later) for later in (0.99, 1.99, 2.0)] == [True, True, False]
    shop.run("UPDATE change SET at = at - 10 WHERE id = (SELECT MIN(id) FROM change)")
    books.sell(shop, offer, where, 1, "Ещё одна")
    assert not schedule.is_fresh(shop, RETAIL)


def test_a_portion_that_was_refused_is_sent_again(shop: Store, site: Site) -> None:
    offer, where, _ = some_offer(shop)
    books.sell(shop, offer, where, 1, "Продажа")
    answers, refusals = site._body, iter([b"failure\n", b"failure\n"])

    def body(mode: str, *rest: Any) -> bytes:
        return next(refusals, b"success") if mode == "import" else answers(mode, *rest)

    site._body = body  # type: ignore[method-assign]

    assert exchange.exchange(shop, RETAIL, "changes") == "done"
    assert site.modes.count("init") == 3


def test_a_twin_and_a_lagging_clock_do_not_stop_the_base(shop: Store, site: Site) -> None:
    offer, where, _ = some_offer(shop)
    books.sell(shop, offer, where, 1, "Продажа")
    trouble.keep(shop, RETAIL.code, {"twin": 1, "clock_shift_h": 5})

    assert exchange.exchange(shop, RETAIL, "changes") == "done"
    assert site.modes.count("checkauth") == 2


def test_pictures_tell_everything_and_how_many(shop: Store) -> None:
    from sandbox.onec import pictures

    for base, kinds in ((CENTRAL, ("prices", "orders")), (RETAIL, ("stocks", "receipts"))):
        for kind in kinds:
            records = list(pictures._MAKERS[kind](shop))
            header, told = lines_of(pictures._file(shop, base, kind, records, 1_790_000_000))
            assert (header["format"], header["full"], header["count"]) == (
                f"prilavok/reconcile-{kind}",
                True,
                len(told),
            )
    stocks = {one["variant"]: one["stocks"] for one in pictures._stocks(shop)}
    row = shop.rows("SELECT * FROM stock WHERE quantity > 0 LIMIT 1")[0]
    assert stocks[row["offer_id"]][row["warehouse_id"]] == str(row["quantity"])


def test_without_the_demo_chain_nobody_draws_its_pictures(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from sandbox.onec.schedule import Schedule

    monkeypatch.setenv("PRILAVOK_DEMO", "0")
    bases = Schedule(store)
    bases.start()
    bases.stop()

    assert bases._painter is None
