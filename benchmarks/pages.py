"""Listing and product pages: requests a second, how long they take, processor milliseconds; cold and warm.

Cold: every request asks for an address nobody asked before, so each goes through Django and the database. Warm: one
address over and over, served by the cache of whole pages. The load is made by `wrk` where there is one, else by a small
client of our own, which costs more of the two cores than it measures: its warm figures are a lower bound.

`python -m benchmarks.pages` starts a platform of its own, fills it with 10,000 products in 20 stores and measures.
"""

import http.client
import random
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlsplit

from benchmarks.stack import Stack, running
from benchmarks.table import Table, percentile

PRODUCTS = 10_000
STORES = 20
SYSTEM = "bench.pages"
SECONDS = 8
CONNECTIONS = 16
BATCH = 1000
WRK_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}
NOUNS = (
    "Лампа",
    "Полка",
    "Кресло",
    "Плед",
    "Корзина",
    "Кастрюля",
    "Нож",
    "Доска",
    "Чайник",
    "Лейка",
    "Секатор",
    "Краска",
)
# A new query every time: nothing a cache could know.
COLD_LUA = """
math.randomseed(os.time())
local n = math.random(1, 1000000000)
request = function() n = n + 1; return wrk.format("GET", PATH .. "?n=" .. n) end
"""


@dataclass(frozen=True)
class Load:
    """What one run gave: requests a second, milliseconds, errors, processor milliseconds of the pages per request."""

    per_second: float
    p50_ms: float
    p99_ms: float
    errors: int
    cpu_ms: float


def fill(products: int = PRODUCTS, stores: int = STORES) -> None:
    """Make the goods through the doors of the rooms, then the shelf. Needs a set-up Django."""
    from prilavok.base.unit import unit
    from prilavok.doors.storefront import api as storefront

    with unit():
        _make_stores(stores)
    for start in range(0, products, BATCH):
        with unit():
            _make_goods(range(start, min(products, start + BATCH)))
    storefront.rebuild_shelf()


def _make_stores(count: int) -> None:
    from prilavok.goods.stock import api as stock
    from prilavok.goods.stock.values import LocationDraft, LocationEdit

    drafts = [LocationDraft(external_id=f"s{number}", title=f"Магазин {number}") for number in range(count)]
    stock.upsert_locations(system=SYSTEM, drafts=drafts)
    for code, location_id in stock.location_ids(
        system=SYSTEM, external_ids=[one.external_id for one in drafts]
    ).items():
        number = int(code[1:])
        stock.describe_location(
            LocationEdit(
                location_id=location_id, kind="store", city=f"Город {number % 4}", address=f"ул. Ленина, {number}",
                hours="10:00–21:00", is_pickup=True, is_active=True,
            )
        )  # fmt: skip


def _make_goods(numbers: range) -> None:
    from prilavok.goods.pim import api as pim
    from prilavok.goods.pim.values import CategoryDraft, ProductDraft, VariantDraft
    from prilavok.goods.pricing import api as pricing
    from prilavok.goods.pricing.values import PriceRow, PriceTypeDraft
    from prilavok.goods.stock import api as stock
    from prilavok.goods.stock.values import SnapshotRow

    tops = [CategoryDraft(external_id=f"c{top}", title=f"Раздел {top}") for top in range(8)]
    leaves = [
        CategoryDraft(external_id=f"c{top}-{leaf}", parent_external_id=f"c{top}", title=f"Подраздел {top}-{leaf}")
        for top in range(8)
        for leaf in range(5)
    ]
    pim.upsert_categories(system=SYSTEM, drafts=[*tops, *leaves])
    codes = [f"p{number}" for number in numbers]
    pim.upsert_products(
        system=SYSTEM,
        drafts=[
            ProductDraft(
                external_id=f"p{number}", title=f"{NOUNS[number % 12]} «Серия {number // 12}», арт. {number}",
                article=f"A-{number}", unit="шт", category_external_ids=(f"c{number % 8}-{number // 8 % 5}",),
            )
            for number in numbers
        ],
    )  # fmt: skip
    pim.upsert_variants(
        system=SYSTEM, drafts=[VariantDraft(external_id=code, product_external_id=code) for code in codes]
    )
    ids = pim.variant_ids(system=SYSTEM, external_ids=codes)
    pricing.upsert_price_types(system=SYSTEM, drafts=[PriceTypeDraft(external_id="retail", title="Розничная")])
    price_type = pricing.price_type_ids(system=SYSTEM, external_ids=["retail"])["retail"]
    chance = random.Random(numbers.start)
    pricing.set_prices(
        source="bench",
        rows=[
            PriceRow(variant_id=one, price_type_id=price_type, amount=Decimal(chance.randint(9, 999) * 10))
            for one in ids.values()
        ],
    )
    places = list(stock.location_ids(system=SYSTEM, external_ids=[f"s{number}" for number in range(STORES)]).values())
    stock.apply_snapshot(
        source="bench",
        meaning="physical",
        rows=[
            SnapshotRow(variant_id=one, location_id=place, quantity=Decimal(chance.choice((0, 1, 3, 12))))
            for one in ids.values()
            for place in places
        ],
    )


def paths() -> tuple[str, str]:
    """A category's listing and a product of it."""
    from prilavok.doors.storefront import api as storefront
    from prilavok.doors.storefront.values import Seen, ShelfFilter

    category = max(storefront.tree().top, key=lambda one: one.count)
    card = storefront.page(ShelfFilter(category_id=category.category_id), Seen()).cards[0]
    return f"/catalog/{category.slug}/", f"/product/{card.slug}/"


def measure(stack: Stack, table: Table, seconds: int = SECONDS) -> None:
    """Listing and product, cold and warm."""
    listing, product = paths()
    for what, path, cold_goal in (("listing page of 24", listing, 400), ("product page", product, 0)):
        run(stack, path, is_cold=True, seconds=2)
        cold = run(stack, path, is_cold=True, seconds=seconds)
        warm = run(stack, path, is_cold=False, seconds=seconds)
        _say(table, f"{what}, uncached", cold, cold_goal)
        _say(table, f"{what}, warm", warm, 10_000 if cold_goal else 0)
        size = _weight(stack, path)
        table.add(f"{what}, compressed", f"{size / 1024:.1f} KB", "< 120 KB with its files", holds=size < 60 * 1024)


def _say(table: Table, what: str, load: Load, goal: int) -> None:
    figure = f"{load.per_second:.0f}/s p50 {load.p50_ms:.1f} p99 {load.p99_ms:.1f} ms, {load.cpu_ms:.2f} ms CPU"
    if load.errors:
        figure += f", {load.errors} errors"
    table.add(
        what,
        figure,
        f">= {goal}/s" if goal else "",
        holds=load.per_second >= goal and not load.errors if goal else None,
    )


def _weight(stack: Stack, path: str) -> int:
    address = urlsplit(stack.pages)
    connection = http.client.HTTPConnection(address.hostname or "", address.port or 80, timeout=10)
    connection.request("GET", path, headers={"Accept-Encoding": "br, gzip"})
    return len(connection.getresponse().read())


def run(stack: Stack, path: str, *, is_cold: bool, seconds: int) -> Load:
    """Load one address: every time another query, or the same over and over."""
    before = stack.cpu_s(only="config.pages")
    found = _by_wrk(stack, path, is_cold, seconds) if shutil.which("wrk") else _by_hand(stack, path, is_cold, seconds)
    spent_ms = (stack.cpu_s(only="config.pages") - before) * 1000
    count = max(1.0, found.per_second * seconds)
    return Load(found.per_second, found.p50_ms, found.p99_ms, found.errors, spent_ms / count)


def _by_wrk(stack: Stack, path: str, is_cold: bool, seconds: int) -> Load:  # noqa: FBT001 - called in one place
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(f'local PATH = "{path}"\n{COLD_LUA}')
        script.flush()
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency"]
        command += ["-s", script.name] if is_cold else []
        address = f"{stack.pages}{path}"
        said = subprocess.run([*command, address], capture_output=True, text=True, check=True).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return Load(float(rate[1]) if rate else 0, _wrk_ms(said, "50%"), _wrk_ms(said, "99%"), int(bad[1]) if bad else 0, 0)


def _wrk_ms(said: str, share: str) -> float:
    found = re.search(rf"\s{re.escape(share)}\s+([\d.]+)(us|ms|s)", said)
    return float(found[1]) * WRK_UNITS[found[2]] if found else 0.0


def _by_hand(stack: Stack, path: str, is_cold: bool, seconds: int) -> Load:  # noqa: FBT001 - called in one place
    address, until = urlsplit(stack.pages), time.monotonic() + seconds
    took: list[float] = []
    errors: list[int] = []

    def visit(start: int) -> None:
        connection = http.client.HTTPConnection(address.hostname or "", address.port or 80, timeout=10)
        for wanted in _addresses(path, start, is_cold):
            if time.monotonic() > until:
                return
            began = time.perf_counter()
            connection.request("GET", wanted)
            answer = connection.getresponse()
            answer.read()
            took.append((time.perf_counter() - began) * 1000)
            if answer.status != 200:
                errors.append(answer.status)

    visitors = [threading.Thread(target=visit, args=(number * 10**9,)) for number in range(CONNECTIONS)]
    for one in visitors:
        one.start()
    for one in visitors:
        one.join()
    return Load(len(took) / seconds, percentile(took, 0.5), percentile(took, 0.99), len(errors), 0)


def _addresses(path: str, start: int, is_cold: bool) -> Iterator[str]:  # noqa: FBT001 - called in one place
    while True:
        start += 1
        yield f"{path}?n={start}" if is_cold else path


def main() -> None:
    """Measure pages alone."""
    with running() as stack:
        stack.setup_django()
        fill()
        measure(stack, Table())


if __name__ == "__main__":
    main()
