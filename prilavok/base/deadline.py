"""A deadline for a whole HTTP exchange: per-read time-outs alone let a server drip one byte a second for ever."""

import ssl
import time
from collections.abc import Iterable
from threading import local
from types import TracebackType
from typing import Any

import httpcore
import httpx

_now = local()


class Deadline:
    """Within the block no network read or write of this thread lasts beyond the seconds given."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def __enter__(self) -> None:
        _now.ends = self._ends

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _now.ends = None


def _left(timeout: float | None) -> float:
    ends = getattr(_now, "ends", None)
    left = float("inf") if ends is None else ends - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the deadline of the exchange has passed")
    return min(left, timeout if timeout is not None else left)


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    def __init__(self) -> None:
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.connect_tcp(host, port, _left(timeout), local_address, socket_options))


class DeadlineTransport(httpx.HTTPTransport):
    """httpx's transport over connections that keep the deadline; none is kept alive between exchanges."""

    def __init__(self) -> None:
        super().__init__(trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_keepalive_connections=0,
            network_backend=_Backend(),
        )
