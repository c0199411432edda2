"""Whole exchanges of a base with the site, each recorded with every request and answer.

An export clears what was registered only after the site's last success, so an exchange that dies at any step is simply
done again. One exchange of a base runs at a time, as in 1C.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx

from sandbox.chain import pictures
from sandbox.faults import CUT, ERROR, GARBAGE, OFF, SLOW, fault_of
from sandbox.onec import books, orders
from sandbox.onec.bases import BASES, Base, dialect_of, exchange_url
from sandbox.onec.client import NO_FAULTS, Client, Died, ExchangeRefused, Faults, Step
from sandbox.onec.writing import Content, files_of
from sandbox.state import Row, Store, now

PORTION: Final = 500
BUSY_TRIES: Final = 4
BUSY_PAUSE_S: Final = 3.0
KINDS: Final = {
    "full": "Полная выгрузка",
    "changes": "Изменения",
    "stock": "Остатки целиком",
    "orders": "Загрузка заказов",
    "documents": "Выгрузка заказов",
}
KEPT_RUNS: Final = 400
_locks: Final = {code: threading.Lock() for code in BASES}


@dataclass
class Run:
    """One exchange as it goes."""

    store: Store
    base: Base
    run_id: int
    client: Client
    family: str
    version: str

    def progress(self, percent: int, summary: str) -> None:
        """What is done so far."""
        sql = "UPDATE exchange_run SET progress = ?, summary = ? WHERE id = ?"
        self.store.run(sql, (percent, summary, self.run_id))


def exchange(store: Store, base: Base, kind: str, faults: Faults | None = None) -> str:
    """Run an exchange; returns its state: done, failed or nothing. Waits for the base's running one."""
    with _locks[base.code]:
        if kind in {"changes", "documents"} and not _waiting(store, base, kind):
            return "nothing"
        return _run(store, base, kind, faults)


def _waiting(store: Store, base: Base, kind: str) -> bool:
    kinds = (books.ORDER,) if kind == "documents" else _change_kinds(base)
    return bool(books.registered(store, base.code, kinds)[1])


def _change_kinds(base: Base) -> tuple[str, ...]:
    return (books.PRICE, books.GOODS) if base.has_catalogue else (books.STOCK,)


def _run(store: Store, base: Base, kind: str, faults: Faults | None) -> str:
    with store.writing() as db:
        sql = "INSERT INTO exchange_run (base, kind, state, started_at) VALUES (?, ?, 'running', ?)"
        run_id = db.execute(sql, (base.code, kind, now())).lastrowid or 0
    state, words = "failed", ""
    try:
        with _client(store, base, run_id, faults) as client:
            run = Run(store, base, run_id, client, *dialect_of(store, base))
            words = _DOERS[kind](run)
            state = "done"
    except (ExchangeRefused, Died, orders.DocumentRefused, httpx.HTTPError) as error:
        words = f"{type(error).__name__}: {error}"
    finally:
        sql = "UPDATE exchange_run SET state = ?, ended_at = ?, summary = ?, progress = ? WHERE id = ?"
        store.run(sql, (state, now(), words[:500], 100 if state == "done" else 0, run_id))
        _forget_old(store, base)
    return state


def _forget_old(store: Store, base: Base) -> None:
    old = "SELECT id FROM exchange_run WHERE base = ? ORDER BY id DESC LIMIT -1 OFFSET ?"
    with store.writing() as db:
        gone = [(row["id"],) for row in db.execute(old, (base.code, KEPT_RUNS))]
        db.executemany("DELETE FROM exchange_step WHERE run_id = ?", gone)
        db.executemany("DELETE FROM exchange_run WHERE id = ?", gone)


@contextmanager
def _client(store: Store, base: Base, run_id: int, faults: Faults | None) -> Iterator[Client]:
    def log(step: Step) -> None:
        store.run(
            """INSERT INTO exchange_step (run_id, at, method, query, sent_bytes, status, answer, took_ms)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
            (run_id, now(), step.method, step.query, step.sent_bytes, step.status, step.answer, step.took_ms),
        )

    family, version = dialect_of(store, base)
    with Client(
        url=exchange_url(),
        login=base.login,
        password=base.password,
        family=family,
        version=version,
        faults=faults or switched_faults(fault_of(store, base.code)),
        on_step=log,
    ) as client:
        yield client


def switched_faults(fault: str) -> Faults:
    """What the fault switch of the start page means for a client."""
    return {
        OFF: NO_FAULTS,
        SLOW: Faults(step_delay_s=2.0),
        ERROR: Faults(die_after=3),
        CUT: Faults(cut_chunk=1),
        GARBAGE: NO_FAULTS,
    }[fault]


def _offers_of(store: Store, goods_ids: list[str]) -> list[Row]:
    marks = ",".join("?" * len(goods_ids))
    return store.rows(f"SELECT * FROM offer WHERE goods_id IN ({marks}) ORDER BY rowid", goods_ids)  # noqa: S608


def _prices_of(store: Store, offers: list[Row]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    wanted = {offer["id"] for offer in offers}
    for row in store.rows("SELECT * FROM price"):
        if row["offer_id"] in wanted:
            found.setdefault(row["offer_id"], []).append((row["type_id"], row["amount"]))
    return found


def _stock_of(store: Store, offers: list[Row]) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {}
    wanted = {offer["id"] for offer in offers}
    for row in store.rows("SELECT * FROM stock"):
        if row["offer_id"] in wanted:
            found.setdefault(row["offer_id"], []).append((row["warehouse_id"], row["quantity"]))
    return found


def _send(run: Run, content: Content, images: dict[str, bytes] | None = None) -> None:
    files = files_of(content, run.family, run.version)
    if fault_of(run.store, run.base.code) == GARBAGE:
        files = {name: body[: len(body) // 2] + b"<<<" for name, body in files.items()}
    for left in reversed(range(BUSY_TRIES)):
        try:
            run.client.push({**(images or {}), **files}, full=content.is_full)
        except ExchangeRefused as refused:
            # The site is still at work with what it got before; 1C repeats a portion some times before it gives up.
            if refused.step != "checkauth" or not left:
                raise
            time.sleep(BUSY_PAUSE_S)
        else:
            return


def _full(run: Run) -> str:
    return _full_catalogue(run) if run.base.has_catalogue else _full_stock(run)


def _full_catalogue(run: Run) -> str:
    """Every card in portions, each a whole cycle, as УТ 11 sends a big catalogue."""
    store = run.store
    last, _ = books.registered(store, run.base.code, (books.PRICE, books.GOODS))
    goods = store.rows("SELECT * FROM goods ORDER BY rowid")
    groups = store.rows("SELECT * FROM goods_group ORDER BY position")
    sent_images: set[str] = set()
    for at in range(0, len(goods), PORTION):
        part = goods[at : at + PORTION]
        offers = _offers_of(store, [one["id"] for one in part])
        content = Content(
            goods=part,
            offers=offers,
            prices=_prices_of(store, offers),
            groups=groups if at == 0 or run.family == "B" else (),
            is_full=run.family == "A" or len(goods) <= PORTION,
            first=at == 0,
            has_prices=True,
        )
        images = pictures.files_for(part, skip=sent_images)
        _send(run, content, images)
        sent_images |= images.keys()
        done = min(at + PORTION, len(goods))
        run.progress(done * 100 // len(goods), f"товаров {done} из {len(goods)}, картинок {len(sent_images)}")
    books.clear_registered(store, run.base.code, (books.PRICE, books.GOODS), last)
    return f"товаров {len(goods)}, картинок {len(sent_images)}"


def _full_stock(run: Run) -> str:
    """Every warehouse and every rest, zeros included."""
    store = run.store
    last, _ = books.registered(store, run.base.code, (books.STOCK,))
    warehouses = books.warehouses(store)
    offers = store.rows("SELECT * FROM offer ORDER BY rowid")
    stock = _stock_of(store, offers)
    step = PORTION * 4
    for at in range(0, len(offers), step):
        part = offers[at : at + step]
        whole = len(offers) <= step or run.family == "B"
        content = Content(offers=part, stock=stock, warehouses=warehouses, is_full=whole, first=at == 0, has_stock=True)
        files = files_of(content, run.family, run.version)
        run.client.push(files)
        done = min(at + step, len(offers))
        run.progress(done * 100 // len(offers), f"остатки {done} из {len(offers)}")
    books.clear_registered(store, run.base.code, (books.STOCK,), last)
    return f"предложений {len(offers)}, складов {len(warehouses)}"


def _changes(run: Run) -> str:
    store, kinds = run.store, _change_kinds(run.base)
    last, refs = books.registered(store, run.base.code, kinds)
    marks = ",".join("?" * len(refs))
    offers = store.rows(f"SELECT * FROM offer WHERE id IN ({marks})", refs)  # noqa: S608 - placeholders only
    if run.base.has_stock:
        content = Content(offers=offers, stock=_stock_of(store, offers), has_stock=True)
    else:
        content = Content(offers=offers, prices=_prices_of(store, offers), has_prices=True)
    _send(run, content)
    books.clear_registered(store, run.base.code, kinds, last)
    return f"предложений {len(offers)}"


def _orders(run: Run) -> str:
    """Take orders, and only after `success` write shipped ones off the stock: the site then knows that we know."""
    counted: list[int] = []
    run.client.pull_orders(lambda body: counted.append(orders.keep(run.store, body)))
    moved = orders.move_stock(run.store)
    return f"документов {sum(counted)}, списано по выданным {moved}"


def _documents(run: Run) -> str:
    store = run.store
    last, numbers = books.registered(store, run.base.code, (books.ORDER,))
    files = orders.order_files(store, numbers, run.version)
    run.client.push(files, kind="sale")
    books.clear_registered(store, run.base.code, (books.ORDER,), last)
    return f"документов {len(numbers)}: {', '.join(numbers[:8])}"


_DOERS: Final[dict[str, Callable[[Run], str]]] = {
    "full": _full,
    "stock": _full_stock,
    "changes": _changes,
    "orders": _orders,
    "documents": _documents,
}


def runs(store: Store, base: Base, limit: int = 30) -> list[dict[str, Any]]:
    """Exchanges of a base, the latest first."""
    found = store.rows("SELECT * FROM exchange_run WHERE base = ? ORDER BY id DESC LIMIT ?", (base.code, limit))
    return [{**dict(one), "title": KINDS[one["kind"]]} for one in found]


def steps(store: Store, run_id: int) -> list[Row]:
    """Every request of an exchange with its answer."""
    return store.rows("SELECT * FROM exchange_step WHERE run_id = ? ORDER BY id", (run_id,))


def close_interrupted(store: Store) -> None:
    """Exchanges that were running when the process died."""
    store.run("UPDATE exchange_run SET state = 'failed', summary = 'прервано' WHERE state = 'running'")
