"""A stock change in 1C until the product page shows it: seconds after the import call has returned."""

import time
import urllib.request
from decimal import Decimal

from benchmarks.stack import Stack
from benchmarks.table import Table, percentile

ROUNDS = 15


def _page(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own loopback address
        return str(answer.read().decode())


def measure(stack: Stack, table: Table, push: "Push") -> None:
    """Push a new quantity through the exchange, ask the page until it shows it."""
    waits = []
    for number in range(ROUNDS):
        quantity = Decimal(101 + number * 7)
        address, shown = push(quantity)
        began = time.perf_counter()
        while shown not in _page(f"{stack.pages}{address}"):
            if time.perf_counter() - began > 30:
                break
            time.sleep(0.05)
        waits.append(time.perf_counter() - began)
    worst = max(waits)
    table.add(
        "stock change in 1C -> product page",
        f"p50 {percentile(waits, 0.5):.2f} s, worst of {ROUNDS} {worst:.2f} s",
        "< 2 s after the import",
        holds=worst < 2,
    )


class Push:
    """Sends one quantity through the exchange; returns the page's address and what it must show then."""

    def __call__(self, quantity: Decimal) -> tuple[str, str]:  # pragma: no cover - a protocol
        raise NotImplementedError
