"""A full catalogue through the real exchange address: offers a second, peak memory, and what the second time writes.

The clock runs from `checkauth` to the last `success`, sending included. An offer comes with its prices and a stock in
every store.
"""

import base64
import http.client
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from benchmarks import generate
from benchmarks.generate import Made
from benchmarks.stack import Stack
from benchmarks.table import Table

LOGIN, PASSWORD = "bench-1c", "bench-1c-secret-words"
CHUNK = 2 * 1024 * 1024
WANTED_PER_S, WANTED_MB = 1500, 250


@dataclass
class Client:
    """A stock 1C that sends a package."""

    pages: str
    cookie: str = ""

    def ask(self, query: str, body: bytes | None = None) -> str:
        """One request."""
        address = urlsplit(self.pages)
        connection = http.client.HTTPConnection(address.hostname or "", address.port or 80, timeout=120)
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if "checkauth" in query:
            headers["Authorization"] = "Basic " + base64.b64encode(f"{LOGIN}:{PASSWORD}".encode()).decode()
        connection.request("GET" if body is None else "POST", f"/1c/exchange/?{query}", body, headers)
        answer = connection.getresponse().read().decode()
        connection.close()
        return answer

    def send(self, files: dict[str, Callable[[], Iterator[bytes]]]) -> None:
        """A whole cycle: all files in pieces, then every import until it is over."""
        lines = self._good("type=catalog&mode=checkauth").split("\n")
        self.cookie = f"{lines[1]}={lines[2]}"
        self.ask("type=catalog&mode=init")
        for name, made in files.items():
            for piece in _pieces(made()):
                self._good(f"type=catalog&mode=file&filename={quote(name)}", piece)
        for name in files:
            query = f"type=catalog&mode=import&filename={quote(name)}"
            while (answer := self.ask(query)).startswith("progress"):
                pass
            if not answer.startswith("success"):
                raise SystemExit(answer)

    def _good(self, query: str, body: bytes | None = None) -> str:
        answer = self.ask(query, body)
        if not answer.startswith("success"):
            raise SystemExit(f"{query}: {answer}")
        return answer


def _pieces(stream: Iterator[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for part in stream:
        held += part
        if len(held) >= CHUNK:
            yield bytes(held[:CHUNK])
            del held[:CHUNK]
    if held:
        yield bytes(held)


class Peak:
    """Watches the largest resident size of the platform's Python processes while a block runs."""

    def __init__(self, read: Callable[[], float]) -> None:
        self._read = read
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.mb = 0.0

    def __enter__(self) -> "Peak":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.25):
            self.mb = max(self.mb, self._read())


def make_node() -> None:
    """The exchange node of the bench."""
    from prilavok.base.unit import unit
    from prilavok.foundation.accounts import api as accounts
    from prilavok.foundation.accounts.values import Grant
    from prilavok.partners.erp import api as erp
    from prilavok.partners.erp.values import NodeDraft

    with unit():
        accounts.set_machine_password(LOGIN, "Bench", PASSWORD, [Grant(role="exchange_node")])
        erp.ensure_node(NodeDraft(code="erp.bench", title="Bench", login=LOGIN))


def written() -> int:
    """Rows of goods, prices and stocks that the last package wrote."""
    from prilavok.partners.erp import api as erp
    from prilavok.partners.erp.values import PackageFilter

    counts = erp.packages(PackageFilter(node_code="erp.bench")).packages[0].counts
    return sum(numbers.get(name, 0) for numbers in counts.values() for name in ("created", "changed", "removed"))


def push(pages: str, made: Made) -> float:
    """Send a whole package, made beforehand; how many seconds it took."""
    catalogue, offers = list(_pieces(generate.catalogue(made))), list(_pieces(generate.offers(made)))
    began = time.perf_counter()
    Client(pages).send({"import0_1.xml": lambda: iter(catalogue), "offers0_1.xml": lambda: iter(offers)})
    return time.perf_counter() - began


def measure(stack: Stack, table: Table, made: Made | None = None) -> None:
    """The first time, the same again, and prices and stocks changed."""
    made = made or Made()
    stack.setup_django()
    make_node()
    with Peak(lambda: stack.rss_mb(only="python")) as peak:
        first = push(stack.pages, made)
    wrote = written()
    table.add(
        f"catalogue import, {made.products} offers x {made.stores} stores x 2 prices",
        f"{made.products / first:.0f} offers/s ({first:.1f} s, {wrote} rows), peak {peak.mb:.0f} MB",
        f">= {WANTED_PER_S} offers/s, < {WANTED_MB} MB",
        holds=made.products / first >= WANTED_PER_S and peak.mb < WANTED_MB,
    )
    again = push(stack.pages, made)
    wrote = written()
    table.add(
        "  the same package again",
        f"{made.products / again:.0f} offers/s, {wrote} rows written",
        "0 rows",
        holds=not wrote,
    )
    turned = push(stack.pages, Made(products=made.products, stores=made.stores, seed=made.seed, turn=1))
    table.add("  every price and stock changed", f"{made.products / turned:.0f} offers/s, {written()} rows written")
