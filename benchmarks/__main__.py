"""`make bench`: everything measured in one go, on platforms that are made for it and removed after it.

The first platform gets 10,000 products in 20 stores through the exchange; on it pages, orders and stock changes are
measured, then a thousand stock changes a second. Others meet rival buyers, the monkey (orders under random kills and
restarts) and the storm: the exchange under everything that breaks exchanges. Each platform is measured by a process of
its own, because a process knows one database for life. `python -m benchmarks monkey storm` runs only the parts named.
"""

import platform
import subprocess
import sys
from collections.abc import Callable
from typing import Final

from benchmarks import (
    catalogue_import,
    during_import,
    exchange_storm,
    finding,
    full_package,
    monkey,
    orders,
    pages,
    quote,
    races,
    reconciliation,
    stock_change,
    stock_rate,
    stock_size,
    weights,
)
from benchmarks.generate import Made
from benchmarks.stack import ROOT, running
from benchmarks.table import Table

# The simulators draw the demo's pictures at their first start: no part of what is measured here.
ALONE: Final = {"PRILAVOK_SANDBOX": "0"}
LIMIT_S: Final = 1500


def _shop(table: Table, wanted: set[str]) -> None:
    made = Made()
    with running(more=ALONE) as stack:
        catalogue_import.measure(stack, table, made)
        if "pages" in wanted:
            pages.measure(stack, table)
            during_import.measure(stack, table, made)
        if "stock" in wanted:
            stock_change.measure(stack, table, made)
        if "rate" in wanted:
            stock_rate.measure(stack, table, made)
        if "orders" in wanted:
            orders.measure(stack, table)


def _full(table: Table, wanted: set[str]) -> None:
    with running(more=ALONE) as stack:
        full_package.measure(stack, table)


def _quote(table: Table, wanted: set[str]) -> None:
    with running(more=ALONE) as stack:
        quote.measure(stack, table)


def _size(table: Table, wanted: set[str]) -> None:
    with running(more=ALONE) as stack:
        stock_size.measure(stack, table, wanted=frozenset(wanted))


def _reconcile(table: Table, wanted: set[str]) -> None:
    with running(more=ALONE) as stack:
        reconciliation.measure(stack, table)


def _races(table: Table, wanted: set[str]) -> None:
    with running(more=ALONE) as stack:
        races.measure(stack, table)


def _find(table: Table, wanted: set[str]) -> None:
    with running(more=ALONE) as stack:
        finding.measure(stack, table)


def _weights(table: Table, wanted: set[str]) -> None:
    with running(demo=True) as stack:
        weights.measure(stack.pages, table)


def _monkey(table: Table, wanted: set[str]) -> None:
    with running() as stack:
        monkey.measure(stack, table)


def _storm(table: Table, wanted: set[str]) -> None:
    with running(more=exchange_storm.HASTE) as stack:
        exchange_storm.measure(stack, table)


GROUPS: Final[tuple[tuple[tuple[str, ...], Callable[[Table, set[str]], None]], ...]] = (
    (("catalogue", "pages", "stock", "rate", "orders"), _shop),
    (("full",), _full),
    (("reconcile",), _reconcile),
    (("quote",), _quote),
    (("snapshot", "availability"), _size),
    (("find",), _find),
    (("weights",), _weights),
    (("races",), _races),
    (("monkey",), _monkey),
    (("storm",), _storm),
)
PARTS: Final = frozenset(name for names, _ in GROUPS for name in names)


def main() -> int:
    """Measure all, or only the parts named; returns 1 when a figure is missed."""
    wanted = set(sys.argv[1:]) or set(PARTS)
    if unknown := wanted - PARTS:
        raise SystemExit(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(sorted(PARTS))}")
    chosen = [(names, do) for names, do in GROUPS if wanted & set(names)]
    if len(chosen) > 1:
        return _each_alone([sorted(wanted & set(names)) for names, _ in chosen])
    table = Table()
    chosen[0][1](table, wanted)
    return int(any(row[3] == "MISSED" for row in table.rows))


def _each_alone(parts: list[list[str]]) -> int:
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}", flush=True)
    missed = []
    for words in parts:
        command = [sys.executable, "-m", "benchmarks", *words]
        try:
            code = subprocess.run(command, cwd=ROOT, check=False, timeout=LIMIT_S).returncode
        except subprocess.TimeoutExpired:
            code = 1
            print(f"{', '.join(words)}: not over in {LIMIT_S} s", flush=True)
        if code:
            missed.append(", ".join(words))
    print(f"\nmissed: {'; '.join(missed)}" if missed else "\nall figures hold")
    return int(bool(missed))


if __name__ == "__main__":
    raise SystemExit(main())
