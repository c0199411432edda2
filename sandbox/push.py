"""`python -m sandbox.push`: send the whole demo catalogue to the site through the exchange and wait for the end.

Asks the running sandbox to do it; without one, does it in this process. Exits with 0 when everything has arrived.
"""

import os
import sys
import time

import httpx

from sandbox.onec import books, dealings, schedule
from sandbox.onec.bases import exchange_url
from sandbox.state import Store, folder


def main() -> int:
    """Push; returns the exit code."""
    address = os.environ.get(
        "PRILAVOK_SANDBOX_URL", f"http://127.0.0.1:{os.environ.get('PRILAVOK_SANDBOX_PORT', '8020')}"
    )
    try:
        httpx.post(f"{address}/1c/push", timeout=5, trust_env=False).raise_for_status()
    except httpx.HTTPError:
        return _here()
    return _follow(f"{address}/1c/status.json")


def _here() -> int:
    if not schedule.answers(exchange_url()):
        print(f"Адрес обмена не отвечает: {exchange_url()}", file=sys.stderr)
        return 1
    store = Store(folder() / "sandbox.db")
    books.seed(store)
    dealings.seed(store)
    good = schedule.push(store)
    print(schedule.status(store)["text"])
    return 0 if good else 1


def _follow(address: str) -> int:
    shown = ""
    while True:
        status = httpx.get(address, timeout=10, trust_env=False).json()
        if status["text"] != shown:
            shown = status["text"]
            print(f"{status['percent']:3d} %  {shown}", flush=True)
        if status["state"] in {"done", "failed"}:
            return 0 if status["state"] == "done" else 1
        time.sleep(0.5)


if __name__ == "__main__":
    raise SystemExit(main())
