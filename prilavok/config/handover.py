"""Hands the exchange's requests from the pages over to the process that takes them in, byte by byte, over a socket.

1C sends files of a hundred megabytes and asks for imports; read and answered beside pages, they made buyers wait for
the interpreter and for the core that is kept for pages. The process that takes them in belongs to the jobs, which give
way. The address that 1C knows stays that of the pages. When nobody listens at the socket, the pages answer themselves;
but a process that has just died is started again and waited for: orders written for 1C beside pages cost buyers more
than the wait costs 1C. One request at a time waits in a process of the pages.
"""

import contextlib
import http.client
import os
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Lock
from typing import Any, Final
from urllib.parse import quote

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

PREFIX: Final = "/1c/"
# Whom the pages were asked by; a stranger's header of this name never gets through.
PEER: Final = "X-Prilavok-Peer"
PIECE: Final = 2**18
# The longest answer is an import's step, which says "progress" after seconds.
ANSWER_S: Final = 300.0
# Headers of one leg of the way (RFC 9110, 7.6.1), and what is written anew.
OF_ONE_LEG: Final = frozenset(
    {
        *("connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection"),
        *("te", "trailer", "transfer-encoding", "upgrade", "expect", "content-length"),
    }
)
# A process that listened lately is back within so long.
BACK_WITHIN_S: Final = 6.0
LOOKS_EVERY_S: Final = 0.1
GONE: Final = "failure\nОбмен перезапускается. Повторите обмен через минуту.\n"
# A path of a Unix socket has to fit into 108 bytes (unix(7)), its last one for the end.
LONGEST_PATH: Final = 107


def socket_in(var: Path) -> Path | None:
    """The socket in this folder; None when the path is too long for one: the pages then answer the exchange."""
    path = var.resolve() / "intake.socket"
    return path if len(os.fsencode(path)) <= LONGEST_PATH else None


class Handover:
    """A WSGI application around another one: requests below `PREFIX` go to whoever listens at the socket `at`."""

    def __init__(self, application: Application, at: Path) -> None:
        self._application = application
        self._at = at
        self._has_listened = False
        self._waits = Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Hand over, or answer here."""
        if not environ["PATH_INFO"].startswith(PREFIX):
            return self._application(environ, start_response)
        line = self._reached() or self._waited_for()
        if line is None:
            return self._application(environ, start_response)
        try:
            answer = _ask(line, environ)
        except (OSError, http.client.HTTPException):
            line.close()
            start_response("503 Service Unavailable", [("Content-Type", "text/plain; charset=utf-8")])
            return [GONE.encode()]
        start_response(f"{answer.status} {answer.reason}", _passed_on(answer))
        return _body(line, answer)

    def _reached(self) -> "_Line | None":
        line = _Line(self._at)
        try:
            line.connect()
        except OSError:
            line.close()
            return None
        self._has_listened = True
        return line

    def _waited_for(self) -> "_Line | None":
        """The line to a process that died a moment ago, when it is back soon; others do not wait meanwhile."""
        if not self._has_listened or not self._waits.acquire(blocking=False):
            return None
        try:
            deadline = time.monotonic() + BACK_WITHIN_S
            while time.monotonic() < deadline:
                time.sleep(LOOKS_EVERY_S)
                if line := self._reached():
                    return line
            self._has_listened = False
            return None
        finally:
            self._waits.release()


class Taken:
    """The other end: a WSGI application around another one that sees who asked the pages."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Put the address back where the pages saw it."""
        environ["REMOTE_ADDR"] = environ.pop(_key(PEER), "")
        return self._application(environ, start_response)


class _Line(http.client.HTTPConnection):
    """A connection over a Unix socket."""

    def __init__(self, at: Path) -> None:
        super().__init__("localhost", timeout=ANSWER_S)
        self._at = at

    def connect(self) -> None:
        """Connect to the socket."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(os.fspath(self._at))


def _key(header: str) -> str:
    return "HTTP_" + header.upper().replace("-", "_")


def _ask(line: _Line, environ: Environ) -> http.client.HTTPResponse:
    """Send everything on; raises OSError when either side is cut off in the middle."""
    asked = environ.get("QUERY_STRING", "")
    path = quote(environ["PATH_INFO"].encode("latin-1"), safe="/%:@!$&'()*+,;=~-._")
    line.putrequest(
        environ["REQUEST_METHOD"], f"{path}?{asked}" if asked else path, skip_host=True, skip_accept_encoding=True
    )
    for name, value in _headers(environ):
        line.putheader(name, value)
    length = environ.get("CONTENT_LENGTH") or ""
    chunked = not length and "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower()
    if length:
        line.putheader("Content-Length", length)
    elif chunked:
        line.putheader("Transfer-Encoding", "chunked")
    line.endheaders()
    # The other end may answer before it has read all, as it does at a refusal: its answer is read below.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        _send(line, environ["wsgi.input"], int(length or 0), chunked=chunked)
    return line.getresponse()


def _headers(environ: Environ) -> Iterator[tuple[str, str]]:
    for key, value in environ.items():
        name = key[5:].replace("_", "-") if key.startswith("HTTP_") else ""
        if name and name.lower() not in OF_ONE_LEG and key != _key(PEER):
            yield name, value
    if kind := environ.get("CONTENT_TYPE"):
        yield "Content-Type", kind
    yield PEER, environ.get("REMOTE_ADDR", "")


def _send(line: _Line, body: Any, length: int, *, chunked: bool) -> None:
    if chunked:
        while piece := body.read(PIECE):
            line.send(b"%x\r\n%b\r\n" % (len(piece), piece))
        line.send(b"0\r\n\r\n")
        return
    left = length
    while left:
        piece = body.read(min(left, PIECE))
        if not piece:
            raise ConnectionAbortedError("the sender has gone in the middle of the body")
        line.send(piece)
        left -= len(piece)


def _passed_on(answer: http.client.HTTPResponse) -> list[tuple[str, str]]:
    kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in OF_ONE_LEG]
    length = answer.getheader("Content-Length")
    return [*kept, ("Content-Length", length)] if length is not None else kept


def _body(line: _Line, answer: http.client.HTTPResponse) -> Iterator[bytes]:
    try:
        while piece := answer.read(PIECE):
            yield piece
    finally:
        line.close()
