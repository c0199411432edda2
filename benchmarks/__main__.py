"""`make bench`: everything measured in one go, on platforms that are made for it and removed after it.

The first platform gets 10,000 products in 20 stores through the exchange; on it pages, orders and stock changes are
measured, then a thousand stock changes a second. Others meet rival buyers, the monkey (orders under random kills and
restarts) and the storm: the exchange under everything that breaks exchanges. Each platform is measured by a process of
its own, because a process knows one database for life.

    python -m benchmarks                     all; first how long it takes, at the end a table of wanted and seen
    python -m benchmarks monkey storm        only the parts named
    python -m benchmarks --small             every part at its least: whether it runs; speeds are not judged
"""

import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import (
    catalogue_import,
    during_import,
    exchange_storm,
    finding,
    full_package,
    gigabyte,
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
from benchmarks.filling import Size
from benchmarks.generate import Made
from benchmarks.stack import ROOT, running
from benchmarks.storm.books import Size as Books
from benchmarks.table import KEPT_IN, Row, Table, kept, summary

# The simulators draw the demo's pictures at their first start: no part of what is measured here.
ALONE: Final = {"PRILAVOK_SANDBOX": "0"}
SMALL: Final = "--small"
# What a part of a small run finds in its surroundings; the picture of a reconciliation takes its size from there too.
SMALL_ENV: Final = {"PRILAVOK_BENCH_SMALL": "1", "BENCH_VARIANTS": "1000", "BENCH_STORES": "10"}
PATIENCE: Final = 3
LEAST_PATIENCE_S: Final = 1500


def _shop(table: Table, wanted: set[str], *, small: bool) -> None:
    made = Made(products=1000, stores=5) if small else Made()
    with running(more=ALONE) as stack:
        catalogue_import.measure(stack, table, made)
        if "pages" in wanted:
            pages.measure(stack, table, **({"seconds": 1} if small else {}))
            during_import.measure(stack, table, made, **({"rounds": 1} if small else {}))
        if "stock" in wanted:
            stock_change.measure(stack, table, made, **({"rounds": 2} if small else {}))
        if "rate" in wanted:
            stock_rate.measure(stack, table, made, **({"seconds": 1} if small else {}))
        if "orders" in wanted:
            orders.measure(stack, table, **({"count": 40, "hot_buyers": 100} if small else {}))


def _full(table: Table, wanted: set[str], *, small: bool) -> None:
    with running(more=ALONE) as stack:
        full_package.measure(stack, table, Made(products=1000, variants=2, stores=1) if small else full_package.USUAL)


def _gigabyte(table: Table, wanted: set[str], *, small: bool) -> None:
    with running(more=ALONE) as stack:
        gigabyte.measure(stack, table, **({"size_mb": 20} if small else {}))


def _quote(table: Table, wanted: set[str], *, small: bool) -> None:
    with running(more=ALONE) as stack:
        quote.measure(stack, table)


def _size(table: Table, wanted: set[str], *, small: bool) -> None:
    made = Made(products=500, stores=10) if small else stock_size.USUAL
    with running(more=ALONE) as stack:
        stock_size.measure(stack, table, made, wanted=frozenset(wanted))


def _reconcile(table: Table, wanted: set[str], *, small: bool) -> None:
    with running(more=ALONE) as stack:
        reconciliation.measure(stack, table)


def _races(table: Table, wanted: set[str], *, small: bool) -> None:
    with running(more=ALONE) as stack:
        races.measure(stack, table, races.Crowd(buyers=400, pieces=80) if small else None)


def _find(table: Table, wanted: set[str], *, small: bool) -> None:
    with running(more=ALONE) as stack:
        finding.measure(stack, table, Size(products=2000, stores=10) if small else None)


def _weights(table: Table, wanted: set[str], *, small: bool) -> None:
    with running(demo=True) as stack:
        weights.measure(stack.pages, table, with_lighthouse=not small)


def _monkey(table: Table, wanted: set[str], *, small: bool) -> None:
    with running() as stack:
        monkey.measure(stack, table, **({"orders": 24} if small else {}))


def _storm(table: Table, wanted: set[str], *, small: bool) -> None:
    least = exchange_storm.Wanted(
        size=Books(goods=150, plenty=50), orders=60, only=("line_cut_in_a_chunk", "half_a_zip", "worker_killed")
    )
    with running(more=exchange_storm.HASTE) as stack:
        exchange_storm.measure(stack, table, least if small else None)


@dataclass(frozen=True)
class Group:
    """Parts that share a platform, what measures them, and how many minutes that takes: usually, and at its least."""

    names: tuple[str, ...]
    measure: Callable[..., None]
    minutes: float
    small_minutes: float


GROUPS: Final = (
    Group(("catalogue", "pages", "stock", "rate", "orders"), _shop, 7, 1.5),
    Group(("full",), _full, 4, 0.7),
    Group(("gigabyte",), _gigabyte, 5, 0.7),
    Group(("reconcile",), _reconcile, 6, 0.7),
    Group(("quote",), _quote, 1, 0.7),
    Group(("snapshot", "availability"), _size, 9, 0.7),
    Group(("find",), _find, 8, 2),
    Group(("weights",), _weights, 7, 1.5),
    Group(("races",), _races, 7, 1.5),
    Group(("monkey",), _monkey, 4, 1.5),
    Group(("storm",), _storm, 8, 2),
)
PARTS: Final = frozenset(name for group in GROUPS for name in group.names)


def main() -> int:
    """Measure all, or only the parts named; returns 1 when a figure is missed, of a small run when a part fails."""
    small = SMALL in sys.argv[1:] or "PRILAVOK_BENCH_SMALL" in os.environ
    wanted = set(sys.argv[1:]) - {SMALL} or set(PARTS)
    if unknown := wanted - PARTS:
        raise SystemExit(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(sorted(PARTS))}")
    chosen = [group for group in GROUPS if wanted & set(group.names)]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the platform is stopped and removed on the way out
    if KEPT_IN in os.environ:
        table = Table()
        chosen[0].measure(table, wanted, small=small)
        return 0 if small else table.code
    with tempfile.TemporaryDirectory(prefix="prilavok-bench-lines-") as folder:
        return _each_alone(chosen, wanted, Path(folder) / "lines", small=small)


def _each_alone(groups: list[Group], wanted: set[str], lines: Path, *, small: bool) -> int:
    expected = {group.names: group.small_minutes if small else group.minutes for group in groups}
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}", flush=True)
    print(
        f"about {max(round(sum(expected.values())), 1)} minutes: "
        + ", ".join(f"{' '.join(names)} {minutes:g}" for names, minutes in expected.items()),
        flush=True,
    )
    began, broken = time.monotonic(), []
    for group in groups:
        words = sorted(wanted & set(group.names))
        if why := _alone(words, lines, expected[group.names], small=small):
            broken.append(f"{', '.join(words)}: {why}")
    rows = kept(lines)
    print(f"\n{summary(rows)}\n\n{(time.monotonic() - began) / 60:.0f} minutes", flush=True)
    for line in _verdict(rows, broken, small=small):
        print(line, flush=True)
    return int(bool(broken) or (not small and any(row[3] == "MISSED" for row in rows)))


def _alone(words: list[str], lines: Path, minutes: float, *, small: bool) -> str:
    """Measure a group in a process of its own; why it did not get to its end, or nothing."""
    before, limit_s = len(kept(lines)), max(LEAST_PATIENCE_S, PATIENCE * minutes * 60)
    env = {**os.environ, KEPT_IN: str(lines), **(SMALL_ENV if small else {})}
    command = [sys.executable, "-m", "benchmarks", *words]
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        code = process.wait(limit_s)
    except subprocess.TimeoutExpired:
        return f"not over in {limit_s:.0f} s"
    finally:
        if process.poll() is None:
            _end(process)
    rows = kept(lines)[before:]
    is_missed = not small and any(row[3] == "MISSED" for row in rows)
    return f"ended with {code}" if code != int(is_missed) or not rows else ""


def _end(process: subprocess.Popen[bytes]) -> None:
    """It is asked to go, so that its platform goes with it."""
    process.terminate()
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _verdict(rows: list[Row], broken: list[str], *, small: bool) -> Iterator[str]:
    missed = [row[0].strip() for row in rows if row[3] == "MISSED"]
    yield from (f"broken: {one}" for one in broken)
    if small:
        yield "sizes were the least: whether parts run is judged, speeds are not"
    elif missed:
        yield f"missed: {'; '.join(missed)}"
    if not broken:
        yield "every part ran to its end" if small or missed else "all figures hold"


if __name__ == "__main__":
    raise SystemExit(main())
