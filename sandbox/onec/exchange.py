"""Whole exchanges of a base with the site, each recorded with every request and answer.

An export clears what was registered only after the site's last success, so an exchange that dies at any step is simply
done again. One exchange of a base runs at a time, as in 1C.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

import httpx

from sandbox.onec import books, dealings, documents, exports, orders, pictures, plain, trouble
from sandbox.onec.bases import BASES, Base, dialect_of, exchange_url
from sandbox.onec.client import Client, Died, ExchangeRefused, Step
from sandbox.onec.exports import Run
from sandbox.onec.options import options_of
from sandbox.onec.trouble import Faults
from sandbox.state import Row, Store, now

KINDS: Final = {
    "full": "Полная выгрузка",
    "changes": "Изменения",
    "stock": "Остатки целиком",
    "orders": "Загрузка заказов",
    "documents": "Выгрузка заказов",
    "receipts": "Чеки магазинов",
    "plans": "Поступления, курсы, клиенты",
    "customers": "Исправления клиентов",
    "enrichment": "Обогащение с сайта",
    "prices": "Цены с сайта",
    "pictures": "Снимок для сверки",
    "requests": "Запросы сайта",
}
# What is registered for an exchange of changes; without it there is nothing to send.
REGISTERED: Final = {
    "documents": (books.ORDER,),
    "receipts": (dealings.RECEIPT,),
    "plans": (dealings.ARRIVAL, dealings.RATE, dealings.CUSTOMER),
}
KEPT_RUNS: Final = 400
_locks: Final = {code: threading.Lock() for code in BASES}


def exchange(store: Store, base: Base, kind: str, faults: Faults | None = None) -> str:
    """Run an exchange; returns its state: done, failed or nothing. Waits for the base's running one."""
    with _locks[base.code]:
        if not _waiting(store, base, kind):
            return "nothing"
        return _run(store, base, kind, faults)


def _waiting(store: Store, base: Base, kind: str) -> bool:
    kinds = exports.change_kinds(base) if kind == "changes" else REGISTERED.get(kind)
    return kinds is None or bool(books.registered(store, base.code, kinds)[1])


def _run(store: Store, base: Base, kind: str, faults: Faults | None) -> str:
    with store.writing() as db:
        sql = "INSERT INTO exchange_run (base, kind, state, started_at) VALUES (?, ?, 'running', ?)"
        run_id = db.execute(sql, (base.code, kind, now())).lastrowid or 0
    state, words = "failed", ""
    try:
        with _client(store, base, run_id, faults) as client:
            twin = partial(_client, store, base, run_id, trouble.NO_FAULTS)
            run = Run(store, base, run_id, client, *dialect_of(store, base), options_of(store, base), twin)
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
        faults=trouble.faults_of(trouble.kept(store, base.code)) if faults is None else faults,
        chunk=options_of(store, base).chunk,
        on_step=log,
    ) as client:
        yield client


def _orders(run: Run) -> str:
    """Take orders, and only after `success` write shipped ones off the stock: the site then knows that we know."""
    counted: list[int] = []
    run.client.pull_orders(lambda body: counted.append(orders.keep(run.store, body)))
    moved = orders.move_stock(run.store)
    return f"документов {sum(counted)}, списано по выданным {moved}"


def _documents(run: Run) -> str:
    store = run.store
    last, numbers = books.registered(store, run.base.code, (books.ORDER,))
    files = documents.order_files(store, numbers, run.family, run.version, run.clock)
    run.client.push(files, kind="sale", wait=run.options.wait)
    books.clear_registered(store, run.base.code, (books.ORDER,), last)
    return f"документов {len(numbers)}: {', '.join(numbers[:8])}"


def _receipts(run: Run) -> str:
    store, code = run.store, run.base.code
    last, refs = books.registered(store, code, REGISTERED["receipts"])
    files: dict[str, bytes] = {}
    for at in range(0, len(refs), plain.MOST_RECEIPTS):
        files |= plain.receipts_file(store, run.base, refs[at : at + plain.MOST_RECEIPTS], run.clock)
    exports.push(run, files)
    books.clear_registered(store, code, REGISTERED["receipts"], last)
    return f"чеков {len(refs)}"


def _plans(run: Run) -> str:
    """Arrivals and rates whole, customers whose cards were corrected: each a package of its own, so that one which is
    refused does not hold the others."""
    store, code = run.store, run.base.code
    said, refused = [], None
    for kind, (title, files_of) in PLANS.items():
        last, refs = books.registered(store, code, (kind,))
        if not refs:
            continue
        try:
            exports.push(run, files_of(store, run.base, refs, run.clock))
        except ExchangeRefused as refusal:
            refused = refusal
            continue
        books.clear_registered(store, code, (kind,), last)
        said.append(f"{title} {len(refs)}")
    if refused is not None:
        raise refused
    return ", ".join(said)


def _customers(run: Run) -> str:
    counted: list[int] = []
    run.client.pull_customers(lambda body: counted.append(plain.keep_customers(run.store, body)))
    return f"карточек {sum(counted)}"


def _enrichment(run: Run) -> str:
    counted: list[int] = []
    run.client.pull_enrichment(lambda body: counted.append(plain.keep_enrichment(run.store, body)))
    return f"товаров {sum(counted)}"


def _prices(run: Run) -> str:
    counted: list[int] = []
    run.client.pull_prices(lambda body: counted.append(plain.keep_prices(run.store, body)))
    return f"цен {sum(counted)}"


PLANS: Final = {
    dealings.RATE: ("курсов", plain.rates_file),
    dealings.CUSTOMER: ("клиентов", plain.customers_file),
    dealings.ARRIVAL: ("поступлений", plain.arrivals_file),
}
_DOERS: Final[dict[str, Callable[[Run], str]]] = {
    "full": exports.full,
    "stock": exports.full_stock,
    "changes": exports.changes,
    "orders": _orders,
    "documents": _documents,
    "receipts": _receipts,
    "plans": _plans,
    "customers": _customers,
    "enrichment": _enrichment,
    "prices": _prices,
    "pictures": pictures.send,
    "requests": pictures.answer,
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
