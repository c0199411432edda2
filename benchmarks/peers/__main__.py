"""`python -m benchmarks.peers`: the same goods, the same load, the shops by turns on one PostgreSQL, one table.

Each shop is installed into a folder that is thrown away (or kept with --keep FOLDER for the next time), filled and
started as in production on 127.0.0.1. Whoever is not being measured is stopped by SIGSTOP and costs nothing. Each work
is done by one shop after another and once more in the opposite order, half of the time each: machines change their
speed within minutes, and what is compared lies seconds apart. A shop that cannot be installed is told by a sentence and
left out. Sizes: --goods 10000 --seconds 10 --at-once 8 --orders 400 --hot 500 --only NAME.
"""

import argparse
import itertools
import os
import platform
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.peers import place as places
from benchmarks.peers.goods import GROUPS, HOT_PIECES, Good, goods, visited
from benchmarks.peers.load import Errand, Load, run
from benchmarks.peers.oscar import Oscar
from benchmarks.peers.place import CannotStart, Place, at_work, cpu_s, memory_mb, until_idle
from benchmarks.peers.prilavok import Prilavok
from benchmarks.peers.shops import LINES, Shop
from benchmarks.peers.vendure import Vendure
from benchmarks.table import percentile

SHOPS: Final[tuple[Callable[[], Shop], ...]] = (Prilavok, Oscar, Vendure)
READS: Final = ("listing", "product", "search")
NEW: Final = ", every address new"
ORDERS: Final = "place order"
WORKS: Final = (*READS, *(name + NEW for name in READS), "add to basket", ORDERS)
# Reads whose addresses are all new show the making of a page; the figure to reach is of visits as buyers make them.
WRITES: Final = ("add to basket", ORDERS)
COUNTED: Final = (*READS, "add to basket", ORDERS)
WANTED: Final = 10.0
PEACE_S: Final = 1.0
# Of the orders of a turn one of so many is placed before, unmeasured, as pages are visited before.
WARM: Final = 4
TURNS: Final = 2
# What follows an order or a line may wait for more of them before it is done together.
FOLLOWED_S: Final = 4.0
# Visits are numbered; no turn makes so many.
MOST_A_TURN: Final = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """How much is done."""

    goods: int
    seconds: float
    at_once: int
    orders: int
    hot: int


@dataclass(kw_only=True)
class Figure:
    """What one work of one shop cost, over all its turns."""

    seconds: float = 0.0
    took_ms: list[float] = field(default_factory=list)
    good: int = 0
    refused: int = 0
    shop_s: float = 0.0
    database_s: float = 0.0
    sample: str = ""

    @property
    def per_second(self) -> float:
        """Good errands a second."""
        return self.good / self.seconds if self.seconds else 0.0

    @property
    def done(self) -> int:
        """Errands of any end, at least one."""
        return max(1, self.good + self.refused)

    def add(self, load: Load) -> None:
        """One turn more."""
        self.seconds += load.seconds
        self.took_ms += load.took_ms
        self.good += load.good
        self.refused += load.refused
        self.sample = self.sample or load.sample


@dataclass(kw_only=True)
class Told:
    """All that one shop showed."""

    shop: Shop
    root: int = 0
    figures: dict[str, Figure] = field(default_factory=lambda: {work: Figure() for work in WORKS})
    memory_mb: float = 0.0
    filled_s: float = 0.0
    oversell: str = ""

    @property
    def name(self) -> str:
        """The shop's."""
        return self.shop.name


def main() -> int:
    """Measure every shop that can be had; 1 when Prilavok is not ten times as fast as each in everything."""
    asked = _asked()
    sizes = Sizes(**{name: getattr(asked, name) for name in Sizes.__annotations__})
    print(f"{os.cpu_count()} cores, {platform.machine()}, {sizes.goods} goods, {sizes.at_once} at once", flush=True)
    found: list[Told] = []
    with places.place(keep=asked.keep) as place, ExitStack() as ends:
        made = goods(sizes.goods)
        for make in SHOPS:
            shop = make()
            if asked.only and shop.name not in asked.only:
                continue
            ends.callback(_end, shop, found)
            try:
                found.append(_ready(shop, place, made))
            except CannotStart as why:
                print(f"\n{shop.name} is left out: {why}", flush=True)
        for work in WORKS:
            print(f"\n{work}", flush=True)
            for turn, told in [*((0, one) for one in found), *((1, one) for one in reversed(found))]:
                with at_work(told.root):
                    _do(told, place, work, turn, sizes)
        for told in found:
            with at_work(told.root):
                told.memory_mb = memory_mb(told.root)
                told.oversell = _oversell(told.shop, made, sizes)
    _print(found)
    return int(any(ratio < WANTED for work, _, ratio in _ratios(found) if work in COUNTED))


def _asked() -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="python -m benchmarks.peers", description="Prilavok beside other shops")
    words.add_argument("--goods", type=int, default=10_000)
    words.add_argument("--seconds", type=float, default=10)
    words.add_argument("--at-once", type=int, default=8)
    words.add_argument("--orders", type=int, default=400)
    words.add_argument("--hot", type=int, default=500, help="buyers for fifty pieces")
    words.add_argument("--keep", type=Path, help="a folder that keeps what was downloaded")
    words.add_argument("--only", nargs="*", help="names of shops")
    return words.parse_args()


def _ready(shop: Shop, place: Place, made: Sequence[Good]) -> Told:
    """Install, fill, start, and let it rest. Raises CannotStart."""
    told = Told(shop=shop)
    began = time.monotonic()
    shop.install(place)
    print(f"\n{shop.name}: installed in {time.monotonic() - began:.0f} s", flush=True)
    began = time.monotonic()
    shop.fill(place, made)
    told.filled_s = time.monotonic() - began
    print(f"{shop.name}: filled in {told.filled_s:.0f} s", flush=True)
    told.root = shop.start(place)
    until_idle(told.root)
    places.rest(told.root)
    return told


def _end(shop: Shop, found: Sequence[Told]) -> None:
    """A shop at rest hears nothing: wake it first."""
    for told in found:
        if told.shop is shop:
            places.wake(told.root)
    shop.stop()


def _do(told: Told, place: Place, work: str, turn: int, sizes: Sizes) -> None:
    """One turn of a work; what was asked in the first turn is not asked again where that would make it easier."""
    shop, at = told.shop, ("127.0.0.1", told.shop.port)
    if work == ORDERS:
        each = max(2, min(sizes.orders, (sizes.goods - 1) // LINES) // TURNS)
        firsts = range(turn * each * LINES, (turn + 1) * each * LINES, LINES)
        baskets = [shop.ready_to_place(range(first, first + LINES)) for first in firsts]
        warm = each // WARM
        run(at, baskets[:warm], at_once=sizes.at_once)
        del baskets[:warm]
        until_idle(told.root, FOLLOWED_S)
        figure = _spent(told, place, work, lambda: run(at, baskets, at_once=sizes.at_once))
    else:
        looks = {"listing": shop.listing, "product": shop.product, "search": shop.search}
        counts = {"listing": GROUPS * 8, "product": sizes.goods, "search": GROUPS * 8}
        name = work.removesuffix(NEW)
        fresh = "&n=" if work != name else ""
        visits = partial(_visit, looks[name], counts[name], fresh) if name in looks else shop.add
        many = (visits(number) for number in itertools.count(turn * MOST_A_TURN))
        seconds = sizes.seconds / TURNS
        run(at, many, at_once=sizes.at_once, seconds=seconds / 2)
        time.sleep(PEACE_S)
        figure = _spent(told, place, work, lambda: run(at, many, at_once=sizes.at_once, seconds=seconds))
    print(f"  {told.name:<14} {_said(figure)}", flush=True)


def _visit(look: Callable[[int, str], Errand], count: int, fresh: str, number: int) -> Errand:
    return look(visited(number, count), f"{fresh}{time.time_ns()}" if fresh else "")


def _spent(told: Told, place: Place, work: str, do: Callable[[], Load]) -> Figure:
    """Do it, wait until all that it entails is done, and add what both cost; how it stands after this turn."""
    figure = told.figures[work]
    before = cpu_s(told.root), place.database_cpu_s()
    figure.add(do())
    until_idle(told.root, FOLLOWED_S if work in WRITES else PEACE_S)
    figure.shop_s += cpu_s(told.root) - before[0]
    figure.database_s += place.database_cpu_s() - before[1]
    return figure


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
    shop_ms, database_ms = one.shop_s * 1000 / one.done, one.database_s * 1000 / one.done
    return (
        f"{one.per_second:8.0f}/s  p50 {percentile(one.took_ms, 0.5):7.1f}  p99 {percentile(one.took_ms, 0.99):7.1f} ms"
        f"  CPU {shop_ms:6.1f} ms + database {database_ms:5.1f} ms"
        + (f"  {one.refused} REFUSED: {one.sample}" if one.refused else "")
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
        shop = one.shop
        print(f"{one.name} ({shop.version()}): {one.memory_mb:.0f} MB, filled in {one.filled_s:.0f} s; {shop.remark}")
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
