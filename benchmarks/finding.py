"""Finding goods in a chain of 100,000 goods and 100 stores: categories and searches with counted filters, suggestions.

Every request asks for an address nobody asked before, four at once, over `wrk`; what is counted of the whole catalogue,
and what the words of a search find, is told by the index once for each of its states, here as for buyers. So the words
are also looked for while the index changes twice a second, when hardly anything is known. The goods are made by
`benchmarks.filling`; each lies in a fifth of the stores, of a million goods in two. Then the index is made anew, a
sold-out product is looked for until it has left the filter of its store, and a page from the cache until it says so.

    python -m benchmarks find                      on a platform of its own: about 6 minutes
    python -m benchmarks.finding 1000000 100       products, stores; alone: about 12 minutes, 5 GB of disk
"""

import contextlib
import http.client
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlsplit

from benchmarks import pages
from benchmarks.filling import Size, fill
from benchmarks.stack import Stack, running
from benchmarks.table import Table

AT_ONCE = 4
PROMISED = (
    "category with filters", "category, filters ticked", "search with filters", "product page", "suggestions",
)  # fmt: skip
SECONDS = 10
MISSPELT = ("лампа", "крсело", "кастрюлю", "xfqybr", "lampa", "секаторы", "корзин", "краска белая", "нож сталь", "плед")
WARM_S = 15_000
# So many pages of products are asked for in turn: what was asked for a moment ago is no measure.
VISITED = 3000
MOST_QUERIES = 14
LUA = """
math.randomseed(os.time())
local n = math.random(1, 1000000000)
local paths = {%s}
request = function() n = n + 1; return wrk.format("GET", paths[n %% #paths + 1] .. "n=" .. n) end
done = function(summary, latency) io.write(string.format("P95 %%f\\n", latency:percentile(95) / 1000)) end
"""


@dataclass(frozen=True)
class Load:
    """What one run gave; processor milliseconds of a request: of the pages alone, and of everything that ran."""

    per_second: float
    p95_ms: float
    errors: int
    pages_ms: float
    all_ms: float


def measure(stack: Stack, table: Table, size: Size | None = None) -> None:
    """Pages, suggestions, the index from nothing, one change."""
    size = size or Size()
    from django.db import connections

    stack.setup_django()
    took = fill(size)
    limit = 600 * max(size.products, 10_000) / 1_000_000
    lying = f"each in {size.share * size.stores:.0f} of {size.stores} stores"
    table.add(f"{size.products} goods made, {lying}", f"{took:.0f} s", f"< {limit:.0f} s", holds=took < limit)
    connections.close_all()
    waited = _wait_for_index(stack, size)
    table.add("the running index has followed the filling", f"{waited:.0f} s after it")
    _measure_index(stack, table, size)
    for name, paths in _addresses(size).items():
        _measure_pages(stack, table, size, name, paths)
    _measure_changing(stack, table, size)
    _measure_warm(stack, table)
    _measure_change(stack, table)
    _measure_age(stack, table)
    for what in ("config.pages", "index_search"):
        table.add(f"memory of {what}, the largest", f"{stack.rss_mb(only=what):.0f} MB")


def _measure_pages(stack: Stack, table: Table, size: Size, name: str, paths: Sequence[str]) -> None:
    """One kind of page: how many statements it asks, then the load."""
    want_ms = 25 if name == "suggestions" else 60 if size.products <= 100_000 else 120
    want_s = 0 if name == "suggestions" or size.products > 100_000 else 250
    queries = max(_queries(path) for path in (paths[0], paths[-1]))
    _load(stack, paths, seconds=3)
    load = _load(stack, paths, seconds=SECONDS)
    spent = f"{load.pages_ms:.1f} + {load.all_ms - load.pages_ms:.1f} ms CPU"
    said = f"{load.per_second:.0f}/s, p95 {load.p95_ms:.1f} ms, {spent}"
    if load.errors:
        said += f", {load.errors} errors"
    is_promised = name in PROMISED
    table.add(
        f"{name}, uncached, {queries} queries",
        said,
        (f"p95 < {want_ms} ms" + (f", >= {want_s}/s" if want_s else "")) if is_promised else "",
        holds=load.p95_ms < want_ms and load.per_second >= want_s and not load.errors and queries < MOST_QUERIES
        if is_promised
        else None,
    )


def _measure_changing(stack: Stack, table: Table, size: Size) -> None:
    """Words while stocks change: each commit of the index lets go of what was known. Said, not promised."""
    addresses = _addresses(size)
    for name in ("search with filters", "suggestions"):
        with _changing():
            load = _load(stack, addresses[name], seconds=SECONDS)
        said = f"{load.per_second:.0f}/s, p95 {load.p95_ms:.1f} ms, {load.pages_ms:.1f} ms CPU"
        table.add(f"{name}, stocks changing twice a second", said + (f", {load.errors} errors" if load.errors else ""))


@contextlib.contextmanager
def _changing() -> Iterator[None]:
    """Somebody buys the last piece of something somewhere, and again."""
    from django.db import connection

    from prilavok.base.unit import unit
    from prilavok.doors.storefront.models import Shelf
    from prilavok.goods.stock import api as stock
    from prilavok.goods.stock.values import SnapshotRow

    shelf = Shelf.objects.exclude(location_ids=[]).order_by("-sequence")[1000:1100]
    sold = [
        SnapshotRow(variant_id=row.variant_ids[0], location_id=row.location_ids[0], quantity=Decimal(0))
        for row in shelf
    ]
    stopped = threading.Event()

    def sell() -> None:
        while sold and not stopped.wait(0.5):
            with unit():
                stock.apply_snapshot(source="bench", meaning="physical", rows=[sold.pop()])
        connection.close()

    seller = threading.Thread(target=sell)
    seller.start()
    try:
        yield
    finally:
        stopped.set()
        seller.join()


def _addresses(size: Size) -> dict[str, list[str]]:
    from prilavok.doors.storefront import api as storefront

    every = list(storefront.tree().by_id.values())
    listings = [f"/catalog/{one.slug}/?" for one in every]
    ticked = [f"/catalog/{one.slug}/?f-tsvet=belyy&f-tsvet=siniy&in=city&price_to=5000&" for one in every if one.depth]
    chosen = random.Random(5).sample(range(size.products), min(VISITED, size.products))
    last = -(-size.products // 24)
    return {
        "category with filters": listings,
        "category, filters ticked": ticked,
        "search with filters": [f"/search/?q={quote(word)}&" for word in MISSPELT],
        "product page": [f"/product/bench-{number}/?" for number in chosen],
        "suggestions": [f"/search/suggest/?q={quote(word[:at])}&" for word in MISSPELT for at in range(2, len(word))],
        "the shop's front": ["/?"],
        "the whole catalogue": ["/catalog/?"],
        "the whole catalogue, any page": [f"/catalog/?page={1 + last * at // 40}&" for at in range(40)],
    }


def _queries(path: str) -> int:
    """How many statements a page asks of the database, once the process has been asked for it."""
    from django.db import connection
    from django.test import Client

    asked = []

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    client = Client(headers={"host": "127.0.0.1"})
    client.get(f"{path}n=0")
    with connection.execute_wrapper(count):
        answer = client.get(f"{path}n=1")
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code}")
    return len(asked)


def _measure_warm(stack: Stack, table: Table) -> None:
    """One address over and over, out of the cache of pages."""
    pages.run(stack, "/", is_cold=False, seconds=2)
    warm = pages.run(stack, "/", is_cold=False, seconds=SECONDS)
    table.add(
        "the shop's front, warm, 16 at once",
        f"{warm.per_second:.0f}/s, p99 {warm.p99_ms:.1f} ms, {warm.cpu_ms:.3f} CPU",
        f">= {WARM_S}/s, p99 < 20 ms",
        holds=warm.per_second >= WARM_S and warm.p99_ms < 20 and not warm.errors,
    )


def _load(stack: Stack, paths: Sequence[str], seconds: int) -> Load:
    listed = ", ".join(f'"{path}"' for path in paths)
    pages_before, all_before = stack.cpu_s(only="config.pages"), stack.cpu_s()
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(LUA % listed)
        script.flush()
        command = ["wrk", "-t1", f"-c{AT_ONCE}", f"-d{seconds}s", "-s", script.name, stack.pages]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    pages_s, all_s = stack.cpu_s(only="config.pages") - pages_before, stack.cpu_s() - all_before
    rate, slow = re.search(r"Requests/sec:\s+([\d.]+)", said), re.search(r"P95 ([\d.]+)", said)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    per_second = float(rate[1]) if rate else 0.0
    count = max(1.0, per_second * seconds)
    return Load(
        per_second, float(slow[1]) if slow else 0.0, int(bad[1]) if bad else 0, pages_s * 1000 / count,
        all_s * 1000 / count,
    )  # fmt: skip


def _measure_index(stack: Stack, table: Table, size: Size) -> None:
    """Another index, in a folder of its own, from nothing."""
    with tempfile.TemporaryDirectory() as folder:
        var = f"{folder}/var"
        began = time.monotonic()
        stack.env["PRILAVOK_VAR"], kept = var, stack.env["PRILAVOK_VAR"]
        try:
            stack.manage("index_search", "--once")
        finally:
            stack.env["PRILAVOK_VAR"] = kept
        took = time.monotonic() - began
    table.add(
        f"index of {size.products} goods from nothing", f"{took:.0f} s", "180 s for a million",
        holds=took <= 180 * max(size.products, 100_000) / 1_000_000,
    )  # fmt: skip


def _measure_change(stack: Stack, table: Table, turns: int = 10) -> None:
    """A product sells out in a store: how long the filter of that store still counts it."""
    from prilavok.base.unit import unit
    from prilavok.doors.storefront.models import Shelf
    from prilavok.goods.stock import api as stock
    from prilavok.goods.stock.values import SnapshotRow

    took = []
    for row in Shelf.objects.exclude(location_ids=[]).order_by("product_id")[:turns]:
        place, code = row.location_ids[0], row.codes[0]
        if not _is_listed(stack, code, place):
            raise SystemExit(f"{code} is not listed in store {place}")
        with unit():
            rows = [SnapshotRow(variant_id=row.variant_ids[0], location_id=place, quantity=Decimal(0))]
            stock.apply_snapshot(source="bench", meaning="physical", rows=rows)
        began = time.monotonic()
        while _is_listed(stack, code, place):
            time.sleep(0.05)
        took.append(time.monotonic() - began)
    table.add(
        "a sold-out product leaves its store's filter",
        f"p50 {sorted(took)[turns // 2]:.2f} s, worst of {turns} {max(took):.2f} s",
        "< 2 s",
        holds=max(took) < 2,
    )


def _measure_age(stack: Stack, table: Table, turns: int = 10) -> None:
    """A product sells out everywhere: how long its page, which everybody reads out of the cache, says otherwise."""
    from prilavok.base.unit import unit
    from prilavok.doors.storefront.models import Shelf
    from prilavok.goods.stock import api as stock
    from prilavok.goods.stock.values import SnapshotRow

    took = []
    for row in Shelf.objects.exclude(location_ids=[]).order_by("-product_id")[:turns]:
        path = f"/product/{row.slug}/"
        with _visited(stack, path) as visit:
            time.sleep(0.7)
            before = visit()
            with unit():
                rows = [
                    SnapshotRow(variant_id=row.variant_ids[0], location_id=place, quantity=Decimal(0))
                    for place in row.location_ids
                ]
                stock.apply_snapshot(source="bench", meaning="physical", rows=rows)
            began = time.monotonic()
            while visit() == before and time.monotonic() - began < 30:
                time.sleep(0.02)
            took.append(time.monotonic() - began)
    table.add(
        "a product page from the cache says that it sold out",
        f"p50 {sorted(took)[turns // 2]:.2f} s, worst of {turns} {max(took):.2f} s",
        "< 2 s",
        holds=max(took) < 2,
    )


@contextlib.contextmanager
def _visited(stack: Stack, path: str) -> Iterator[Any]:
    """A visitor who looks at one page: whether it can be bought."""
    address = urlsplit(stack.pages)
    connection = http.client.HTTPConnection(address.hostname or "", address.port or 80, timeout=30)

    def visit() -> bool:
        connection.request("GET", path)
        return b"schema.org/InStock" in connection.getresponse().read()

    yield visit
    connection.close()


def _wait_for_index(stack: Stack, size: Size) -> float:
    """Until the platform's own index has the last product; while it is not whole, the shelf answers instead."""
    from prilavok.doors.storefront.adapters import goods_index

    began = time.monotonic()
    deadline = began + max(60.0, size.products / 1000)
    path = stack.var / "search" / goods_index.folder().name / "position.json"
    while not path.exists() or not _has_card(stack, f"A-{size.products - 1}", {}):
        if time.monotonic() > deadline:
            raise SystemExit("the platform's own index was not ready in time")
        time.sleep(1)
    return time.monotonic() - began


def _is_listed(stack: Stack, code: str, place: int) -> bool:
    from prilavok.goods.stock import api as stock

    city = stock.locations(location_ids=[place])[place].city  # type: ignore[index]
    return _has_card(stack, code, {"Cookie": f"city={quote(city)}; store={place}"}, "&in=store")


def _has_card(stack: Stack, code: str, headers: dict[str, str], more: str = "") -> bool:
    address = urlsplit(stack.pages)
    connection = http.client.HTTPConnection(address.hostname or "", address.port or 80, timeout=30)
    connection.request("GET", f"/search/?q={quote(code)}{more}&n={time.time_ns()}", headers=headers)
    body = connection.getresponse().read().decode()
    connection.close()
    return 'class="card' in body


def main() -> None:
    """Measure alone, at any size."""
    with running(more={"PRILAVOK_SANDBOX": "0"}) as stack:
        measure(stack, Table(), _size())


def _size() -> Size:
    said = [int(word) for word in sys.argv[1:]]
    return Size(**dict(zip(("products", "stores"), said, strict=False)))


if __name__ == "__main__":
    main()
