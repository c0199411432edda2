"""Finding goods in a chain of 100,000 goods and 100 stores: categories and searches with counted filters, suggestions.

Every request asks for an address nobody asked before, four at once, over `wrk`. The goods are made by
`benchmarks.filling`; each lies in a fifth of the stores, of a million goods in two. Then the index is made anew,
and a sold-out product is looked for until it has left the filter of its store.

    python -m benchmarks find                      on a platform of its own
    python -m benchmarks.finding 1000000 100       products, stores; alone
"""

import http.client
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from decimal import Decimal
from urllib.parse import quote, urlsplit

from benchmarks.filling import Size, fill
from benchmarks.stack import Stack, running
from benchmarks.table import Table

AT_ONCE = 4
SECONDS = 10
MISSPELT = ("лампа", "крсело", "кастрюлю", "xfqybr", "lampa", "секаторы", "корзин", "краска белая", "нож сталь", "плед")
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}
LUA = """
math.randomseed(os.time())
local n = math.random(1, 1000000000)
local paths = {%s}
request = function() n = n + 1; return wrk.format("GET", paths[n %% #paths + 1] .. "n=" .. n) end
done = function(summary, latency) io.write(string.format("P95 %%f\\n", latency:percentile(95) / 1000)) end
"""


def measure(stack: Stack, table: Table, size: Size | None = None) -> None:
    """Pages, suggestions, the index from nothing, one change."""
    size = size or Size()
    from django.db import connections

    stack.setup_django()
    took = fill(size)
    limit = 600 * max(size.products, 10_000) / 1_000_000
    table.add(
        f"{size.products} goods, each in {size.share * size.stores:.0f} of {size.stores} stores, made", f"{took:.0f} s",
        f"{limit:.0f} s", holds=took < limit,
    )  # fmt: skip
    connections.close_all()
    _measure_index(stack, table, size)
    _wait_for_index(stack, size)
    limit = 60 if size.products <= 100_000 else 120
    for name, paths in _addresses().items():
        _load(stack, paths, seconds=3)
        per_second, p95, errors = _load(stack, paths, seconds=SECONDS)
        is_hint = name == "suggestions"
        want_ms = 25 if is_hint else limit
        want_s = 0 if is_hint or size.products > 100_000 else 250
        table.add(
            f"{name}, uncached, {AT_ONCE} at once",
            f"{per_second:.0f}/s, p95 {p95:.1f} ms" + (f", {errors} errors" if errors else ""),
            f"p95 < {want_ms} ms" + (f", >= {want_s}/s" if want_s else ""),
            holds=p95 < want_ms and per_second >= want_s and not errors,
        )
    _measure_change(stack, table)


def _addresses() -> dict[str, list[str]]:
    from prilavok.doors.storefront import api as storefront
    from prilavok.doors.storefront.values import Seen, ShelfFilter

    every = list(storefront.tree().by_id.values())
    listings = [f"/catalog/{one.slug}/?" for one in every]
    ticked = [f"/catalog/{one.slug}/?f-tsvet=belyy&f-tsvet=siniy&in=city&price_to=5000&" for one in every if one.depth]
    cards = storefront.page(ShelfFilter(sort="new"), Seen()).cards
    return {
        "category with filters": listings,
        "category, filters ticked": ticked,
        "search with filters": [f"/search/?q={quote(word)}&" for word in MISSPELT],
        "product page": [f"/product/{card.slug}/?" for card in cards],
        "suggestions": [f"/search/suggest/?q={quote(word[:at])}&" for word in MISSPELT for at in range(2, len(word))],
    }


def _load(stack: Stack, paths: Sequence[str], seconds: int) -> tuple[float, float, int]:
    listed = ", ".join(f'"{path}"' for path in paths)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(LUA % listed)
        script.flush()
        command = ["wrk", "-t1", f"-c{AT_ONCE}", f"-d{seconds}s", "-s", script.name, stack.pages]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate, slow = re.search(r"Requests/sec:\s+([\d.]+)", said), re.search(r"P95 ([\d.]+)", said)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return float(rate[1]) if rate else 0.0, float(slow[1]) if slow else 0.0, int(bad[1]) if bad else 0


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


def _wait_for_index(stack: Stack, size: Size) -> None:
    """Until the platform's own index has the last product; while it is not whole, the shelf answers instead."""
    from prilavok.doors.storefront.adapters import goods_index

    deadline = time.monotonic() + max(60.0, size.products / 1000)
    path = stack.var / "search" / goods_index.folder().name / "position.json"
    while not path.exists() or not _has_card(stack, f"A-{size.products - 1}", {}):
        if time.monotonic() > deadline:
            raise SystemExit("the platform's own index was not ready in time")
        time.sleep(1)


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
