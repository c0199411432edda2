"""The platform in this process behind the door that the simulators' client knocks at."""

import io
import threading
from collections.abc import Callable, Iterator

import httpx
from django.db import connections
from django.test import Client as Browser


class Torn(io.RawIOBase):
    """A body whose sender is gone after what has come."""

    def __init__(self, come: bytes) -> None:
        self._come = io.BytesIO(come)

    def read(self, size: int = -1) -> bytes:
        """What has come, then an error, as of a closed connection."""
        if piece := self._come.read(size):
            return piece
        raise OSError("the connection is closed")


class Platform(httpx.BaseTransport):
    """Answers the exchange; while an import is under way, its jobs run between two questions."""

    def __init__(self, run_jobs: Callable[[], object]) -> None:
        self.run_jobs = run_jobs
        self._turn = threading.RLock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request; a body that breaks off reaches the platform as far as it came, and breaks off there too."""
        try:
            with self._turn:
                return self._answer(request)
        finally:
            if threading.current_thread() is not threading.main_thread():
                connections.close_all()

    def _answer(self, request: httpx.Request) -> httpx.Response:
        headers = {name: request.headers[name] for name in ("Authorization", "Cookie") if name in request.headers}
        address = request.url.raw_path.decode()
        come = bytearray()
        try:
            for piece in _pieces(request):
                come += piece
        except BaseException:
            torn = {"wsgi.input": Torn(bytes(come)), "CONTENT_LENGTH": str(len(come) * 2)}
            Browser().generic(request.method, address, b"", "", headers=headers, **torn)
            raise
        answer = Browser().generic(request.method, address, bytes(come), "", headers=headers)
        if answer.content.startswith(b"progress"):
            self.run_jobs()
        return httpx.Response(answer.status_code, content=answer.content)


def _pieces(request: httpx.Request) -> Iterator[bytes]:
    yield from request.stream  # type: ignore[misc]
