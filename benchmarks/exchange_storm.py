"""The exchange in a storm: everything that breaks exchanges, one after the other, on a platform of its own.

After each trouble one whole exchange, then every product, variant, price and stock is compared with the books of the
bases: 0 differences are wanted. Then orders are placed while the base that takes them loses answers, forgets `success`
and dies, and processes of the platform are killed: every order must be in the base once. Somebody looks at uncached
listings all the time, as in a shop by day; what they saw during the troubles is compared with what they saw before.
Orders come at the pace of a chain's best hour.

`python -m benchmarks.exchange_storm --goods 20000 --orders 5000` is the full size; `--only line_cut_in_a_chunk` picks
troubles by name, `--rounds 3` takes each at three random places, `--seed 5` chooses the places.
"""

import argparse
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, TypeVar

from benchmarks.during_import import Buyer
from benchmarks.stack import Stack, running
from benchmarks.storm import sky as skies
from benchmarks.storm import troubles
from benchmarks.storm.books import Books, Size
from benchmarks.storm.compare import Differences, choose_prices, differences, open_stores
from benchmarks.storm.orders import Outcome, Pace, Placers, storm_of_orders
from benchmarks.table import Table, percentile
from prilavok.config.manners import halves
from sandbox.state import Store

SETTLES_S: Final = 4.0
QUIET_S: Final = 12.0
# A machine has its moods: it is looked at in peace between the troubles too, not only before them.
REST_S: Final = 1.5
BETWEEN_S: Final = 2.5
QUIET: Final = "quiet"
LISTING: Final = "/catalog/"
HASTE: Final = {"PRILAVOK_SANDBOX": "0", "PRILAVOK_RESCUE_EVERY_S": "2", "PRILAVOK_RESCUE_SILENCE_S": "6"}
DIES: Final = {
    "worker": ("prilavok.config.worker", signal.SIGKILL),
    "pages": ("prilavok.config.pages", signal.SIGKILL),
    "intake": ("prilavok.config.intake", signal.SIGKILL),
    "database": ("/bin/postgres -D", signal.SIGQUIT),  # an immediate stop: recovery from the log at the next start
}
MOST_KILLS: Final = 40
ORDERS_PER_KILL: Final = 12
RESTARTS: Final = 2
# Orders are a load of their own: pages in their storm are compared with pages while orders are placed in peace.
CALM: Final = "orders in peace"
CALM_SHARE: Final = 0.15
BEHIND: Final = 10
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """How big a storm: the defaults are what `make bench` has time for."""

    size: Size = field(default_factory=lambda: Size(goods=1_500))
    orders: int = 5_000
    orders_a_second: int = 25
    rounds: int = 1
    seed: int = 20
    portion: int = 800
    only: tuple[str, ...] = ()


class Storm:
    """One run."""

    def __init__(self, stack: Stack, wanted: Wanted) -> None:
        self.stack, self.wanted = stack, wanted
        self.killed: dict[str, int] = {}
        self.spells: list[tuple[str, float, float]] = []
        stack.setup_django()
        skies.make_bases()
        self.sky = skies.Sky(
            books=Books(wanted.size),
            url=f"{stack.pages}/1c/exchange/",
            dice=random.Random(wanted.seed),
            let_time_pass=skies.age_sessions_or_reconnect,
            kill=self.kill,
            portion=wanted.portion,
        )

    def kill(self, what: str) -> None:
        """A process of the platform dies; the supervisor starts it again."""
        words, number = DIES[what]
        if living := self.stack.pids(words):
            with suppress(ProcessLookupError):
                os.kill(self.sky.dice.choice(living), number)
            self.killed[what] = self.killed.get(what, 0) + 1

    def begin(self) -> Differences:
        """The first whole exchange; then the shops open."""
        seconds = self.sky.whole()
        choose_prices()
        open_stores()
        _say(f"first whole exchange: {seconds:.1f} s")
        return self.compare()

    def compare(self) -> Differences:
        """The platform against the books; the database may have just come back."""
        from django.db import Error, connections

        for left in reversed(range(30)):
            connections.close_all()
            try:
                return differences(self.sky.books)
            except Error:
                if not left:
                    raise
                time.sleep(1)
        raise AssertionError("not reached")

    def trouble(self, number: int, trouble: troubles.Trouble) -> Differences:
        """A day of changes, a broken exchange, more changes, a whole exchange, a comparison."""
        sky = self.sky
        sky.day, sky.said = number, []
        sky.books.change(self.wanted.seed * 1000 + number)
        when = "kills" if trouble in troubles.KILLS else "line"
        sky.write()
        self._watched(when, lambda: trouble(sky))
        sky.books.change(self.wanted.seed * 2000 + number, share=0.05)
        sky.write()
        self._watched(when, sky.whole)
        seconds = sky.usual_s
        found = self.compare()
        name, dialect = troubles.title_of(trouble), " ".join(sky.dialect)
        _say(f"{name:<30} {dialect:<7} whole again in {seconds:5.1f} s: {found}   [{'; '.join(sky.said)[:160]}]")
        self.quiet(REST_S, BETWEEN_S)
        return found

    def orders(self) -> Outcome:
        """Orders placed and taken in the storm."""
        from django.db import connections

        from prilavok.goods.pim import api as pim
        from prilavok.goods.stock import api as stock

        books, count = self.sky.books, self.wanted.orders
        self.sky.day = 0
        plenty = [one["id"] for one in books.offers[: books.size.plenty * books.size.variants]]
        variants = pim.variant_ids(system="erp.storm", external_ids=plenty)
        given = {
            "stores": sorted(int(one) for one in stock.locations()),
            "variants": sorted(map(int, variants.values())),
        }
        connections.close_all()
        folder = self.stack.var / "storm"
        folder.mkdir(exist_ok=True)
        env = {**os.environ, "DATABASE_URL": self.stack.database_url}
        pace = Pace(count=count, seed=self.wanted.seed, a_second=self.wanted.orders_a_second)
        placers = Placers(pace, given, env, folder)
        plan = self._plan(count)

        def disturb() -> None:
            self.sky.let_time_pass()
            if plan and placers.placed >= plan[0][0]:
                what = plan.pop(0)[1]
                if what == "placer":
                    placers.kill_one(self.sky.dice)
                else:
                    self.kill(what)

        base = Store(folder / "base.db")
        with placers:
            self._watched(CALM, lambda: _wait_for(placers, int(count * CALM_SHARE)))
            outcome = self._watched("orders", lambda: storm_of_orders(self.sky, count, base, placers, disturb))
        outcome.pulls["placers killed"] = placers.deaths
        return outcome

    def _plan(self, count: int) -> list[tuple[int, str]]:
        """After how many orders what dies."""
        kills = max(4, min(MOST_KILLS, count // ORDERS_PER_KILL))
        kinds = [self.sky.dice.choice(("worker", "pages", "intake", "placer")) for _ in range(kills)]
        plan = [(count * (at + 1) // (kills + 1), what) for at, what in enumerate(kinds)]
        return sorted([*plan, *((count * (at + 1) // (RESTARTS + 1), "database") for at in range(RESTARTS))])

    @property
    def listing(self) -> str:
        """An uncached page with goods."""
        if not hasattr(self, "_listing"):
            from benchmarks import pages

            self._listing = pages.paths()[0]
        return self._listing

    def _watched(self, when: str, do: Callable[[], T]) -> T:
        """Do it in a thread that keeps away from the pages, because 1C has a machine of its own; note when it was."""
        with ThreadPoolExecutor(1, initializer=_keep_away) as away:
            began = time.time()
            done = away.submit(do).result()
            self.spells.append((when, began, time.time()))
        return done

    def quiet(self, after_s: float = SETTLES_S, seconds: float = QUIET_S) -> None:
        """Somebody looks, and nothing else happens."""
        time.sleep(after_s)
        self._watched(QUIET, lambda: time.sleep(seconds))


def measure(stack: Stack, table: Table, wanted: Wanted | None = None) -> None:
    """The storm as lines of the benchmark's table."""
    wanted = wanted or Wanted()
    storm = Storm(stack, wanted)
    first = storm.begin()
    with Buyer(stack, storm.listing) as buyer:
        storm.quiet()
        _measure(storm, table, first)
    _say_pages(table, storm.spells, buyer)


def _measure(storm: Storm, table: Table, first: Differences) -> None:
    wanted = storm.wanted
    size = f"{wanted.size.goods} goods, {wanted.size.goods * wanted.size.variants} offers"
    found: dict[str, Differences] = {"a calm whole exchange": first}
    chosen = [one for one in (*troubles.PROTOCOL, *troubles.KILLS) if not wanted.only or one.__name__ in wanted.only]
    for round_ in range(wanted.rounds):
        for at, trouble in enumerate(chosen):
            found[f"{troubles.title_of(trouble)} {round_ + 1}"] = storm.trouble(
                round_ * len(chosen) + at + round_, trouble
            )
    bad = {name: one for name, one in found.items() if one.total}
    table.add(
        f"storm: {len(found)} troubles, {size}",
        f"{sum(one.total for one in found.values())} differences of {sum(one.compared for one in found.values())}, "
        f"killed {storm.killed or 'nobody'}" + "".join(f"; {name}: {one}" for name, one in bad.items()),
        "0 differences",
        holds=not bad,
    )
    if wanted.orders:
        outcome = storm.orders()
        table.add(f"storm: {wanted.orders} orders", str(outcome), "0 lost, 0 doubled", holds=outcome.holds)


def _say_pages(table: Table, spells: Sequence[tuple[str, float, float]], buyer: Buyer) -> None:
    took: dict[str, list[float]] = {}
    cut = 0
    for at, seconds in buyer.looks:
        if when := next((name for name, began, ended in spells if began <= at <= ended), ""):
            cut += seconds is None
            took.setdefault(when, []).extend([] if seconds is None else [seconds])
    broken = [*took.get("line", []), *took.get("kills", [])]
    _compare_pages(table, "storm: listing p95, quiet -> exchanges that break", took.get(QUIET, []), broken)
    name = "storm: listing p95, orders in peace -> in the storm"
    _compare_pages(table, name, took.get(CALM, []), took.get("orders", []))
    parts = {name: percentile(seen, 0.95) * 1000 for name, seen in took.items() if seen}
    _say(f"{cut} looks cut by kills; p95 of {', '.join(f'{name} {ms:.1f}' for name, ms in parts.items())}")


def _compare_pages(table: Table, name: str, usual: list[float], then: list[float]) -> None:
    if not usual or not then:
        return
    before, during = (percentile(seen, 0.95) * 1000 for seen in (usual, then))
    table.add(
        name,
        f"{before:.1f} -> {during:.1f} ms ({during / before:.2f} times, {len(then)} pages)",
        "at most 1.2 times",
        holds=during <= before * 1.2,
    )


def _wait_for(placers: Placers, placed: int) -> None:
    while placers.tend() and placers.placed < placed:
        time.sleep(0.2)


def _keep_away() -> None:
    """This thread behind everything else, and off the core that is kept for pages."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), BEHIND)
    os.sched_setaffinity(0, halves(os.sched_getaffinity(0))[1])


def _say(words: str) -> None:
    print(f"  {words}", flush=True)


def main() -> int:
    """The storm alone, at any size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    usual = Wanted()
    for name, value in (
        ("goods", 20_000),
        ("variants", 2),
        ("stores", 5),
        ("orders", usual.orders),
        ("portion", 5_000),
    ):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--rounds", type=int, default=usual.rounds)
    parser.add_argument("--seed", type=int, default=usual.seed)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--port", type=int, default=8900, help="the first of the ports it takes")
    said = parser.parse_args()
    wanted = Wanted(
        size=Size(goods=said.goods, variants=said.variants, stores=said.stores, plenty=min(100, said.goods)),
        orders=said.orders,
        rounds=said.rounds,
        seed=said.seed,
        portion=said.portion,
        only=tuple(said.only),
    )
    table = Table()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the platform is stopped and removed on the way out
    with running(more=HASTE, ports=_ports(said.port)) as stack:
        measure(stack, table, wanted)
    return int(any(row[3] == "MISSED" for row in table.rows))


def _ports(first: int) -> dict[str, int]:
    names = ("PRILAVOK_PORT", "PRILAVOK_LIVE_PORT", "PRILAVOK_SANDBOX_PORT", "PRILAVOK_SANDBOX_SMTP_PORT")
    return {name: first + at for at, name in enumerate((*names, "PRILAVOK_PG_PORT"))}


if __name__ == "__main__":
    sys.exit(main())
