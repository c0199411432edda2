"""Where the platform listens, and whether those places are free.

Every port has a variable, so that two copies can run side by side:
PRILAVOK_PORT 8000, PRILAVOK_LIVE_PORT 8001, PRILAVOK_SANDBOX_PORT 8020, PRILAVOK_SANDBOX_SMTP_PORT 8025,
PRILAVOK_PG_PORT 8032;
PRILAVOK_BIND is the address the pages and live updates listen on (127.0.0.1).
"""

import os
import socket
from dataclasses import dataclass

from prilavok.config.sentences import port_taken


@dataclass(frozen=True)
class Port:
    """A place to listen on: the variable that moves it and the number in force."""

    variable: str
    number: int
    title: str


def _port(variable: str, usual: int, title: str) -> Port:
    return Port(variable=variable, number=int(os.environ.get(variable, usual)), title=title)


PAGES = _port("PRILAVOK_PORT", 8000, "страницы / pages")
LIVE = _port("PRILAVOK_LIVE_PORT", 8001, "обновления / live updates")
SANDBOX = _port("PRILAVOK_SANDBOX_PORT", 8020, "имитаторы / simulators")
SMTP = _port("PRILAVOK_SANDBOX_SMTP_PORT", 8025, "почта / mail")
POSTGRES = _port("PRILAVOK_PG_PORT", 8032, "база данных / database")
BIND = os.environ.get("PRILAVOK_BIND", "127.0.0.1")
HOST = "127.0.0.1" if BIND == "0.0.0.0" else BIND  # noqa: S104 - compared, not bound


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """True when nobody listens there. Granian shares a taken port silently, so this is asked before every start."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def require_free(port: Port) -> None:
    """Raise the sentence when somebody else holds the port."""
    if not is_free(port.number, BIND if port in (PAGES, LIVE) else "127.0.0.1"):
        raise port_taken(port.number, port.title, port.variable)
