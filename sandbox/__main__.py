"""`python -m sandbox`: every simulator in one process.

PRILAVOK_VAR                 folder of data                                    (default: var/ beside the package)
PRILAVOK_SANDBOX_HOST        address to listen on                              (default: 127.0.0.1)
PRILAVOK_SANDBOX_PORT        pages, SMS gateway, 1C bases                      (default: 8020)
PRILAVOK_SANDBOX_SMTP_PORT   mail                                              (default: 8025)
PRILAVOK_EXCHANGE_URL        the platform's exchange address                   (default: http://127.0.0.1:8000/1c/exchange/)
"""

import asyncio
import os
import signal
import socket
import sys
import threading

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

from sandbox import mailbox, sms, till, web
from sandbox.onec import asking, books, dealing_pages, dealings, pages, trouble_pages
from sandbox.onec.schedule import Schedule
from sandbox.state import Store, folder


def _taken(host: str, port: int) -> bool:
    """True when somebody listens there already: Granian would share the port silently."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((host, port)) == 0


def _tick(store: Store, stop: threading.Event) -> None:
    while not stop.wait(0.5):
        sms.tell_statuses(store)


async def _serve(server: Server) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, server.stop)
    await server.serve()


def main() -> int:
    """Start everything; returns the exit code."""
    host = os.environ.get("PRILAVOK_SANDBOX_HOST", "127.0.0.1")
    port = int(os.environ.get("PRILAVOK_SANDBOX_PORT", "8020"))
    smtp_port = int(os.environ.get("PRILAVOK_SANDBOX_SMTP_PORT", str(web.SMTP_PORT)))
    for one in (port, smtp_port):
        if _taken(host, one):
            print(f"Порт {one} занят другой программой: остановите её или задайте другой порт.", file=sys.stderr)
            return 1
    store = Store(folder() / "sandbox.db")
    stop = threading.Event()
    ticker = threading.Thread(target=_tick, args=(store, stop), name="ticker", daemon=True)
    ticker.start()
    smtp = mailbox.start(store, host, smtp_port)
    books.seed(store)
    dealings.seed(store)
    schedule = Schedule(store)
    schedule.start()
    app = web.build(
        store,
        more=[*asking.ROUTES, *trouble_pages.ROUTES, *dealing_pages.ROUTES, *pages.ROUTES, *till.ROUTES],
        cards=lambda one: [*pages.cards(one), *till.cards(one)],
    )
    server = Server(
        app, address=host, port=port, interface=Interfaces.ASGI, log_level=LogLevels.critical, websockets=False
    )
    print(f"Песочница: http://{host}:{port}/  почта: {host}:{smtp_port}", flush=True)
    try:
        asyncio.run(_serve(server))
    finally:
        stop.set()
        schedule.stop()
        smtp.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
