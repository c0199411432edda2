"""What the bases do by themselves: the first push of the catalogue, orders every few seconds, changes at once."""

import subprocess
import sys
import threading
import time
import traceback
from typing import Any, Final

import httpx

from sandbox.onec import exchange
from sandbox.onec.bases import BASES, CENTRAL, RETAIL, Base, exchange_url
from sandbox.state import Store

ORDERS_EVERY_S: Final = 15.0
TICK_S: Final = 0.5
PUSHED: Final = "push.state"


class Schedule:
    """The background work of the bases, a thread each."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._painter: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start working; returns at once."""
        exchange.close_interrupted(self.store)
        if push_state(self.store) == "running":
            self.store.set_setting(PUSHED, "waiting")
        if push_state(self.store) != "done" and is_auto(self.store, CENTRAL, "push"):
            self._painter = subprocess.Popen([sys.executable, "-m", "sandbox.chain.pictures"])
        for base in BASES.values():
            thread = threading.Thread(target=self._work, args=(base,), name=f"1c-{base.code}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Stop; a running exchange is left as a killed one is."""
        self._stop.set()
        if self._painter is not None:
            self._painter.terminate()
            self._painter.wait()

    def _work(self, base: Base) -> None:
        last_orders = 0.0
        while not self._stop.wait(TICK_S):
            if self._painter is not None:
                self._painter.poll()  # a painter that has finished is let go
            if push_state(self.store) != "done":
                if base is CENTRAL:
                    self._first_push()
                continue
            if is_auto(self.store, base, "changes"):
                self._quietly(base, "changes")
            if base.has_orders:
                self._quietly(base, "documents")
                if is_auto(self.store, base, "orders") and time.monotonic() - last_orders >= every_s(self.store):
                    last_orders = time.monotonic()
                    self._quietly(base, "orders")

    def _quietly(self, base: Base, kind: str) -> None:
        """An exchange that failed is tried again a little later, as a scheduled job of 1C is."""
        try:
            state = exchange.exchange(self.store, base, kind)
        except Exception:  # noqa: BLE001 - a defect of one exchange must not end the schedule
            traceback.print_exc()
            state = "failed"
        if state == "failed":
            self._stop.wait(5.0)

    def _first_push(self) -> None:
        if not is_auto(self.store, CENTRAL, "push") or not answers(exchange_url()):
            self._stop.wait(1.0)
        elif not push(self.store):
            self._stop.wait(5.0)


def push(store: Store) -> bool:
    """Send the whole catalogue, then all stock, through the exchange; returns whether both arrived."""
    store.set_setting(PUSHED, "running")
    good = all(exchange.exchange(store, base, "full") == "done" for base in (CENTRAL, RETAIL))
    store.set_setting(PUSHED, "done" if good else "failed")
    return good


def push_state(store: Store) -> str:
    """waiting, running, done or failed: how the first push stands."""
    found: str = store.setting(PUSHED, "waiting")
    return found


def answers(url: str) -> bool:
    """True when the site of the exchange address answers; the exchange itself is not disturbed by strangers."""
    try:
        return httpx.get(httpx.URL(url).join("/"), timeout=5, trust_env=False).status_code < 500
    except httpx.HTTPError:
        return False


def is_auto(store: Store, base: Base, what: str) -> bool:
    """Whether the base does it by itself; changes of the central base wait for the button, the rest goes at once."""
    default = not (what == "changes" and base is CENTRAL)
    return bool(store.setting(f"base.{base.code}.auto.{what}", default))


def every_s(store: Store) -> float:
    """Seconds between two questions for orders."""
    return float(store.setting("orders.every_s", ORDERS_EVERY_S))


def status(store: Store) -> dict[str, Any]:
    """How the first push and the bases stand, for whoever waits for the catalogue."""
    bases = {}
    for base in BASES.values():
        last = exchange.runs(store, base, 1)
        waiting = store.value("SELECT COUNT(*) FROM change WHERE base = ?", (base.code,))
        bases[base.code] = {"last": last[0] if last else None, "waiting": waiting}
    state = push_state(store)
    return {
        "state": state,
        "percent": 100 if state == "done" else _percent(store),
        "text": _text(store),
        "bases": bases,
    }


def _percent(store: Store) -> int:
    running = store.row("SELECT * FROM exchange_run WHERE state = 'running' AND kind = 'full' ORDER BY id DESC")
    if running is None:
        return 0
    share, start = (80, 0) if running["base"] == CENTRAL.code else (20, 80)
    return start + int(running["progress"]) * share // 100


def _text(store: Store) -> str:
    last = store.row("SELECT * FROM exchange_run WHERE kind = 'full' ORDER BY id DESC")
    if last is None:
        return "1С ждёт, когда ответит адрес обмена"
    return f"{BASES[last['base']].title}: {last['summary'] or exchange.KINDS[last['kind']].lower()}"
