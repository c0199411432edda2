"""Two bases, the way to the platform, and whoever can kill its processes.

The central base owns goods and prices, the retail base stocks; both write in the dialect of the day. A broken attempt
ends wherever its trouble ends it; a whole exchange is insisted on, as a schedule of 1C insists, until it is through.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import httpx

from benchmarks.storm.books import Books, Package
from sandbox.onec.client import BITRIX, STOCK, Client, Died, ExchangeRefused
from sandbox.onec.trouble import NO_FAULTS, Faults

CENTRAL: Final = ("storm-central", "storm-central-words-1c")
RETAIL: Final = ("storm-retail", "storm-retail-words-1c")
DIALECTS: Final = ((STOCK, "2.07"), (BITRIX, "2.09"), (STOCK, "2.08"), (BITRIX, "3.1"))
PATIENCE_S: Final = 300.0
PAUSE_S: Final = 0.5
CHUNKS: Final = 12
PACKED: Final = 16  # the retail base sends archives, so many times smaller
BROKEN: Final = (Died, ExchangeRefused, httpx.HTTPError)


class NeverThrough(Exception):
    """A whole exchange was refused as long as it was insisted on."""


@dataclass
class Sky:
    """What a storm happens under. `kill` names what dies: worker, pages, intake or database."""

    books: Books
    url: str
    dice: random.Random
    let_time_pass: Callable[[], None]
    transport: Callable[[], httpx.BaseTransport | None] = lambda: None
    kill: Callable[[str], None] | None = None
    portion: int = 5_000
    pause_s: float = PAUSE_S
    day: int = 0
    usual_s: float = 1.0
    said: list[str] = field(default_factory=list)
    _written: dict[tuple[object, ...], list[Package]] = field(default_factory=dict)

    @property
    def dialect(self) -> tuple[str, str]:
        """(family, version) of the day."""
        return DIALECTS[self.day % len(DIALECTS)]

    @contextmanager
    def client(self, login: tuple[str, str], faults: Faults = NO_FAULTS, chunk: int = 0) -> Iterator[Client]:
        """A base at the exchange address."""
        family, version = self.dialect
        with Client(
            url=self.url,
            login=login[0],
            password=login[1],
            family=family,
            version=version,
            faults=faults,
            chunk=chunk,
            transport=self.transport(),
        ) as made:
            yield made

    def packages(self, login: tuple[str, str], behind_s: float = 0) -> list[Package]:
        """Everything that the base has to send; written once for one state of the books."""
        key = (login, behind_s, self.dialect, self.books.days)
        if key not in self._written:
            made = self.books.catalogue if login == CENTRAL else self.books.rests
            self._written[key] = list(made(*self.dialect, portion=self.portion, behind_s=behind_s))
        return self._written[key]

    def write(self) -> None:
        """Write beforehand what will be sent, and forget what was sent before."""
        self._written.clear()
        for login in (CENTRAL, RETAIL):
            self.packages(login)

    def whole(self, behind_s: float = 0) -> float:
        """One whole exchange of both bases; how many seconds it took without the writing."""
        ready = [(login, package) for login in (CENTRAL, RETAIL) for package in self.packages(login, behind_s)]
        began = time.monotonic()
        for login, package in ready:
            self._insist(login, package)
        self.usual_s = time.monotonic() - began
        return self.usual_s

    def attempt(self, faults: Faults = NO_FAULTS, *, behind_s: float = 0, wait: bool = True) -> None:
        """An exchange of each base that may break off anywhere."""
        for login in (CENTRAL, RETAIL):
            self.attempt_of(login, faults, behind_s=behind_s, wait=wait)

    def attempt_of(
        self, login: tuple[str, str], faults: Faults = NO_FAULTS, *, behind_s: float = 0, wait: bool = True
    ) -> None:
        """An exchange of one base that may break off anywhere."""
        packages = self.packages(login, behind_s)
        try:
            with self.client(login, faults, self.chunk_of(login, packages[0])) as client:
                for package in packages:
                    client.push(package.files, full=package.is_full, wait=wait)
        except BROKEN as end:
            self.said.append(f"{login[0]}: {end}"[:200])
        else:
            self.said.append(f"{login[0]}: went through")

    def chunk_of(self, login: tuple[str, str], package: Package) -> int:
        """A chunk so small that a package has a dozen of them, packed or not."""
        size = sum(len(body) for body in package.files.values())
        return max(1, size // CHUNKS // (PACKED if login == RETAIL else 1))

    @contextmanager
    def killing(self, what: str, within_s: float | None = None) -> Iterator[None]:
        """Something dies at a random moment of the block."""
        timer = threading.Timer(self.dice.uniform(0.05, within_s or self.usual_s), self._kill, (what,))
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    def _kill(self, what: str) -> None:
        if self.kill is not None:
            self.kill(what)

    def _insist(self, login: tuple[str, str], package: Package) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                with self.client(login) as client:
                    client.push(package.files, full=package.is_full)
            except BROKEN as refusal:
                if time.monotonic() > deadline:
                    raise NeverThrough(f"{login[0]}: {refusal}") from refusal
                self.let_time_pass()
                time.sleep(self.pause_s)
            else:
                return


def age_sessions(by_s: int = 61) -> None:
    """A minute passes: sessions and packages nobody works at are silent for so long. Needs a set-up Django."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE erp_session SET last_seen_at = last_seen_at - make_interval(secs => %s) WHERE closed_at IS NULL",
            [by_s],
        )
        cursor.execute(
            "UPDATE erp_package SET heartbeat_at = heartbeat_at - make_interval(secs => %s)"
            " WHERE state NOT IN ('queued', 'running')",
            [by_s],
        )


def age_sessions_or_reconnect() -> None:
    """A minute passes, unless the database is away just now."""
    from django.db import Error, connections

    try:
        age_sessions()
    except Error:
        connections.close_all()


def make_bases() -> None:
    """Both exchange nodes with their machine logins. Needs a set-up Django."""
    from benchmarks.storm.books import SYSTEM
    from prilavok.base.unit import unit
    from prilavok.foundation.accounts import api as accounts
    from prilavok.foundation.accounts.values import Grant
    from prilavok.partners.erp import api as erp
    from prilavok.partners.erp.values import NodeDraft

    with unit():
        for login, password in (CENTRAL, RETAIL):
            accounts.set_machine_password(login, login, password, [Grant(role="exchange_node")])
        erp.ensure_node(
            NodeDraft(code=SYSTEM, title="Storm, central", login=CENTRAL[0], orders_out=True, zip_allowed=False)
        )
        erp.ensure_node(
            NodeDraft(code=f"{SYSTEM}.retail", title="Storm, retail", login=RETAIL[0], kind="retail", namespace=SYSTEM)
        )
