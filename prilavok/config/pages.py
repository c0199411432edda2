"""`python -m prilavok.config.pages`: the pages, by Granian over WSGI, one process per core.

The application is loaded before the processes are forked: Django is imported once, memory is shared, and a process that
was killed is back in a moment. Each process dies with this one, so none is left holding the port.
"""

import os

from granian.constants import Interfaces

from prilavok.base import courier
from prilavok.base.garbage import collect_seldom
from prilavok.config.ports import PAGES
from prilavok.config.serving import cores, serve

THREADS = 3
# Requests in work and in the queue of one process; beyond it the kernel's queue holds them, then refuses.
BACKPRESSURE = 128


def load_all() -> None:
    """Import and build, before the fork, what the first visitor would wait for."""
    from django.db import connections
    from django.template import engines
    from django.urls import get_resolver
    from django.utils.translation import activate

    from prilavok.config.by_thread import keep_by_thread

    keep_by_thread()
    activate("ru")
    engines.all()
    _ = get_resolver().reverse_dict
    connections.close_all()
    # What is loaded, and most pages that are kept, live long: looking through them cost a visitor a tenth of a second.
    collect_seldom()


def main() -> None:
    """Serve until told to stop."""
    os.environ.setdefault("PRILAVOK_PLAN_ONCE", "1")
    from prilavok.config.wsgi import application

    load_all()
    courier.begin()
    serve(
        application,
        at=PAGES,
        interface=Interfaces.WSGI,
        processes=int(os.environ.get("PRILAVOK_PAGES", "0")) or cores(),
        blocking_threads=THREADS,
        backpressure=BACKPRESSURE,
        workers_kill_timeout=5,
    )


if __name__ == "__main__":
    main()
