"""Granian, started our way: the application loaded before the fork, processes that die with their parent."""

import multiprocessing
import os
from pathlib import Path
from typing import Any, Final

from granian import Granian
from granian.constants import Interfaces

from prilavok.config.children import die_with_parent
from prilavok.config.ports import BIND, Port, require_free

OWNER_ONLY: Final = 0o600


def cores() -> int:
    """Cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def serve(
    application: Any, *, at: Port | Path, interface: Interfaces, processes: int, title: str = "", **options: Any
) -> None:
    """Serve the loaded application until told to stop, at a port or a socket. `options` go to Granian as they are."""
    if isinstance(at, Path):
        at.unlink(missing_ok=True)  # what a killed process has left
        place: dict[str, Any] = {"uds": at, "uds_permissions": OWNER_ONLY}
    else:
        require_free(at)
        place = {"address": BIND, "port": at.number}
        title = title or at.title
    parent = os.getpid()

    def load() -> Any:
        die_with_parent(parent)
        return application

    multiprocessing.set_start_method("fork", force=True)
    Granian(
        title,
        interface=interface,
        workers=processes,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.1,
        **place,
        **options,
    ).serve(target_loader=load, wrap_loader=False)
