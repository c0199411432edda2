"""How much slower pages get while 1C sends a whole catalogue: p95 of uncached listings, quiet and during the import."""

import http.client
import threading
import time
from urllib.parse import urlsplit

from benchmarks import catalogue_import, pages
from benchmarks.generate import Made
from benchmarks.stack import Stack
from benchmarks.table import Table, percentile

PACE_S = 0.05
BUYERS = 2
QUIET_S = 8.0


class Buyers:
    """A few people who look at listings at a human pace, each page uncached."""

    def __init__(self, stack: Stack, path: str) -> None:
        self._address, self._path = urlsplit(stack.pages), path
        self._stop = threading.Event()
        self.took: list[float] = []

    def __enter__(self) -> "Buyers":
        self._threads = [threading.Thread(target=self._look, args=(number,), daemon=True) for number in range(BUYERS)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _look(self, number: int) -> None:
        connection = http.client.HTTPConnection(self._address.hostname or "", self._address.port or 80, timeout=30)
        asked = number * 1_000_000
        while not self._stop.wait(PACE_S):
            asked += 1
            began = time.perf_counter()
            connection.request("GET", f"{self._path}?n={asked}")
            connection.getresponse().read()
            self.took.append(time.perf_counter() - began)


def measure(stack: Stack, table: Table, made: Made) -> None:
    """Quiet first, then while every price and stock of the catalogue changes."""
    listing, _product = pages.paths()
    with Buyers(stack, listing) as quiet:
        time.sleep(QUIET_S)
    changed = Made(products=made.products, stores=made.stores, seed=made.seed, turn=made.turn + 7)
    with Buyers(stack, listing) as busy:
        catalogue_import.push(stack.pages, changed)
    before, during = percentile(quiet.took, 0.95) * 1000, percentile(busy.took, 0.95) * 1000
    table.add(
        "listing p95: quiet -> during a whole import",
        f"{before:.1f} -> {during:.1f} ms ({during / before:.2f} times, {len(busy.took)} pages)",
        "at most 1.5 times",
        holds=during <= before * 1.5,
    )
