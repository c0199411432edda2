"""The stock of a whole chain, through the real exchange address: 50,000 goods in 100 stores, 5 million figures.

The catalogue is there before the clock starts; the clock runs from `checkauth` to the last `success` of a full file of
stocks, sending included. Then the very same file again: no row may be written. On the same chain it is asked which
stores can serve a basket of five lines.

    python -m benchmarks snapshot availability        on the platform of `make bench`
    python -m benchmarks.stock_size 5000 100          products, stores; alone
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from benchmarks import generate
from benchmarks.catalogue_import import Client, Peak, make_node, written
from benchmarks.full_package import PIECE, _quiet_after, _shown, _spent
from benchmarks.generate import Made
from benchmarks.stack import Stack, running
from benchmarks.table import Table, percentile

USUAL = Made(products=50_000, stores=100)
WANTED_S, AGAIN_S, ASKED_MS = 180.0, 60.0, 10.0
BASKETS, LINES = 300, 5


def measure(stack: Stack, table: Table, made: Made = USUAL, *, wanted: frozenset[str] = frozenset()) -> None:
    """The snapshot and the same again; then availability on what it left."""
    stack.setup_django()
    make_node()
    goods = Made(products=made.products, variants=made.variants, stores=0, seed=made.seed)
    Client(stack.pages).send(
        {"import0_1.xml": lambda: generate.catalogue(goods), "offers0_1.xml": lambda: generate.offers(goods)}
    )
    _quiet_after(stack)
    figures = made.products * made.variants * made.stores
    with tempfile.TemporaryDirectory(prefix="prilavok-rests-") as folder:
        path = _on_disk(made, Path(folder))
        for name, most in (("stock snapshot", WANTED_S), ("  the same figures again", AGAIN_S)):
            limit_s = most * max(figures / (USUAL.products * USUAL.stores), 0.02)
            before = _spent(stack)
            with Peak(lambda: stack.rss_mb(only="--only erp")) as peak:
                took = _push(stack, path)
            spent = {part: seconds - before[part] for part, seconds in _spent(stack).items()}
            rows, is_again = written(), most == AGAIN_S
            table.add(
                f"{name}, {made.products} goods x {made.stores} stores, {path.stat().st_size / 1e6:.0f} MB",
                f"{took:.1f} s, {rows} rows written, peak {peak.mb:.0f} MB",
                f"{limit_s:.0f} s" + (", 0 rows" if is_again else ""),
                holds=took <= limit_s and (not rows if is_again else rows >= figures),
            )
            table.add("  processor seconds meanwhile", _shown(spent))
    if not wanted or "availability" in wanted:
        ask(table)


def ask(table: Table) -> None:
    """Which stores have the goods of a basket: two questions to the database, however many stores."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from prilavok.goods.pim import api as pim
    from prilavok.goods.stock import api as stock
    from prilavok.goods.stock.values import Want
    from prilavok.trade.oms import api as oms

    variants = [one for group in list(pim.variants_by_product().values())[:5000] for one in group]
    dice, took, offered = random.Random(7), [], []
    queries = 0
    for number in range(BASKETS):
        basket = dice.sample(variants, LINES)
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as asked:
            places = [card.location_id for card in stock.locations().values() if card.is_active and card.is_pickup]
            stock.availability(variant_ids=basket, location_ids=places)
        if number:  # the first one finds an empty memory
            took.append((time.perf_counter() - began) * 1000)
        queries = max(queries, len(asked))
        began = time.perf_counter()
        oms.store_offers(wants=[Want(variant_id=one, quantity=Decimal(1)) for one in basket])
        offered.append((time.perf_counter() - began) * 1000)
    table.add(
        f"availability of {LINES} lines in {len(places)} stores",
        f"p50 {percentile(took, 0.5):.1f} ms, p95 {percentile(took, 0.95):.1f} ms, {queries} queries",
        f"{ASKED_MS:.0f} ms, 2 queries",
        holds=percentile(took, 0.5) < ASKED_MS and queries <= 2,
    )
    table.add("  with the stores ranked and the assortment asked", f"p50 {percentile(offered, 0.5):.1f} ms")


def _on_disk(made: Made, folder: Path) -> Path:
    path = folder / "rests0_1.xml"
    with path.open("wb") as out:
        for piece in generate.rests(made):
            out.write(piece)
    return path


def _push(stack: Stack, path: Path) -> float:
    began = time.perf_counter()

    def pieces() -> Iterator[bytes]:
        with path.open("rb") as stream:
            while piece := stream.read(PIECE):
                yield piece

    Client(stack.pages).send({path.name: pieces})
    return time.perf_counter() - began


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:3]]
    asked = Made(**dict(zip(("products", "stores"), numbers, strict=False))) if numbers else USUAL
    with running(more={"PRILAVOK_SANDBOX": "0"}) as bench:
        measure(bench, Table(), asked)
