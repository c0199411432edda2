"""Granian, started our way: the application loaded before the fork, processes that die with their parent."""

import multiprocessing
import os
from typing import Any

from granian import Granian
from granian.constants import Interfaces

from prilavok.config.children import die_with_parent
from prilavok.config.ports import BIND, Port, require_free


def cores() -> int:
    """Cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def serve(application: Any, *, port: Port, interface: Interfaces, processes: int, **options: Any) -> None:
    """Serve the loaded application until told to stop. `options` go to Granian as they are."""
    require_free(port)
    parent = os.getpid()

    def load() -> Any:
        die_with_parent(parent)
        return application

    multiprocessing.set_start_method("fork", force=True)
    Granian(
        port.title,
        address=BIND,
        port=port.number,
        interface=interface,
        workers=processes,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.1,
        **options,
    ).serve(target_loader=load, wrap_loader=False)
