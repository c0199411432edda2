"""Twenty thousand rival buyers of ten hot goods: over the site, over operators, while the ERP pushes stocks.

Buyers of the site send the checkout form over HTTP, operators place orders through the door of oms in a process of
their own, where some orders are cancelled and some run out of time too. Baskets cross: two or three of the ten goods in
any order. The ERP sends its physical stock through the exchange again and again, a little more each time. In the end,
and by the ledger at every moment before: nothing was oversold, and every sum is exact. The same crowd without the
guard, on a table of its own, oversells: it is a real crowd.
"""

import http.client
import json
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import psycopg

from benchmarks import generate
from benchmarks.catalogue_import import Client, make_node
from benchmarks.stack import ROOT, Stack
from benchmarks.table import Table

SYSTEM: Final = "erp.bench"
STORE: Final = "hot-store"
CATALOGUE: Final = "hot-catalogue"
PRICE: Final = 100
WANTED_PER_S: Final = 100
# The share of all placed orders by which the rate is told: the last ones wait for cancellations.
BUSY_SHARE: Final = 0.8
SETTLE_S: Final = 300.0
FILL = """
WITH told AS (
  SELECT * FROM jsonb_to_recordset(%s::jsonb) AS one (token text, variant_id bigint, quantity numeric)
), made AS (
  SELECT token, nextval(pg_get_serial_sequence('oms_basket', 'id')) AS id FROM (SELECT DISTINCT token FROM told) AS one
), baskets AS (
  INSERT INTO oms_basket (id) SELECT id FROM made
), keys AS (
  INSERT INTO oms_basketkey (token, basket_id) SELECT token, id FROM made
)
INSERT INTO oms_basketline (basket_id, variant_id, quantity, seen_price, currency)
SELECT made.id, told.variant_id, told.quantity, %s, 'RUB' FROM told JOIN made USING (token)
"""
CLOSING = """
SELECT count(*) FROM base_delivery delivery JOIN base_eventrow event ON event.id = delivery.event_id
WHERE event.name = 'stock.hold_expired' AND delivery.state <> 'done'
"""
# Promised beyond what lies there, at the worst moment of each balance: the ledger tells every moment.
OVERSOLD = """
SELECT coalesce(sum(worst), 0) FROM (
  SELECT max(greatest(reserved_after - on_hand_after, 0)) AS worst FROM stock_movement
  WHERE location_id = %s GROUP BY variant_id
) AS balance
"""
BALANCES = """
SELECT balance.variant_id, balance.on_hand, balance.reserved, balance.available,
  coalesce((SELECT sum(line.quantity) FROM stock_holdline line JOIN stock_hold hold ON hold.id = line.hold_id
            WHERE hold.state = 'held' AND hold.location_id = balance.location_id
              AND line.variant_id = balance.variant_id), 0),
  coalesce((SELECT sum(line.quantity) FROM oms_orderline line
            JOIN oms_order placed ON placed.id = line.order_id AND placed.version = line.version
            WHERE 'reserved' = ANY (placed.facts) AND placed.location_id = balance.location_id
              AND line.variant_id = balance.variant_id), 0)
FROM stock_balance balance WHERE balance.location_id = %s ORDER BY 1
"""


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """How many of everything."""

    buyers: int = 20_000
    operators_share: float = 0.2
    goods: int = 10
    pieces: int = 4_000
    at_once: int = 16
    push_every_s: float = 1.0
    arrive: int = 3
    seed: int = 11


@dataclass
class Heard:
    """What buyers were answered, with the second at which each order was placed."""

    answers: Counter[str] = field(default_factory=Counter)
    placed_at: list[float] = field(default_factory=list)
    pushes: int = 0
    said: int = 0
    operators: dict[str, Any] = field(default_factory=dict)
    took_s: float = 0.0

    @property
    def placed(self) -> int:
        """Orders that were answered with a number."""
        return self.answers["placed"] + int(self.operators["placed"])

    @property
    def told(self) -> int:
        """Buyers who were told that goods are short."""
        return self.answers["short"] + int(self.operators["short"])

    @property
    def shown(self) -> Counter[str]:
        """Everything that a buyer or an operator should never see."""
        others = {what: count for what, count in self.answers.items() if what not in ("placed", "short")}
        return Counter(others) + Counter(self.operators["wrong"])


def measure(stack: Stack, table: Table, crowd: Crowd | None = None) -> None:
    """The crowd, the sums afterwards, and the control."""
    crowd = crowd or Crowd()
    stack.setup_django()
    make_node()
    store, variants = make_shop(crowd)
    dice = random.Random(crowd.seed)
    baskets = [basket(dice, variants) for _ in range(crowd.buyers)]
    before = deadlocks(stack.database_url)
    heard = run(stack, crowd, store, baskets)
    seen = deadlocks(stack.database_url) - before
    wrong = [*differences(store, crowd, heard), *(f"{count} x {what}" for what, count in heard.shown.items())]
    table.add(
        f"{crowd.buyers} rival buyers of {crowd.goods} hot goods",
        f"{heard.placed} placed, {heard.told} told so, {heard.operators['cancelled']} cancelled, "
        f"{heard.operators['expired']} expired, {heard.pushes} pushes in {heard.took_s:.0f} s; "
        f"{seen} deadlocks, none shown; " + ("; ".join(wrong) or "sums exact"),
        "0 oversold, sums exact",
        holds=not wrong and heard.placed + heard.told == crowd.buyers,
    )
    rate = rate_of(sorted([*heard.placed_at, *heard.operators["placed_at"]]))
    table.add(
        "  orders on the hot goods meanwhile",
        f"{rate:.0f} orders/s",
        f">= {WANTED_PER_S}/s",
        holds=rate >= WANTED_PER_S,
    )
    beyond = control(stack.database_url, crowd)
    table.add("  the same crowd without the guard (control)", f"{beyond} pieces oversold", "> 0", holds=beyond > 0)


def make_shop(crowd: Crowd) -> tuple[int, list[int]]:
    """Ten goods with a price, one store; their first stock comes by the exchange."""
    from prilavok.base.unit import unit
    from prilavok.goods.pim import api as pim
    from prilavok.goods.pim.values import ProductDraft, VariantDraft
    from prilavok.goods.pricing import api as pricing
    from prilavok.goods.pricing.values import PriceRow, PriceTypeDraft
    from prilavok.goods.stock import api as stock
    from prilavok.goods.stock.values import LocationDraft, LocationEdit

    names = [good(number) for number in range(crowd.goods)]
    with unit():
        pim.upsert_products(system=SYSTEM, drafts=[ProductDraft(external_id=name, title=name) for name in names])
        pim.upsert_variants(
            system=SYSTEM, drafts=[VariantDraft(external_id=name, product_external_id=name) for name in names]
        )
        variants = [int(one) for one in pim.variant_ids(system=SYSTEM, external_ids=names).values()]
        pricing.upsert_price_types(system=SYSTEM, drafts=[PriceTypeDraft(external_id="hot", title="Розничная")])
        kind = pricing.price_type_ids(system=SYSTEM, external_ids=["hot"])["hot"]
        pricing.set_prices(
            source=SYSTEM,
            rows=[PriceRow(variant_id=one, price_type_id=kind, amount=Decimal(PRICE)) for one in variants],
        )
        stock.upsert_locations(system=SYSTEM, drafts=[LocationDraft(external_id=STORE, title=STORE)])
        (store,) = stock.location_ids(system=SYSTEM, external_ids=[STORE]).values()
        stock.describe_location(LocationEdit(location_id=store, kind="store", is_pickup=True, city="Москва"))
    return int(store), variants


def good(number: int) -> str:
    """What the ERP calls one of the hot goods."""
    return f"hot-{number}"


def basket(dice: random.Random, variants: list[int]) -> list[tuple[int, int]]:
    """Two or three of the goods in any order, a piece or two of each."""
    return [(variant, dice.randint(1, 2)) for variant in dice.sample(variants, dice.randint(2, 3))]


def package(crowd: Crowd, quantity: int) -> bytes:
    """The ERP's word of what lies in the store."""
    offers = "".join(
        f'<Предложение><Ид>{good(number)}</Ид><Склад ИдСклада="{STORE}" КоличествоНаСкладе="{quantity}"/></Предложение>'
        for number in range(crowd.goods)
    )
    return (
        f'{generate.HEAD}{generate.ROOT}<ПакетПредложений СодержитТолькоИзменения="true"><Ид>{CATALOGUE}#</Ид>'
        f"<ИдКаталога>{CATALOGUE}</ИдКаталога><Предложения>{offers}</Предложения></ПакетПредложений>"
        "</КоммерческаяИнформация>"
    ).encode()


def run(stack: Stack, crowd: Crowd, store: int, baskets: list[list[tuple[int, int]]]) -> Heard:
    """Everybody at once, until every buyer is answered and every end of an order has been followed."""
    heard = Heard()
    push(stack, crowd, heard)
    by_operators = int(crowd.buyers * crowd.operators_share)
    tokens = fill(baskets[by_operators:])
    began = time.time()
    with (
        pushing(stack, crowd, heard),
        operators(stack, store, baskets[:by_operators], heard),
        ThreadPoolExecutor(crowd.at_once) as pool,
    ):
        list(pool.map(lambda one: buy(stack, store, one, heard), tokens))
    heard.took_s = time.time() - began
    settle(stack.database_url)
    return heard


def fill(baskets: list[list[tuple[int, int]]]) -> list[tuple[str, int, int]]:
    """Baskets filled beforehand; of each its token, its total and its buyer's number."""
    from django.db import connection

    from prilavok.base.ids import new_token

    filled, rows = [], []
    for number, lines in enumerate(baskets):
        token = new_token()
        filled.append((token, PRICE * sum(quantity for _, quantity in lines), number))
        rows += [{"token": token, "variant_id": variant, "quantity": quantity} for variant, quantity in lines]
    with connection.cursor() as cursor:
        cursor.execute(FILL, [json.dumps(rows), PRICE])
    return filled


_local = threading.local()


def buy(stack: Stack, store: int, one: tuple[str, int, int], heard: Heard) -> None:
    """One buyer of the site: the checkout form, sent once."""
    token, total, number = one
    address = urlsplit(stack.pages)
    if not hasattr(_local, "connection"):
        _local.connection = http.client.HTTPConnection(address.hostname or "", address.port or 80, timeout=120)
    form = {"key": f"races-{token}", "name": "Анна", "phone": f"+7916{number:07d}", "store": store, "total": total}
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"basket={token}",
        "Origin": stack.pages,
        "Sec-Fetch-Site": "same-origin",
    }
    try:
        _local.connection.request("POST", "/checkout/", body=urlencode(form), headers=headers)
        answer = _local.connection.getresponse()
        answer.read()
        said = {303: "placed", 409: "short"}.get(answer.status, f"status {answer.status}")
    except (OSError, http.client.HTTPException) as error:
        _local.connection.close()
        said = type(error).__name__
    heard.answers[said] += 1
    if said == "placed":
        heard.placed_at.append(time.time())


def push(stack: Stack, crowd: Crowd, heard: Heard) -> None:
    """One more push of the ERP: each time a few pieces have arrived."""
    quantity = crowd.pieces + crowd.arrive * heard.pushes
    Client(stack.pages).send({"offers0_1.xml": lambda: iter([package(crowd, quantity)])})
    heard.pushes += 1
    heard.said = quantity


@contextmanager
def pushing(stack: Stack, crowd: Crowd, heard: Heard) -> Iterator[None]:
    """The ERP pushes until the block is over."""
    over = threading.Event()

    def go_on() -> None:
        while not over.wait(crowd.push_every_s):
            push(stack, crowd, heard)

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def operators(stack: Stack, store: int, baskets: list[list[tuple[int, int]]], heard: Heard) -> Iterator[None]:
    """Operators place, cancel and let orders run out in a process of their own; waited for at the end."""
    given, out, stop = (stack.var / f"operators-{name}" for name in ("given", "out", "stop"))
    given.write_text(json.dumps({"store": store, "baskets": baskets}))
    words = ["-m", "benchmarks.rivals", str(given), str(out), str(stop)]
    process = subprocess.Popen(
        [sys.executable, *words], cwd=ROOT, env={**stack.env, "DATABASE_URL": stack.database_url}
    )
    try:
        yield
    finally:
        stop.touch()
        code = process.wait(timeout=SETTLE_S)
    if code:
        raise SystemExit("the operators did not end well")
    heard.operators = json.loads(Path(out).read_text())


def settle(url: str) -> None:
    """Wait until every hold that ran out has ended its order."""
    deadline = time.monotonic() + SETTLE_S
    with psycopg.connect(url, autocommit=True) as connection:
        while (connection.execute(CLOSING).fetchone() or (0,))[0] and time.monotonic() < deadline:
            time.sleep(0.5)


def differences(store: int, crowd: Crowd, heard: Heard) -> list[str]:
    """Everything that is not as it has to be, in words."""
    from django.db import connection

    from prilavok.goods.stock import api as stock
    from prilavok.trade.oms import api as oms
    from prilavok.trade.oms.values import OrderFilter

    with connection.cursor() as cursor:
        cursor.execute(OVERSOLD, [store])
        (oversold,) = cursor.fetchone()
        cursor.execute(BALANCES, [store])
        rows = cursor.fetchall()
    wrong = [f"{oversold} pieces oversold"] if oversold else []
    for variant, on_hand, reserved, available, held, ordered in rows:
        if (on_hand, available) != (heard.said, on_hand - reserved) or not reserved == held == ordered:
            wrong.append(f"good {variant}: {on_hand} there, {reserved} reserved, {held} held, {ordered} ordered")
    if broken := stock.broken_balances():
        wrong.append(f"{len(broken)} balances are not the sum of their ledger")
    if (known := oms.find_orders(OrderFilter(page_size=1)).total_count) != heard.placed:
        wrong.append(f"{known} orders in the book, {heard.placed} answered")
    return wrong


def rate_of(placed_at: list[float]) -> float:
    """Orders a second while there is something to sell."""
    count = int(len(placed_at) * BUSY_SHARE)
    return count / (placed_at[count - 1] - placed_at[0]) if count > 1 else 0.0


def deadlocks(url: str) -> int:
    """How many the database has resolved so far."""
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        ).fetchone()
    return int(found[0]) if found else 0


def control(url: str, crowd: Crowd) -> int:
    """Looking first and writing after, in one transaction each: how many pieces too many are sold."""
    pieces, buyers = 100, 1500
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE races_control (good int PRIMARY KEY, free int, sold int NOT NULL DEFAULT 0)")
        connection.execute(
            "INSERT INTO races_control SELECT n, %s FROM generate_series(0, %s) AS n", [pieces, crowd.goods - 1]
        )
    try:
        with ThreadPoolExecutor(crowd.at_once) as pool:
            list(pool.map(lambda number: _careless(url, crowd, number), range(buyers)))
        with psycopg.connect(url) as connection:
            found = connection.execute("SELECT sum(greatest(sold - %s, 0)) FROM races_control", [pieces]).fetchone()
        return int(found[0]) if found else 0
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DROP TABLE races_control")


def _careless(url: str, crowd: Crowd, number: int) -> None:
    if not hasattr(_local, "careless"):
        _local.careless = psycopg.connect(url)
    wanted = sorted(basket(random.Random(number), list(range(crowd.goods))))
    with _local.careless.transaction():
        seen = dict(_local.careless.execute("SELECT good, free FROM races_control").fetchall())
        if all(seen[one] >= quantity for one, quantity in wanted):
            for one, quantity in wanted:
                _local.careless.execute(
                    "UPDATE races_control SET free = %s, sold = sold + %s WHERE good = %s",
                    [seen[one] - quantity, quantity, one],
                )


if __name__ == "__main__":
    from benchmarks.stack import running

    with running(more={"PRILAVOK_SANDBOX": "0"}) as platform:
        measure(platform, Table(), Crowd(buyers=int(sys.argv[1]) if len(sys.argv) > 1 else Crowd.buyers))
