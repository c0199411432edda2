"""What Django keeps for each request, kept by threads and by nothing else.

Django asks asgiref for its connection, its language, its time zone: whoever runs event loops needs that, and each time
it takes as long as ten lines of a view. The pages are threads that run no loop. There, Python's own locals say the same
at once; an order looks its connection up some thirty times, and a page its language for each of its words.
"""

from threading import local
from typing import Any, Final

from django.core.cache import caches
from django.db import connections
from django.urls import base as addresses
from django.utils import timezone
from django.utils.translation import trans_real

KEPT: Final[tuple[tuple[Any, str], ...]] = (
    (connections, "_connections"),
    (caches, "_connections"),
    (addresses, "_prefixes"),
    (addresses, "_urlconfs"),
    (timezone, "_active"),
    (trans_real, "_active"),
)


def keep_by_thread() -> None:
    """For a process without event loops, before it serves; what its one thread kept so far begins anew."""
    connections.close_all()
    for holder, name in KEPT:
        setattr(holder, name, local())
