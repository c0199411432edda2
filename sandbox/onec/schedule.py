"""What the bases do by themselves: the first push of everything, then each kind of exchange by its own clock."""

import os
import subprocess
import sys
import threading
import time
import traceback
from typing import Any, Final

import httpx

from sandbox.onec import exchange
from sandbox.onec.bases import BASES, CENTRAL, RETAIL, Base, exchange_url
from sandbox.state import Store, now

DAY_S: Final = 24 * 3600
# The schedule of each base: kinds of exchange and the seconds between two of them; an exchange without anything to
# send is none. The central base comes rarely with its catalogue, the retail base often with stock, receipts, statuses.
EVERY_S: Final[dict[str, dict[str, float]]] = {
    CENTRAL.code: {
        "documents": 1,
        "orders": 15,
        "customers": 60,
        "enrichment": 60,
        "prices": 60,
        "plans": 300,
        "changes": 600,
        "requests": 60,
        "pictures": DAY_S,
    },
    RETAIL.code: {"changes": 1, "documents": 1, "receipts": 5, "requests": 60, "pictures": DAY_S},
}
AT_ONCE: Final = ("orders",)
AFTER_FAILURE_S: Final = 5.0
TICK_S: Final = 0.5
LONGEST_FRESH_S: Final = 5.0
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
        if push_state(self.store) != "done" and _pushes(self.store):
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
        last: dict[str, float] = dict.fromkeys(EVERY_S[base.code], time.monotonic())
        last |= dict.fromkeys(AT_ONCE, 0.0)
        while not self._stop.wait(TICK_S):
            if self._painter is not None:
                self._painter.poll()  # a painter that has finished is let go
            if push_state(self.store) != "done":
                if base is CENTRAL:
                    self._first_push()
                continue
            for kind in EVERY_S[base.code]:
                is_due = time.monotonic() - last[kind] >= every_s(self.store, base, kind)
                is_due = is_due and not (kind == "changes" and is_fresh(self.store, base))
                if is_due and is_auto(self.store, base, kind) and not self._stop.is_set():
                    last[kind] = time.monotonic() + self._quietly(base, kind)

    def _quietly(self, base: Base, kind: str) -> float:
        """Do it; a failed exchange is tried again a little later, as a scheduled job of 1C is. Returns how much later
        than usual, in seconds."""
        try:
            state = exchange.exchange(self.store, base, kind)
        except Exception:  # noqa: BLE001 - a defect of one exchange must not end the schedule
            traceback.print_exc()
            state = "failed"
        return AFTER_FAILURE_S if state == "failed" else 0.0

    def _first_push(self) -> None:
        if not _pushes(self.store) or not answers(exchange_url()):
            self._stop.wait(1.0)
        elif not push(self.store):
            self._stop.wait(5.0)


def push(store: Store) -> bool:
    """Send the whole catalogue, all stock, then receipts and plans; returns whether the catalogue and stock arrived."""
    store.set_setting(PUSHED, "running")
    good = all(exchange.exchange(store, base, "full") == "done" for base in (CENTRAL, RETAIL))
    if good:
        for base, kind in ((CENTRAL, "plans"), (RETAIL, "receipts")):
            exchange.exchange(store, base, kind)  # what does not arrive now goes by the schedule
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


def is_auto(store: Store, base: Base, kind: str) -> bool:
    """Whether the base does it by itself."""
    return bool(store.setting(f"base.{base.code}.auto.{kind}", default=True))


def _pushes(store: Store) -> bool:
    """Whether the first push comes by itself: a platform without the demo chain has nobody who would take it."""
    return os.environ.get("PRILAVOK_DEMO") != "0" and is_auto(store, CENTRAL, "push")


def is_fresh(store: Store, base: Base) -> bool:
    """True while something was booked within this second or the last one, though not for long: a figure is stamped with
    whole seconds, and one of the very second in which an order was taken does not tell whether it counts the order."""
    row = store.row("SELECT MAX(at) AS newest, MIN(at) AS oldest FROM change WHERE base = ?", (base.code,))
    if row is None or row["newest"] is None:
        return False
    return bool(row["newest"] > int(now()) - 1 and row["oldest"] > now() - LONGEST_FRESH_S)


def every_s(store: Store, base: Base, kind: str) -> float:
    """Seconds between two exchanges of a kind: the central base is slow, the retail base quick."""
    return float(store.setting(f"base.{base.code}.every.{kind}", EVERY_S[base.code].get(kind, 0)))


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
    last = store.row("SELECT * FROM exchange_run WHERE kind = 'full' ORDER BY id DESC")
    if last is None:
        return 0
    share, start = (80, 0) if last["base"] == CENTRAL.code else (20, 80)
    done = 100 if last["state"] == "done" else int(last["progress"])
    return min(start + done * share // 100, 99)


def _text(store: Store) -> str:
    last = store.row("SELECT * FROM exchange_run WHERE kind = 'full' ORDER BY id DESC")
    if last is None:
        return "1С ждёт, когда ответит адрес обмена"
    return f"{BASES[last['base']].title}: {last['summary'] or exchange.KINDS[last['kind']].lower()}"
