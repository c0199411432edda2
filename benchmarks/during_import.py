"""How much slower pages get while 1C sends a whole catalogue: p95 of uncached listings, quiet and during the import.

The buyers are a process of their own, so that the sender of the catalogue does not stand in their way. Like the sender
they play a machine of their own: they stay away from the core that jobs keep to, quiet or not.
"""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from benchmarks import catalogue_import, pages
from benchmarks.generate import Made
from benchmarks.stack import ROOT, Stack
from benchmarks.table import Table, percentile
from prilavok.config.manners import halves

PACE_S = 0.03
QUIET_S = 8.0
ROUNDS = 3


class Buyer:
    """Somebody who looks at one uncached listing after the other, at a quick human pace, in a process of their own."""

    def __init__(self, stack: Stack, path: str) -> None:
        self._command = [sys.executable, "-m", "benchmarks.during_import", stack.pages, path]
        self._stop = stack.var / "buyer-stops"
        self.looks: list[tuple[float, float | None]] = []

    def __enter__(self) -> "Buyer":
        self._stop.unlink(missing_ok=True)
        self._process = subprocess.Popen([*self._command, str(self._stop)], cwd=ROOT, stdout=subprocess.PIPE)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.touch()
        said, _error = self._process.communicate(timeout=60)
        self.looks = [(began, took) for began, took in json.loads(said)]

    @property
    def took(self) -> list[float]:
        """Seconds of every page that came, known when the buyer has gone."""
        return [took for _, took in self.looks if took is not None]


@contextmanager
def elsewhere() -> Iterator[None]:
    """This process plays a machine of its own, as 1C is: it stays away from the core that is kept for pages."""
    every = os.sched_getaffinity(0)
    os.sched_setaffinity(0, halves(every)[1])
    try:
        yield
    finally:
        os.sched_setaffinity(0, every)


def measure(stack: Stack, table: Table, made: Made, rounds: int = ROUNDS) -> None:
    """Quiet, then while every price and stock of the catalogue changes; some rounds, since a machine has its moods."""
    listing, _product = pages.paths()
    before, during, seen = [], [], 0
    for turn in range(rounds):
        with Buyer(stack, listing) as quiet:
            time.sleep(QUIET_S)
        changed = Made(products=made.products, stores=made.stores, seed=made.seed, turn=made.turn + 7 + turn)
        with Buyer(stack, listing) as busy, elsewhere():
            catalogue_import.push(stack.pages, changed)
        before.append(percentile(quiet.took, 0.95) * 1000)
        during.append(percentile(busy.took, 0.95) * 1000)
        seen += len(busy.took)
    usual, then = median(before), median(during)
    table.add(
        "listing p95: quiet -> during a whole import",
        f"{usual:.1f} -> {then:.1f} ms ({then / usual:.2f} times; medians of {rounds} rounds, {seen} pages)",
        "at most 1.5 times",
        holds=then <= usual * 1.5,
    )


def look(address: str, path: str, stop: Path) -> list[tuple[float, float | None]]:
    """When each page was asked for, and the seconds it took (None: cut off), until the file named `stop` appears."""
    parts, asked = urlsplit(address), time.time_ns()
    looks: list[tuple[float, float | None]] = []
    every, theirs = halves(os.sched_getaffinity(0))
    os.sched_setaffinity(0, every - theirs or every)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=30)
    while not stop.exists():
        asked += 1
        at, began = time.time(), time.perf_counter()
        try:
            connection.request("GET", f"{path}?n={asked}")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            looks.append((at, None))
            connection.close()
        else:
            looks.append((at, time.perf_counter() - began))
        time.sleep(PACE_S)
    return looks


if __name__ == "__main__":
    print(json.dumps(look(sys.argv[1], sys.argv[2], Path(sys.argv[3]))))
