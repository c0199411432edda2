"""Placing orders over HTTP: eight buyers at once, three lines each; and a thousand buyers for fifty pieces.

The measured request is the one that places: the checkout form with its key. Baskets are filled beforehand through the
door of oms, so that the figure is of placing alone.
"""

import http.client
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode, urlsplit

from benchmarks.stack import Stack
from benchmarks.table import Table, percentile

BUYERS = 8
ORDERS = 400
LINES = 3
HOT_PIECES = 50
HOT_BUYERS = 1000


@dataclass(frozen=True)
class Ready:
    """A filled basket waiting for its buyer."""

    token: str
    store: int
    total: Decimal
    number: int


def _fill(count: int, choose: Any) -> list[Ready]:
    from prilavok.base.ids import new_token
    from prilavok.base.unit import unit
    from prilavok.trade.oms import api as oms

    ready = []
    for number in range(count):
        token, (store, wants) = new_token(), choose()
        with unit():
            for variant_id in wants:
                oms.set_line(token=token, variant_id=variant_id, quantity=Decimal(1))
        ready.append(Ready(token=token, store=store, total=oms.review_basket(token).total.amount, number=number))
    return ready


def _stocked(seed: int = 7) -> tuple[list[int], dict[int, list[int]]]:
    """Stores, and per store the variants that can be sold there."""
    from prilavok.goods.pim import api as pim
    from prilavok.goods.pricing import api as pricing
    from prilavok.goods.stock import api as stock

    stores = [card.location_id for card in stock.locations().values() if card.is_pickup and card.is_active]
    products = pim.cards(product_ids=pim.all_product_ids(after=0, limit=3000))
    variants = [variant.variant_id for card in products.values() for variant in card.variants]
    priced = set(pricing.prices(variant_ids=variants))
    free = stock.availability(variant_ids=[one for one in variants if one in priced], location_ids=stores)
    found: dict[int, list[int]] = {}
    for variant_id, places in free.items():
        for store, balance in places.items():
            if balance.available >= 3:
                found.setdefault(store, []).append(variant_id)
    for here in found.values():
        random.Random(seed).shuffle(here)
    return [store for store in stores if len(found.get(store, [])) >= LINES], found


def _place(stack: Stack, basket: Ready, took: list[float], answers: list[int]) -> None:
    address = urlsplit(stack.pages)
    connection = _connection(address.hostname or "", address.port or 80)
    form = {
        "key": f"bench-{basket.token}",
        "name": "Анна Петрова",
        "phone": f"+7916{basket.number:07d}",
        "email": "",
        "comment": "",
        "store": basket.store,
        "total": basket.total,
    }
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"basket={basket.token}",
        "Origin": stack.pages,
        "Sec-Fetch-Site": "same-origin",
    }
    began = time.perf_counter()
    connection.request("POST", "/checkout/", body=urlencode(form), headers=headers)
    answer = connection.getresponse()
    answer.read()
    took.append(time.perf_counter() - began)
    answers.append(answer.status)


_local = threading.local()


def _connection(host: str, port: int) -> http.client.HTTPConnection:
    if not hasattr(_local, "connection"):
        _local.connection = http.client.HTTPConnection(host, port, timeout=60)
    return _local.connection  # type: ignore[no-any-return]


def _run(stack: Stack, baskets: list[Ready], at_once: int) -> tuple[float, list[float], list[int]]:
    took: list[float] = []
    answers: list[int] = []
    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(lambda basket: _place(stack, basket, took, answers), baskets))
    return time.perf_counter() - began, took, answers


def measure(stack: Stack, table: Table, count: int = ORDERS, hot_buyers: int = HOT_BUYERS) -> None:
    """Orders per second, and the hot good."""
    stores, found = _stocked()
    cursor = dict.fromkeys(stores, 0)
    turns = iter(range(10**9))

    def choose() -> tuple[int, list[int]]:
        store = stores[next(turns) % len(stores)]
        here = found[store]
        at = cursor[store] = (cursor[store] + LINES) % (len(here) - LINES)
        return store, here[at : at + LINES]

    _run(stack, _fill(BUYERS * 2, choose), BUYERS)
    baskets, cpu = _fill(count, choose), stack.cpu_s()
    seconds, took, answers = _run(stack, baskets, BUYERS)
    placed = sum(status == 303 for status in answers)
    rate, p95 = placed / seconds, percentile(took, 0.95) * 1000
    table.add(
        f"placing an order: {BUYERS} at once, {LINES} lines",
        f"{rate:.0f} orders/s, p50 {percentile(took, 0.5) * 1000:.0f} p95 {p95:.0f} p99 "
        f"{percentile(took, 0.99) * 1000:.0f} ms, {(stack.cpu_s() - cpu) * 1000 / max(1, placed):.0f} ms CPU",
        ">= 40/s, p95 < 400 ms",
        holds=rate >= 40 and p95 < 400 and placed == len(baskets),
    )
    _hot_good(stack, table, (stores[0], found[stores[0]][-1]), hot_buyers)


def _hot_good(stack: Stack, table: Table, hot: tuple[int, int], buyers: int) -> None:
    from prilavok.base.unit import unit
    from prilavok.goods.stock import api as stock
    from prilavok.goods.stock.values import LocationId, SnapshotRow, VariantId

    store, variant_id = hot
    with unit():
        row = SnapshotRow(variant_id=variant_id, location_id=store, quantity=Decimal(HOT_PIECES))
        stock.apply_snapshot(source="bench", rows=[row], meaning="physical")

    def free() -> Decimal:
        found = stock.availability(variant_ids=[VariantId(variant_id)], location_ids=[LocationId(store)])
        return found[VariantId(variant_id)][LocationId(store)].available

    before = int(free())
    baskets = _fill(buyers, lambda: (store, [variant_id]))
    seconds, took, answers = _run(stack, baskets, 32)
    sold = sum(status == 303 for status in answers)
    refused = sum(status == 409 for status in answers)
    table.add(
        f"{buyers} buyers for {before} pieces",
        f"{sold} sold, {refused} told so, {int(free())} left, {seconds:.1f} s, p99 {percentile(took, 0.99):.2f} s",
        f"exactly {before} sold",
        holds=sold == before and sold + refused == buyers and free() == 0,
    )
