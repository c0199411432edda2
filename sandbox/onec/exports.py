"""What a base sends in an exchange of the catalogue, and how it insists.

An export clears what was registered only after the site's last success, so an exchange that dies at any step is simply
done again. A portion that the site refused, or whose connection broke, is sent again from `checkauth`, as УТ 11 does.
"""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from typing import Final

import httpx

from sandbox.chain import pictures
from sandbox.onec import books, trouble
from sandbox.onec.bases import Base
from sandbox.onec.client import IMPORTED, Client, ExchangeRefused
from sandbox.onec.options import Options
from sandbox.onec.writing import Content, files_of
from sandbox.state import Row, Store, now

BUSY_PAUSE_S: Final = 3.0
AGAIN_PAUSE_S: Final = 0.5
OFFERS_PER_CARD: Final = 4
ONE_PACKAGE: Final = ("B",)


@dataclass
class Run:
    """One exchange as it goes; `twin` opens a second client of the same base."""

    store: Store
    base: Base
    run_id: int
    client: Client
    family: str
    version: str
    options: Options
    twin: Callable[[], AbstractContextManager[Client]]

    def progress(self, percent: int, summary: str) -> None:
        """What is done so far."""
        sql = "UPDATE exchange_run SET progress = ?, summary = ? WHERE id = ?"
        self.store.run(sql, (percent, summary, self.run_id))

    @property
    def clock(self) -> float:
        """The time on the clock of the base."""
        return now() - trouble.clock_shift_s(self.store, self.base.code)


def full(run: Run) -> str:
    """Everything the base owns."""
    return full_catalogue(run) if run.base.has_catalogue else full_stock(run)


def full_catalogue(run: Run) -> str:
    """Every card in portions, each a whole cycle, as УТ 11 sends a big catalogue."""
    store, portion = run.store, run.options.portion
    last, _ = books.registered(store, run.base.code, (books.PRICE, books.GOODS))
    goods = store.rows("SELECT * FROM goods ORDER BY rowid")
    groups = store.rows("SELECT * FROM goods_group ORDER BY position")
    sent_images: set[str] = set()
    for at in range(0, len(goods), portion):
        part = goods[at : at + portion]
        offers = _offers_of(store, [one["id"] for one in part])
        content = Content(
            goods=part,
            described=goods if at == 0 and run.family not in ONE_PACKAGE else (),
            offers=offers,
            prices=prices_of(store, offers),
            groups=groups if at == 0 or run.family in ONE_PACKAGE else (),
            counterparties=store.rows("SELECT * FROM customer ORDER BY guid") if at == 0 else (),
            is_full=run.family not in ONE_PACKAGE or len(goods) <= portion,
            portion=at // portion + 1,
            has_prices=True,
            at=run.clock,
        )
        images = pictures.files_for(part, skip=sent_images)
        send(run, content, images)
        sent_images |= images.keys()
        done = min(at + portion, len(goods))
        run.progress(done * 100 // len(goods), f"товаров {done} из {len(goods)}, картинок {len(sent_images)}")
    books.clear_registered(store, run.base.code, (books.PRICE, books.GOODS), last)
    return f"товаров {len(goods)}, картинок {len(sent_images)}"


def full_stock(run: Run) -> str:
    """Every warehouse and every rest, zeros included."""
    store = run.store
    last, _ = books.registered(store, run.base.code, (books.STOCK,))
    warehouses = books.warehouses(store)
    offers = store.rows("SELECT * FROM offer ORDER BY rowid")
    stock = stock_of(store, offers)
    step = run.options.portion * OFFERS_PER_CARD
    for at in range(0, len(offers), step):
        content = Content(
            offers=offers[at : at + step],
            stock=stock,
            warehouses=warehouses,
            is_full=len(offers) <= step or run.family in ONE_PACKAGE,
            portion=at // step + 1,
            has_stock=True,
            at=run.clock,
        )
        send(run, content)
        done = min(at + step, len(offers))
        run.progress(done * 100 // len(offers), f"остатки {done} из {len(offers)}")
    books.clear_registered(store, run.base.code, (books.STOCK,), last)
    return f"предложений {len(offers)}, складов {len(warehouses)}"


def changes(run: Run) -> str:
    """What was registered since the last success."""
    store, kinds = run.store, change_kinds(run.base)
    last, refs = books.registered(store, run.base.code, kinds)
    marks = ",".join("?" * len(refs))
    offers = store.rows(f"SELECT * FROM offer WHERE id IN ({marks})", refs)  # noqa: S608 - placeholders only
    content = Content(
        offers=offers,
        prices={} if run.base.has_stock else prices_of(store, offers),
        stock=stock_of(store, offers) if run.base.has_stock else {},
        has_prices=not run.base.has_stock,
        has_stock=run.base.has_stock,
        is_quick=run.options.quick,
        at=run.clock,
    )
    send(run, content)
    books.clear_registered(store, run.base.code, kinds, last)
    return f"предложений {len(offers)}"


def change_kinds(base: Base) -> tuple[str, ...]:
    """Which registered changes a base sends to the catalogue."""
    return (books.PRICE, books.GOODS) if base.has_catalogue else (books.STOCK,)


def send(run: Run, content: Content, images: dict[str, bytes] | None = None) -> None:
    """One portion of goods, prices and stock."""
    files = files_of(content, run.family, run.version)
    push(run, {**(images or {}), **files}, full=content.is_full)


def push(run: Run, whole: dict[str, bytes], *, full: bool = False) -> None:
    """One package, a whole cycle; repeated as often as the options say."""
    troubles = trouble.kept(run.store, run.base.code)
    if troubles.get("garbage"):
        torn = {name: body[: len(body) // 2] + b"<<<" for name, body in whole.items() if name.endswith(IMPORTED)}
        whole = {**whole, **torn}
    for left in reversed(range(run.options.retries + 1)):
        try:
            with _another(run, whole, is_on=bool(troubles.get("twin"))):
                run.client.push(whole, full=full, wait=run.options.wait)
        except (ExchangeRefused, httpx.HTTPError) as refusal:
            if not left:
                raise
            is_busy = isinstance(refusal, ExchangeRefused) and refusal.step == "checkauth"
            time.sleep(BUSY_PAUSE_S if is_busy else AGAIN_PAUSE_S)
        else:
            return


class _another:  # noqa: N801 - reads as a word in `with`
    """A copy of the base that sends the same at the same time; what becomes of it is its own affair."""

    def __init__(self, run: Run, files: dict[str, bytes], *, is_on: bool) -> None:
        self._thread = threading.Thread(target=self._push, args=(run, files)) if is_on else None

    def __enter__(self) -> None:
        if self._thread is not None:
            self._thread.start()

    def __exit__(self, *_: object) -> None:
        if self._thread is not None:
            self._thread.join()

    @staticmethod
    def _push(run: Run, files: dict[str, bytes]) -> None:
        with suppress(ExchangeRefused, httpx.HTTPError), run.twin() as client:
            client.push(files, wait=run.options.wait)


def _offers_of(store: Store, goods_ids: list[str]) -> list[Row]:
    marks = ",".join("?" * len(goods_ids))
    return store.rows(f"SELECT * FROM offer WHERE goods_id IN ({marks}) ORDER BY rowid", goods_ids)  # noqa: S608


def prices_of(store: Store, offers: Sequence[Row]) -> dict[str, list[tuple[str, str]]]:
    """Prices by type of every offer."""
    found: dict[str, list[tuple[str, str]]] = {}
    wanted = {offer["id"] for offer in offers}
    for row in store.rows("SELECT * FROM price"):
        if row["offer_id"] in wanted:
            found.setdefault(row["offer_id"], []).append((row["type_id"], row["amount"]))
    return found


def stock_of(store: Store, offers: Sequence[Row]) -> dict[str, list[tuple[str, int]]]:
    """Stock by warehouse of every offer."""
    found: dict[str, list[tuple[str, int]]] = {}
    wanted = {offer["id"] for offer in offers}
    for row in store.rows("SELECT * FROM stock"):
        if row["offer_id"] in wanted:
            found.setdefault(row["offer_id"], []).append((row["warehouse_id"], row["quantity"]))
    return found
