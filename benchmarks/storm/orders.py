"""Orders in the storm: placed by several processes at once while the base that takes them loses, repeats and dies.

The base is the sandbox's own, with its books in SQLite: an answer is kept in one transaction, `success` comes after it
or does not come. In the end every order must be in the base once, under one id and one number, with the lines and the
total that it has on the platform.
"""

import json
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from benchmarks.stack import ROOT
from benchmarks.storm.books import SYSTEM
from benchmarks.storm.sky import BROKEN, CENTRAL, Sky
from sandbox.onec import orders as base_orders
from sandbox.onec.trouble import NO_FAULTS, Faults
from sandbox.state import Store

SETTLE_S: Final = 300.0
STALLED_S: Final = 60.0
PIECE: Final = 500
PULL_EVERY_S: Final = 0.1


class KeptAndDied(Exception):
    """The base has kept the answer and died before it could say so."""


@dataclass
class Outcome:
    """How the orders fared."""

    wanted: int
    placed: int = 0
    pulls: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """True when nothing is lost, doubled or different."""
        return self.placed == self.wanted and not (self.lost or self.doubled or self.wrong)

    def __str__(self) -> str:
        pulls = ", ".join(f"{name} {count}" for name, count in sorted(self.pulls.items()))
        examples = "; ".join([*self.lost[:2], *self.doubled[:2], *self.wrong[:2]])
        return (
            f"{self.placed} placed of {self.wanted} in {self.seconds:.0f} s; {len(self.lost)} lost, "
            f"{len(self.doubled)} doubled, {len(self.wrong)} wrong; asked: {pulls}"
            + (f"; {examples}" if examples else "")
        )


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How many orders, by which seed, and how many of them a second."""

    count: int
    seed: int
    a_second: float


class Placers:
    """Processes that place; one that dies is started again."""

    def __init__(self, pace: Pace, given: dict[str, list[int]], env: dict[str, str], folder: Path) -> None:
        count = pace.count
        processes = min(2, count)
        share = -(-count // processes)
        every_s = str(processes / pace.a_second)
        self._words = [
            [str(at), str(min(share, count - at)), str(pace.seed), str(folder / f"placed-{at}"), every_s]
            for at in range(0, count, share)
        ]
        self._given, self._env, self._folder = json.dumps(given), env, folder
        self._living: dict[int, subprocess.Popen[str]] = {}
        self.deaths = 0

    def __enter__(self) -> "Placers":
        for at in range(len(self._words)):
            self._start(at)
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._living.values():
            process.kill()
            process.wait()

    def _start(self, at: int) -> None:
        command = [sys.executable, "-m", "benchmarks.storm.place", *self._words[at]]
        log = (self._folder / "placers.log").open("a")
        process = subprocess.Popen(command, cwd=ROOT, env=self._env, stdin=subprocess.PIPE, stderr=log, text=True)
        log.close()
        if process.stdin is not None:
            process.stdin.write(self._given)
            process.stdin.close()
        self._living[at] = process

    def kill_one(self, dice: random.Random) -> None:
        """A placer dies; `tend` starts it again."""
        if self._living:
            self._living[dice.choice(sorted(self._living))].kill()

    def tend(self) -> bool:
        """Start the dead again; False when all have placed everything. Raises SystemExit when one cannot go on."""
        for at, process in list(self._living.items()):
            code = process.poll()
            if code == 0:
                del self._living[at]
            elif code is not None and code > 0:
                raise SystemExit((self._folder / "placers.log").read_text()[-3000:])
            elif code is not None:
                self.deaths += 1
                self._start(at)
        return bool(self._living)

    @property
    def placed(self) -> int:
        """How many orders were answered so far."""
        found = [Path(words[3]) for words in self._words]
        return sum(len(set(path.read_bytes().splitlines())) for path in found if path.exists())

    def answers(self) -> dict[str, dict[str, Any]]:
        """What was answered, by key; the same key must have got the same order."""
        found: dict[str, dict[str, Any]] = {}
        for words in self._words:
            for line in Path(words[3]).read_text(encoding="utf-8").splitlines():
                one = json.loads(line)
                if found.setdefault(one["key"], one) != one:
                    raise AssertionError(f"{one['key']} is two orders: {found[one['key']]} and {one}")
        return found


class Base:
    """The base that takes orders, with something wrong nearly every time."""

    def __init__(self, sky: Sky, store: Store, outcome: Outcome) -> None:
        self.sky, self.store, self.outcome = sky, store, outcome
        self._moods: tuple[tuple[str, Callable[[], None]], ...] = (
            ("good", self.pull),
            ("answer lost", lambda: self.pull(Faults(cut_answer=2))),
            ("success forgotten", lambda: self.pull(Faults(skip_success=True))),
            ("success lost", lambda: self.pull(Faults(cut_answer=3))),
            ("everything twice", lambda: self.pull(Faults(repeat=frozenset({"query", "success"})))),
            ("died before keeping", lambda: self.pull(Faults(die_after=2))),
            ("kept and died", lambda: self.pull(dies=True)),
            ("two at once", self.pull_twice),
        )

    def in_any_mood(self) -> None:
        """Ask for orders once."""
        name, do = self.sky.dice.choice(self._moods)
        self.outcome.pulls[name] += 1
        do()

    def pull(self, faults: Faults = NO_FAULTS, *, dies: bool = False) -> None:
        """checkauth, query, keep, success, or less than that."""

        def keep(body: bytes) -> None:
            base_orders.keep(self.store, body)
            if dies:
                raise KeptAndDied

        try:
            with self.sky.client(CENTRAL, faults) as client:
                client.pull_orders(keep)
        except (*BROKEN, KeptAndDied):
            return
        except base_orders.DocumentRefused as refusal:
            self.outcome.wrong.append(f"refused by the base: {refusal}")

    def pull_twice(self) -> None:
        """Two copies of the base ask at the same time and keep in the same books."""
        both = [threading.Thread(target=self.pull) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()


def storm_of_orders(
    sky: Sky,
    count: int,
    store: Store,
    placers: Placers,
    disturb: Callable[[], None],
) -> Outcome:
    """Take and disturb while placers, who have begun, place; then let the base take the rest in peace, and compare."""
    outcome = Outcome(wanted=count)
    base = Base(sky, store, outcome)
    began = time.monotonic()
    while placers.tend():
        base.in_any_mood()
        disturb()
        time.sleep(PULL_EVERY_S)
    answers = placers.answers()
    outcome.placed = len(answers)
    _take_the_rest(base, answers, store)
    outcome.seconds = time.monotonic() - began
    check(outcome, answers, store)
    return outcome


def _take_the_rest(base: Base, answers: dict[str, dict[str, Any]], store: Store) -> None:
    """Ask in peace until the base has everything and nothing new has come for a while."""
    deadline, numbers = time.monotonic() + SETTLE_S, {one["number"] for one in answers.values()}
    had, changed_at = -1, time.monotonic()
    while time.monotonic() < deadline:
        base.pull()
        known = {row["number"] for row in store.rows("SELECT number FROM site_order")}
        if numbers <= known and not _waiting():
            return
        if len(known) != had:
            had, changed_at = len(known), time.monotonic()
        if time.monotonic() - changed_at > STALLED_S:
            return
        time.sleep(0.3)


def _waiting() -> int:
    from django.db import Error, connections

    from prilavok.partners.erp import api as erp

    try:
        return len(erp.exports(state="waiting", limit=1))
    except Error:
        connections.close_all()
        return 1


def check(outcome: Outcome, answers: dict[str, dict[str, Any]], store: Store) -> None:
    """Compare every order of the platform with the books of the base. Needs a set-up Django."""
    from django.db import connections

    from prilavok.goods.pim import api as pim
    from prilavok.trade.oms import api as oms
    from prilavok.trade.oms.values import OrderFilter

    connections.close_all()
    _check_identities(outcome, answers, store)
    total = oms.find_orders(OrderFilter(page_size=1)).total_count
    if total != outcome.placed:
        outcome.doubled.append(f"the platform has {total} orders")
    lines: dict[str, list[Any]] = {}
    for line in store.rows("SELECT * FROM order_line ORDER BY number, line"):
        lines.setdefault(line["number"], []).append(line)
    totals = {row["number"]: Decimal(row["total"]) for row in store.rows("SELECT number, total FROM site_order")}
    ids = [one["order_id"] for one in answers.values()]
    for at in range(0, len(ids), PIECE):
        views = oms.orders(order_ids=ids[at : at + PIECE])
        names = pim.external_ids(
            system=SYSTEM, variant_ids=sorted({line.variant_id for view in views.values() for line in view.lines})
        )
        for view in views.values():
            ours = sorted((names[one.variant_id], one.quantity, one.unit_price.amount) for one in view.lines)
            theirs = sorted(
                (line["offer_id"], Decimal(line["quantity"]), Decimal(line["price"]))
                for line in lines.get(view.number, [])
            )
            if theirs and (ours != theirs or view.total.amount != totals[view.number]):
                outcome.wrong.append(f"{view.number}: {theirs}, on the platform {ours}")


def _check_identities(outcome: Outcome, answers: dict[str, dict[str, Any]], store: Store) -> None:
    """One number, one id, one order: in the answers and in the base."""
    numbers = Counter(one["number"] for one in answers.values())
    outcome.doubled += [f"number {number} twice" for number, count in numbers.items() if count > 1]
    orders = Counter(one["order_id"] for one in answers.values())
    outcome.doubled += [f"order {order_id} for two keys" for order_id, count in orders.items() if count > 1]
    known = {row["number"] for row in store.rows("SELECT number FROM site_order")}
    outcome.lost += sorted(numbers.keys() - known)
    outcome.doubled += [f"{number} was never placed" for number in sorted(known - numbers.keys())]
    pairs = {(row["site_id"], row["number"]) for row in store.rows("SELECT site_id, number FROM site_document")}
    for at, what in ((0, "id"), (1, "number")):
        again = Counter(pair[at] for pair in pairs)
        outcome.doubled += [f"{what} {name} of {count} orders" for name, count in again.items() if count > 1]
