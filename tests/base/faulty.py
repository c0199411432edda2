"""A local server that fails in every way a real one does."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Behaviour = Callable[[socket.socket], None]


@dataclass
class Faulty:
    """Answers each connection with the next behaviour of `script`, the last one for ever."""

    url: str = ""
    script: list[Behaviour] = field(default_factory=list)
    asked: list[bytes] = field(default_factory=list)


@contextmanager
def faulty(*script: Behaviour) -> Iterator[Faulty]:
    """The running server."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = Faulty(url=f"http://127.0.0.1:{listener.getsockname()[1]}/send", script=list(script))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=_answer, args=(server, connection), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield server
    finally:
        listener.close()


def _answer(server: Faulty, connection: socket.socket) -> None:
    with connection, suppress(OSError):
        server.asked.append(connection.recv(65536))
        behave = server.script.pop(0) if len(server.script) > 1 else server.script[0]
        behave(connection)


def says(status: int, body: bytes = b"ok", headers: str = "") -> Behaviour:
    """A well-formed answer."""
    head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode()
    return lambda connection: connection.sendall(head + body)


def silence(connection: socket.socket) -> None:
    """Accepts and never answers."""
    time.sleep(5)


def cut(connection: socket.socket) -> None:
    """Promises a hundred bytes and hangs up after five."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello")


def garbage(connection: socket.socket) -> None:
    """Speaks something that is not HTTP."""
    connection.sendall(b"\x16\x03\x01\x00\xffSSH-2.0\r\n\r\n")


def drip_body(connection: socket.socket) -> None:
    """Sends one byte at a time, for ever."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    _drip(connection)


def drip_headers(connection: socket.socket) -> None:
    """Sends one byte of a header at a time, for ever."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    _drip(connection)


def _drip(connection: socket.socket) -> None:
    for _ in range(200):
        connection.sendall(b"x")
        time.sleep(0.05)


def endless(connection: socket.socket) -> None:
    """Sends without an end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(200):
        connection.sendall(b"x" * 1_000_000)
