"""How much slower pages get while 1C sends a whole catalogue: p95 of uncached listings, quiet and during the import.

The buyers are a process of their own, so that the sender of the catalogue does not stand in their way.
"""

import http.client
import json
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks import catalogue_import, pages
from benchmarks.generate import Made
from benchmarks.stack import ROOT, Stack
from benchmarks.table import Table, percentile

PACE_S = 0.03
QUIET_S = 8.0


class Buyer:
    """Somebody who looks at one uncached listing after the other, at a quick human pace, in a process of their own."""

    def __init__(self, stack: Stack, path: str) -> None:
        self._command = [sys.executable, "-m", "benchmarks.during_import", stack.pages, path]
        self._stop = stack.var / "buyer-stops"
        self.took: list[float] = []
        self.failed = 0

    def __enter__(self) -> "Buyer":
        self._stop.unlink(missing_ok=True)
        self._process = subprocess.Popen([*self._command, str(self._stop)], cwd=ROOT, stdout=subprocess.PIPE)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.touch()
        said, _error = self._process.communicate(timeout=60)
        answer = json.loads(said)
        self.took, self.failed = answer["took"], answer["failed"]


def measure(stack: Stack, table: Table, made: Made) -> None:
    """Quiet first, then while every price and stock of the catalogue changes."""
    listing, _product = pages.paths()
    with Buyer(stack, listing) as quiet:
        time.sleep(QUIET_S)
    changed = Made(products=made.products, stores=made.stores, seed=made.seed, turn=made.turn + 7)
    with Buyer(stack, listing) as busy:
        catalogue_import.push(stack.pages, changed)
    before, during = percentile(quiet.took, 0.95) * 1000, percentile(busy.took, 0.95) * 1000
    table.add(
        "listing p95: quiet -> during a whole import",
        f"{before:.1f} -> {during:.1f} ms ({during / before:.2f} times, {len(busy.took)} pages)",
        "at most 1.5 times",
        holds=during <= before * 1.5,
    )


def look(address: str, path: str, stop: Path) -> dict[str, object]:
    """Seconds each page took and how many were cut off, until the file named `stop` appears."""
    parts, asked = urlsplit(address), time.time_ns()
    took: list[float] = []
    failed = 0
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=30)
    while not stop.exists():
        asked += 1
        began = time.perf_counter()
        try:
            connection.request("GET", f"{path}?n={asked}")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            failed += 1
            connection.close()
        else:
            took.append(time.perf_counter() - began)
        time.sleep(PACE_S)
    return {"took": took, "failed": failed}


if __name__ == "__main__":
    print(json.dumps(look(sys.argv[1], sys.argv[2], Path(sys.argv[3]))))
