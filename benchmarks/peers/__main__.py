"""`python -m benchmarks.peers`: the same goods, the same load, one shop after another on one PostgreSQL, one table.

Each shop is installed into a folder that is thrown away (or kept with --keep FOLDER for the next time), filled, started
as in production on 127.0.0.1, measured while the others are stopped, and stopped. A shop that cannot be installed is
told by a sentence and left out. Sizes: --goods 10000 --seconds 10 --at-once 8 --orders 300 --hot 500 --only NAME.
"""

import argparse
import itertools
import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.peers import place as places
from benchmarks.peers.goods import GROUPS, HOT_PIECES, Good, goods, visited
from benchmarks.peers.load import Errand, Load, run
from benchmarks.peers.oscar import Oscar
from benchmarks.peers.place import CannotStart, Place, cpu_s, memory_mb
from benchmarks.peers.prilavok import Prilavok
from benchmarks.peers.shops import LINES, Shop
from benchmarks.peers.vendure import Vendure
from benchmarks.table import percentile

SHOPS: Final[tuple[Callable[[], Shop], ...]] = (Prilavok, Oscar, Vendure)
READS: Final = ("listing", "product", "search")
NEW: Final = ", every address new"
WORKS: Final = (*READS, *(name + NEW for name in READS), "add to basket", "place order")
# Reads whose addresses are all new show the making of a page; the figure to reach is of visits as buyers make them.
COUNTED: Final = (*READS, "add to basket", "place order")
WANTED: Final = 10.0
PEACE_S: Final = 1.0


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """How much is done."""

    goods: int
    seconds: float
    at_once: int
    orders: int
    hot: int


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What one work of one shop cost."""

    per_second: float
    p50_ms: float
    p99_ms: float
    shop_ms: float
    database_ms: float
    refused: int
    sample: str = ""


@dataclass(kw_only=True)
class Told:
    """All that one shop showed."""

    name: str
    version: str
    remark: str
    figures: dict[str, Figure] = field(default_factory=dict)
    memory_mb: float = 0.0
    filled_s: float = 0.0
    oversell: str = ""


def main() -> int:
    """Measure every shop that can be had; 1 when Prilavok is not ten times as fast as each in everything."""
    asked = _asked()
    sizes = Sizes(**{name: getattr(asked, name) for name in Sizes.__annotations__})
    print(f"{os.cpu_count()} cores, {platform.machine()}, {sizes.goods} goods, {sizes.at_once} at once", flush=True)
    found: list[Told] = []
    with places.place(keep=asked.keep) as place:
        for make in SHOPS:
            shop = make()
            if asked.only and shop.name not in asked.only:
                continue
            try:
                found.append(_measure(shop, place, sizes))
            except CannotStart as why:
                print(f"\n{shop.name} is left out: {why}", flush=True)
            finally:
                shop.stop()
    _print(found)
    return int(any(ratio < WANTED for work, _, ratio in _ratios(found) if work in COUNTED))


def _asked() -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="python -m benchmarks.peers", description="Prilavok beside other shops")
    words.add_argument("--goods", type=int, default=10_000)
    words.add_argument("--seconds", type=float, default=10)
    words.add_argument("--at-once", type=int, default=8)
    words.add_argument("--orders", type=int, default=300)
    words.add_argument("--hot", type=int, default=500, help="buyers for fifty pieces")
    words.add_argument("--keep", type=Path, help="a folder that keeps what was downloaded")
    words.add_argument("--only", nargs="*", help="names of shops")
    return words.parse_args()


def _measure(shop: Shop, place: Place, sizes: Sizes) -> Told:
    print(f"\n{shop.name}: installing", flush=True)
    began = time.monotonic()
    shop.install(place)
    print(f"{shop.name}: installed in {time.monotonic() - began:.0f} s, filling", flush=True)
    began = time.monotonic()
    made = goods(sizes.goods)
    shop.fill(place, made)
    told = Told(name=shop.name, version=shop.version(), remark=shop.remark, filled_s=time.monotonic() - began)
    print(f"{shop.name}: filled in {told.filled_s:.0f} s", flush=True)
    root = shop.start(place)
    for name, look, count in (
        ("listing", shop.listing, GROUPS * 8),
        ("product", shop.product, len(made)),
        ("search", shop.search, GROUPS * 8),
    ):
        visits = partial(_visit, look, count)
        _keep(told, name, _reading(shop, place, root, partial(visits, ""), sizes))
        _keep(told, name + NEW, _reading(shop, place, root, partial(visits, "&n="), sizes))
    _keep(told, "add to basket", _reading(shop, place, root, shop.add, sizes))
    told.memory_mb = memory_mb(root)
    _keep(told, "place order", _placing(shop, place, root, sizes))
    told.oversell = _oversell(shop, made, sizes)
    print(f"  {told.oversell}\n{shop.name}: {time.monotonic() - began:.0f} s in all", flush=True)
    return told


def _visit(look: Callable[[int, str], Errand], count: int, fresh: str, number: int) -> Errand:
    return look(visited(number, count), f"{fresh}{time.time_ns()}" if fresh else "")


def _keep(told: Told, name: str, figure: Figure) -> None:
    told.figures[name] = figure
    print(f"  {name:<28} {_said(figure)}", flush=True)


def _reading(shop: Shop, place: Place, root: int, errand: Callable[[int], Errand], sizes: Sizes) -> Figure:
    """Warm up for a third of the time, then measure."""
    numbers = itertools.count()
    many = (errand(number) for number in numbers)
    run(("127.0.0.1", shop.port), many, at_once=sizes.at_once, seconds=sizes.seconds / 3)
    time.sleep(PEACE_S)
    return _spent(
        place, root, lambda: run(("127.0.0.1", shop.port), many, at_once=sizes.at_once, seconds=sizes.seconds)
    )


def _placing(shop: Shop, place: Place, root: int, sizes: Sizes) -> Figure:
    """Baskets of a few lines are filled beforehand; measured is what is left until the order stands."""
    count = max(1, min(sizes.orders, (sizes.goods - 1) // LINES))
    baskets = [shop.ready_to_place(range(at * LINES, at * LINES + LINES)) for at in range(count)]
    time.sleep(PEACE_S)
    return _spent(place, root, lambda: run(("127.0.0.1", shop.port), baskets, at_once=sizes.at_once))


def _spent(place: Place, root: int, do: Callable[[], Load]) -> Figure:
    before = cpu_s(root), place.database_cpu_s()
    load = do()
    time.sleep(PEACE_S)
    shop_s, database_s = cpu_s(root) - before[0], place.database_cpu_s() - before[1]
    done = max(1, load.good + load.refused)
    return Figure(
        per_second=load.per_second,
        p50_ms=percentile(load.took_ms, 0.5),
        p99_ms=percentile(load.took_ms, 0.99),
        shop_ms=shop_s * 1000 / done,
        database_ms=database_s * 1000 / done,
        refused=load.refused,
        sample=load.sample,
    )


def _oversell(shop: Shop, made: Sequence[Good], sizes: Sizes) -> str:
    """Everybody has the last pieces in the basket and orders at once."""
    hot = len(made) - 1
    baskets = [shop.ready_to_place([hot]) for _ in range(sizes.hot)]
    load = run(("127.0.0.1", shop.port), baskets, at_once=32)
    verdict = "exact" if load.good == HOT_PIECES else "OVERSOLD" if load.good > HOT_PIECES else "fewer"
    odd = ", ".join(f"{count} x {status}" for status, count in sorted(load.odd.items()))
    return (
        f"{sizes.hot} buyers for {HOT_PIECES} pieces: {load.good} sold ({verdict}), {load.refused} told no"
        f"{f' ({odd})' if odd else ''}, {load.seconds:.1f} s"
    )


def _said(one: Figure) -> str:
    return (
        f"{one.per_second:8.0f}/s  p50 {one.p50_ms:7.1f}  p99 {one.p99_ms:7.1f} ms  CPU {one.shop_ms:6.1f} ms"
        f" + database {one.database_ms:5.1f} ms" + (f"  {one.refused} REFUSED: {one.sample}" if one.refused else "")
    )


def _ratios(found: Sequence[Told]) -> list[tuple[str, str, float]]:
    """(work, peer, how many times more of it Prilavok does a second)."""
    ours = next((one for one in found if one.name == "Prilavok"), None)
    if ours is None:
        return []
    return [
        (work, one.name, ours.figures[work].per_second / one.figures[work].per_second)
        for one in found
        if one is not ours
        for work in WORKS
        if one.figures[work].per_second
    ]


def _verdict(work: str, ratio: float) -> str:
    if work not in COUNTED:
        return ""
    return "holds" if ratio >= WANTED else f"under {WANTED:.0f} times"


def _print(found: Sequence[Told]) -> None:
    print("\n" + "-" * 118)
    for one in found:
        print(f"{one.name} ({one.version}): {one.memory_mb:.0f} MB, filled in {one.filled_s:.0f} s; {one.remark}")
    for work in WORKS:
        print(f"\n{work}")
        for one in found:
            print(f"  {one.name:<14} {_said(one.figures[work])}")
        for told, name, ratio in _ratios(found):
            if told == work:
                print(f"  {ratio:6.1f} times {name:<30} {_verdict(work, ratio)}")
    print("\nlast pieces")
    for one in found:
        print(f"  {one.name:<14} {one.oversell}")


if __name__ == "__main__":
    raise SystemExit(main())
