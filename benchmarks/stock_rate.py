"""A thousand stock changes a second for a minute: how long until buyers see each.

1C sends a package of changes twice a second, five hundred goods in one store each, through the exchange address as it
always does. The clock of a change starts when its package starts to be sent. Every change is looked for on the shelf,
which filters and listings are made of. Some are looked for as a buyer would, ten times a second: the quantity on the
product page, and goods that come or vanish in a search narrowed to the store; whole-page cache included.
"""

import http.client
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

import psycopg

from benchmarks import generate
from benchmarks.catalogue_import import Client
from benchmarks.generate import Made
from benchmarks.stack import ROOT, Stack
from benchmarks.table import Table, percentile

PER_S: Final = 1000
EVERY_S: Final = 0.5
SECONDS: Final = 60
WITHIN_S: Final = 2.0
LOOKED_AT: Final = 4  # of each package
PAUSE_S: Final = 0.1
PATIENCE_S: Final = 9.0  # after ten seconds the same good changes again
WATCHERS: Final = 24
SHELF: Final = """
SELECT wanted.number FROM jsonb_to_recordset(%s::jsonb) AS wanted (number int, product bigint, store text, quantity int)
JOIN storefront_shelf shelf ON shelf.product_id = wanted.product
WHERE coalesce((shelf.stock ->> wanted.store)::numeric, 0) = wanted.quantity
"""


@dataclass(frozen=True)
class Change:
    """A good that has another quantity in a store since the second `at`."""

    number: int
    good: int
    store: int
    quantity: int
    at: float


@dataclass
class Seen:
    """Seconds until changes were seen, by where they were looked for."""

    shelf: list[float] = field(default_factory=list)
    page: list[float] = field(default_factory=list)
    filter: list[float] = field(default_factory=list)
    sent: int = 0
    took_s: float = 0.0


def measure(stack: Stack, table: Table, made: Made, seconds: int = SECONDS) -> None:
    """After `catalogue_import.measure`."""
    seen = run(stack, made, seconds)
    rate = seen.sent / seen.took_s
    table.add(f"stock changes, {seconds} s", f"{rate:.0f} changes/s", f">= {PER_S}/s", holds=rate >= PER_S * 0.99)
    for where, lags in (
        ("filters' shelf", seen.shelf),
        ("product page", seen.page),
        ("search in a store", seen.filter),
    ):
        late = percentile(lags, 0.99)
        table.add(
            f"  a change -> {where}",
            f"p50 {percentile(lags, 0.5):.2f} s, p99 {late:.2f} s, worst {max(lags):.2f} s of {len(lags)}",
            f"p99 < {WITHIN_S:.0f} s",
            holds=late < WITHIN_S,
        )


def run(stack: Stack, made: Made, seconds: int) -> Seen:
    """Send on time, look meanwhile."""
    goods, stores = known(made)
    client, dice, seen = Client(stack.pages), random.Random(made.seed), Seen()
    signed_in(client)
    be_calm(stack.database_url)
    began = time.time()
    with looking(stack, goods, stores) as tell:
        for turn in range(int(seconds / EVERY_S)):
            due = began + turn * EVERY_S
            time.sleep(max(0.0, due - time.time()))
            changes = changed(made, dice, turn, due)
            tell(changes)
            send(client, made, changes)
            seen.sent += len(changes)
        seen.took_s = max(time.time() - began, seconds)
    found = json.loads((stack.var / "rate-out").read_text())
    seen.shelf, seen.page, seen.filter = found["shelf"], found["page"], found["filter"]
    return seen


def be_calm(url: str) -> None:
    """Wait for what follows from the import before: the minute is about its own changes."""
    with psycopg.connect(url, autocommit=True) as connection:
        while connection.execute("SELECT 1 FROM base_delivery WHERE state <> 'done' LIMIT 1").fetchone():
            time.sleep(PAUSE_S)


def known(made: Made) -> tuple[dict[int, tuple[int, str, str]], dict[int, int]]:
    """By the numbers of the generator: product id, address and article of each good; our id of each store."""
    from prilavok.goods.pim import api as pim
    from prilavok.goods.stock import api as stock

    keys = {generate.key(made, "product", number): number for number in range(made.products)}
    ids = pim.product_ids(system="erp.bench", external_ids=list(keys))
    cards = pim.cards(product_ids=list(ids.values()))
    goods = {
        keys[key]: (int(product_id), f"/product/{cards[product_id].slug}/", cards[product_id].article)
        for key, product_id in ids.items()
    }
    places = {generate.key(made, "store", number): number for number in range(made.stores)}
    found = stock.location_ids(system="erp.bench", external_ids=list(places))
    return goods, {places[key]: int(location_id) for key, location_id in found.items()}


def changed(made: Made, dice: random.Random, turn: int, at: float) -> list[Change]:
    """The next goods in a row, in one store each; a fifth of them is sold out there."""
    count = int(PER_S * EVERY_S)
    return [
        Change(
            number=turn * count + step,
            good=(turn * count + step) % made.products,
            store=dice.randrange(made.stores),
            quantity=0 if dice.random() < 0.2 else 10_000 + dice.randrange(80_000),
            at=at,
        )
        for step in range(count)
    ]


def signed_in(client: Client) -> None:
    """One login for the whole minute, as a program that sends all the time keeps its session."""
    lines = client.ask("type=catalog&mode=checkauth").split("\n")
    client.cookie = f"{lines[1]}={lines[2]}"


def send(client: Client, made: Made, changes: list[Change]) -> None:
    """One package: begun, handed over, imported."""
    client.ask("type=catalog&mode=init")
    name = quote("offers0_1.xml")
    said = client.ask(f"type=catalog&mode=file&filename={name}", package(made, changes))
    while (said := client.ask(f"type=catalog&mode=import&filename={name}")).startswith("progress"):
        pass
    if not said.startswith("success"):
        raise SystemExit(said)


def package(made: Made, changes: list[Change]) -> bytes:
    """Changes only, stocks only."""
    own = generate.key(made, "catalogue", 0)
    offers = "".join(
        f"<Предложение><Ид>{generate.key(made, 'product', one.good)}</Ид>"
        f'<Склад ИдСклада="{generate.key(made, "store", one.store)}" КоличествоНаСкладе="{one.quantity}"/>'
        "</Предложение>"
        for one in changes
    )
    return (
        f'{generate.HEAD}{generate.ROOT}<ПакетПредложений СодержитТолькоИзменения="true"><Ид>{own}#</Ид>'
        f"<ИдКаталога>{own}</ИдКаталога><Предложения>{offers}</Предложения></ПакетПредложений>"
        "</КоммерческаяИнформация>"
    ).encode()


@contextmanager
def looking(stack: Stack, goods: dict[int, tuple[int, str, str]], stores: dict[int, int]) -> Iterator[Any]:
    """A process of watchers; gives what tells it of changes. What it saw is in `rate-out` afterwards."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.stock_rate",
        stack.pages,
        stack.database_url,
        str(stack.var / "rate-out"),
    ]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, text=True)
    told = process.stdin
    if told is None:
        raise SystemExit("nobody to tell")

    def tell(changes: list[Change]) -> None:
        lines = []
        for place, one in enumerate(changes):
            product, address, article = goods[one.good]
            line: dict[str, Any] = {
                "number": one.number,
                "product": product,
                "store": stores[one.store],
                "quantity": one.quantity,
            }
            line |= {"at": one.at, "address": address, "article": article, "look": place < LOOKED_AT}
            lines.append(json.dumps(line))
        told.write("\n".join(lines) + "\n")
        told.flush()

    try:
        yield tell
    finally:
        told.close()
        process.wait(timeout=PATIENCE_S * 4)


class Watcher:
    """Looks for changes until each is seen."""

    def __init__(self, pages: str, url: str) -> None:
        self._address = urlsplit(pages)
        self._url = url
        self._open: dict[int, dict[str, Any]] = {}
        self._over = threading.Event()
        self._pool = ThreadPoolExecutor(WATCHERS)
        self._local = threading.local()
        self.seen: dict[str, list[float]] = {"shelf": [], "page": [], "filter": []}

    def hear(self, change: dict[str, Any]) -> None:
        """One more to look for."""
        self._open[change["number"]] = change
        if change["look"]:
            self._pool.submit(self._look, change)

    def watch_shelf(self) -> None:
        """Ask the shelf for all that is open, again and again."""
        with psycopg.connect(self._url, autocommit=True) as connection:
            while not self._over.is_set() or self._open:
                asked = list(self._open.values())
                rows = [{name: one[name] for name in ("number", "product", "store", "quantity")} for one in asked]
                found = {row[0] for row in connection.execute(SHELF, [json.dumps(rows)]).fetchall()} if rows else set()
                now = time.time()
                for one in asked:
                    if one["number"] in found or now - one["at"] > PATIENCE_S:
                        self.seen["shelf"].append(now - one["at"])
                        del self._open[one["number"]]
                time.sleep(PAUSE_S)

    def _look(self, change: dict[str, Any]) -> None:
        wanted = str(change["quantity"])
        where = "filter" if change["number"] % 2 or not change["quantity"] else "page"
        path = f"/search/?q={quote(change['article'])}&in=store" if where == "filter" else change["address"]
        while time.time() - change["at"] < PATIENCE_S:
            text = self._page(path, change["store"])
            is_there = change["address"] in text
            if (wanted in text) if where == "page" else is_there == bool(change["quantity"]):
                break
            time.sleep(PAUSE_S)
        self.seen[where].append(time.time() - change["at"])

    def _page(self, path: str, store: int) -> str:
        if not hasattr(self._local, "connection"):
            address = self._address
            self._local.connection = http.client.HTTPConnection(address.hostname or "", address.port or 80, timeout=30)
        try:
            self._local.connection.request("GET", path, headers={"Cookie": f"store={store}"})
            text = str(self._local.connection.getresponse().read().decode())
        except (OSError, http.client.HTTPException):
            self._local.connection.close()
            return ""
        return text.replace("\u00a0", "").replace("\u202f", "")

    def end(self) -> None:
        """Wait for what is still looked for."""
        self._over.set()
        self._pool.shutdown()


def main() -> None:
    """A watcher: changes come in, a line each; what was seen goes to a file in the end."""
    watcher = Watcher(sys.argv[1], sys.argv[2])
    os.nice(5)
    shelf = threading.Thread(target=watcher.watch_shelf)
    shelf.start()
    for line in sys.stdin:
        watcher.hear(json.loads(line))
    watcher.end()
    shelf.join()
    Path(sys.argv[3]).write_text(json.dumps(watcher.seen))


if __name__ == "__main__":
    main()
