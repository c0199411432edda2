"""The monkey: orders placed over HTTP while web, worker and database processes are killed at random.

Buyers send the checkout form with a key and repeat it until somebody answers. Meanwhile page processes and the worker
are killed (SIGKILL), one for every four orders, and the database is restarted twice as if the machine had lost power.
Every kill has its place among the orders: the next buyers wait for it, so that a slow machine has no calmer monkey.
Afterwards: every order that was answered exists, none exists twice, goods held equal goods ordered, no job is stuck,
and the phone of every buyer has got its message once. The seed decides who dies when.
"""

import http.client
import os
import random
import signal
import sqlite3
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlencode, urlsplit

import psycopg

from benchmarks.stack import Stack
from benchmarks.table import Table

SYSTEM = "bench.monkey"
GOODS = 40
STORES = 3
PIECES = 10_000
BUYERS = 8
SETTLE_S = 600.0
STALLED_S = 90.0
PATIENCE_S = 180.0
# A buyer rests between two orders.
PAUSE_S = 0.5
BETWEEN_KILLS_S = (0.2, 1.2)
ORDERS_PER_KILL = 4
TARGETS = ("prilavok.config.pages", "prilavok.config.worker")
DATABASE = "database"
# Jobs of the clock that failed are no work left over: the clock defers them again.
UNFINISHED = """
    SELECT count(*) FROM procrastinate_jobs AS job
    WHERE status = 'doing' OR status IN ('todo', 'failed') AND task_name NOT LIKE '%.jobs.%'
       OR status = 'failed' AND NOT EXISTS (SELECT 1 FROM procrastinate_periodic_defers WHERE job_id = job.id)
"""
OPEN = "SELECT count(*) FROM base_delivery WHERE state <> 'done'"


@dataclass(frozen=True)
class Buyer:
    """One order to be: its key, basket, store, phone and the total seen."""

    key: str
    basket: str
    store: int
    phone: str
    total: Decimal


@dataclass
class Outcome:
    """What happened, and whether anything is wrong."""

    orders: int
    seed: int
    kills: Counter[str] = field(default_factory=Counter)
    restarts: int = 0
    tries: int = 0
    place_s: float = 0.0
    settle_s: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def expect(self, what: str, found: object, wanted: object) -> None:
        """Note a difference."""
        if found != wanted:
            self.wrong.append(f"{what}: {found}, not {wanted}")

    def __str__(self) -> str:
        killed = ", ".join(f"{name.rsplit('.', 1)[-1]} {count}" for name, count in sorted(self.kills.items()))
        return (
            f"{self.orders} orders in {self.place_s:.0f} s, {self.tries} tries; killed {killed}; "
            f"{self.restarts} database restarts; settled in {self.settle_s:.0f} s; seed {self.seed}; "
            + ("nothing lost, doubled or stuck" if not self.wrong else "; ".join(self.wrong))
        )


def fill_shop() -> tuple[list[int], list[int]]:
    """Goods with prices in a few stores, through the rooms' doors; returns stores and variants."""
    from prilavok.base.unit import unit
    from prilavok.goods.pim import api as pim
    from prilavok.goods.pim.values import ProductDraft, VariantDraft
    from prilavok.goods.pricing import api as pricing
    from prilavok.goods.pricing.values import PriceRow, PriceTypeDraft
    from prilavok.goods.stock import api as stock
    from prilavok.goods.stock.values import LocationDraft, LocationEdit, SnapshotRow

    names = [f"{SYSTEM}-{number}" for number in range(GOODS)]
    places = [f"{SYSTEM}-store-{number}" for number in range(STORES)]
    with unit():
        pim.upsert_products(system=SYSTEM, drafts=[ProductDraft(external_id=name, title=name) for name in names])
        pim.upsert_variants(
            system=SYSTEM, drafts=[VariantDraft(external_id=name, product_external_id=name) for name in names]
        )
        variants = list(pim.variant_ids(system=SYSTEM, external_ids=names).values())
        pricing.upsert_price_types(system=SYSTEM, drafts=[PriceTypeDraft(external_id="retail", title="Розничная")])
        kind = pricing.price_type_ids(system=SYSTEM, external_ids=["retail"])["retail"]
        pricing.set_prices(
            source=SYSTEM, rows=[PriceRow(variant_id=one, price_type_id=kind, amount=Decimal(100)) for one in variants]
        )
        stock.upsert_locations(
            system=SYSTEM, drafts=[LocationDraft(external_id=place, title=place) for place in places]
        )
        stores = list(stock.location_ids(system=SYSTEM, external_ids=places).values())
        for store in stores:
            stock.describe_location(LocationEdit(location_id=store, kind="store", is_pickup=True, city="Москва"))
        rows = [
            SnapshotRow(variant_id=one, location_id=store, quantity=Decimal(PIECES))
            for one in variants
            for store in stores
        ]
        stock.apply_snapshot(source=SYSTEM, rows=rows, meaning="physical")
    return [int(store) for store in stores], [int(one) for one in variants]


def gather(orders: int, stores: list[int], variants: list[int], dice: random.Random) -> list[Buyer]:
    """Filled baskets waiting for their buyers."""
    from prilavok.base.ids import new_token
    from prilavok.base.unit import unit
    from prilavok.goods.pim.values import VariantId
    from prilavok.trade.oms import api as oms

    buyers = []
    for number in range(orders):
        token = new_token()
        for variant in dice.sample(variants, 2):
            with unit():
                oms.set_line(token=token, variant_id=VariantId(variant), quantity=Decimal(1))
        total = oms.review_basket(token).total.amount
        phone = f"+7925{number:07d}"
        buyers.append(Buyer(key=f"monkey-{token}", basket=token, store=dice.choice(stores), phone=phone, total=total))
    return buyers


def plan(orders: int, dice: random.Random) -> list[tuple[int, str]]:
    """What dies, and after how many orders have begun: a process for every few orders, the database twice."""
    kills = [(place, dice.choice(TARGETS)) for place in range(ORDERS_PER_KILL, orders, ORDERS_PER_KILL)]
    return sorted([*kills, (orders // 3, DATABASE), (orders * 2 // 3, DATABASE)])


def in_the_book() -> int:
    """How many orders there are."""
    from prilavok.trade.oms import api as oms
    from prilavok.trade.oms.values import OrderFilter

    return oms.find_orders(OrderFilter(page_size=1)).total_count


class Monkey:
    """One run."""

    def __init__(self, stack: Stack, orders: int, seed: int) -> None:
        self.stack = stack
        self.dice = random.Random(seed)
        self.outcome = Outcome(orders=orders, seed=seed)
        self.answers: dict[str, str] = {}
        self.phones: set[str] = set()
        self.before = 0
        self.left: tuple[int, int, int] | None = None
        self._lock = threading.Condition()
        self._started = 0
        self._over = threading.Event()
        self._plan = plan(orders, self.dice)

    def run(self) -> Outcome:
        """Place, kill, settle, check."""
        self.stack.setup_django()
        stores, variants = fill_shop()
        buyers = gather(self.outcome.orders, stores, variants, self.dice)
        self.phones = {buyer.phone[-10:] for buyer in buyers}
        self.before = in_the_book()
        killer = threading.Thread(target=self._kill, daemon=True)
        began = time.monotonic()
        killer.start()
        with ThreadPoolExecutor(BUYERS) as pool:
            list(pool.map(self._buy, buyers))
        self._over.set()
        killer.join()
        self.outcome.place_s = time.monotonic() - began
        self._settle()
        self._check(stores, variants)
        return self.outcome

    def _buy(self, buyer: Buyer) -> None:
        self._wait_turn()
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            with self._lock:
                self.outcome.tries += 1
            with suppress(OSError, http.client.HTTPException):
                status, where = self._send(buyer)
                if status == 303:
                    with self._lock:
                        self.answers[buyer.key] = where
                    time.sleep(PAUSE_S)
                    return
                if status < 500:
                    self.outcome.wrong.append(f"{buyer.key} got {status}")
                    return
            time.sleep(0.3)
        self.outcome.wrong.append(f"{buyer.key} was never answered")

    def _wait_turn(self) -> None:
        """Let the kill that comes next have its orders under way, but no more of them than half of the buyers bring."""
        with self._lock:
            self._lock.wait_for(
                lambda: not self._plan or self._started < self._plan[0][0] + BUYERS // 2, timeout=PATIENCE_S
            )
            self._started += 1

    def _send(self, buyer: Buyer) -> tuple[int, str]:
        address = urlsplit(self.stack.pages)
        connection = http.client.HTTPConnection(address.hostname or "", address.port or 80, timeout=10)
        form = {"key": buyer.key, "name": "Анна", "phone": buyer.phone, "store": buyer.store, "total": buyer.total}
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"basket={buyer.basket}",
            "Origin": self.stack.pages,
        }
        try:
            connection.request("POST", "/checkout/", body=urlencode(form), headers=headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location", "")
        finally:
            connection.close()

    def _kill(self) -> None:
        while self._plan:
            time.sleep(self.dice.uniform(*BETWEEN_KILLS_S))
            with self._lock:
                place, what = self._plan[0]
                is_due = self._started >= place or self._over.is_set()
                if is_due and self._strike(what):
                    self._plan.pop(0)
                    self._lock.notify_all()

    def _strike(self, what: str) -> bool:
        """Kill one that lives; False when none does just now."""
        if what == DATABASE:
            self._restart_database()
            return True
        living = self.stack.pids(what)
        if living:
            with suppress(ProcessLookupError):
                os.kill(self.dice.choice(living), signal.SIGKILL)
            self.outcome.kills[what] += 1
        return bool(living)

    def _restart_database(self) -> None:
        """SIGQUIT is PostgreSQL's immediate stop: no checkpoint, recovery from the log at the next start."""
        for pid in self.stack.pids("/bin/postgres -D"):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGQUIT)
        self.outcome.restarts += 1

    def _settle(self) -> None:
        """Wait until nothing is left to do, as long as something is being done."""
        began = changed_at = time.monotonic()
        seen: object = None
        while time.monotonic() - began < SETTLE_S and time.monotonic() - changed_at < STALLED_S:
            left = self._left()
            if left == (0, 0, 0):
                break
            if left != seen:
                seen, changed_at = left, time.monotonic()
            time.sleep(0.5)
        self.left = left
        self.outcome.settle_s = time.monotonic() - began

    def _left(self) -> tuple[int, int, int] | None:
        """Unfinished jobs, open deliveries, buyers without a message; None while the database is away."""
        with suppress(psycopg.Error), psycopg.connect(self.stack.database_url) as connection:
            counts = [int((connection.execute(sql).fetchone() or (1,))[0]) for sql in (UNFINISHED, OPEN)]
            return counts[0], counts[1], self._unsent()
        return None

    def _messages(self) -> dict[str, int]:
        gateway = sqlite3.connect(self.stack.var / "sandbox" / "sandbox.db")
        try:
            counted = gateway.execute("SELECT phone, count(*) FROM sms GROUP BY 1").fetchall()
            return {str(phone)[-10:]: int(count) for phone, count in counted if str(phone)[-10:] in self.phones}
        finally:
            gateway.close()

    def _unsent(self) -> int:
        return self.outcome.orders - len(self._messages())

    def _check(self, stores: list[int], variants: list[int]) -> None:
        from django.db import connections

        from prilavok.goods.stock import api as stock
        from prilavok.trade.oms import api as oms

        connections.close_all()
        outcome = self.outcome
        tokens = [where.rstrip("/").rsplit("/", 1)[-1] for where in self.answers.values()]
        outcome.expect("orders answered", len(self.answers), outcome.orders)
        outcome.expect("different orders", len(set(tokens)), outcome.orders)
        outcome.expect("orders lost", sum(oms.order_by_token(token) is None for token in tokens), 0)
        outcome.expect("orders in the book", in_the_book() - self.before, outcome.orders)
        held = stock.availability(variant_ids=variants, location_ids=stores)
        outcome.expect(
            "pieces held", sum(one.reserved for places in held.values() for one in places.values()), 2 * outcome.orders
        )
        outcome.expect("jobs stuck, deliveries open, buyers without a message", self.left, (0, 0, 0))
        messages = self._messages()
        outcome.expect("buyers without a message", len(self.phones - messages.keys()), 0)
        outcome.expect("messages sent twice", sum(count > 1 for count in messages.values()), 0)


def measure(stack: Stack, table: Table, orders: int = 300, seed: int = 20) -> None:
    """The monkey as a line of the benchmark's table."""
    outcome = Monkey(stack, orders, seed).run()
    table.add("orders under random kills", str(outcome), "0 lost, 0 doubled, 0 stuck", holds=not outcome.wrong)


if __name__ == "__main__":
    import sys

    from benchmarks.stack import running

    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    chosen = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**6)
    with running() as platform:
        result = Monkey(platform, count, chosen).run()
    print(result)
    sys.exit(bool(result.wrong))
