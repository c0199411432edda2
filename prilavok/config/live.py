"""Live updates: `GET /live/<ticket>` is a stream of server-sent events about one topic.

A bare ASGI application in a process of its own, so that a thousand open streams hold no page worker. It LISTENs to the
database through one connection and passes hints on: "look again", never data. A hint may get lost (a reconnect, a slow
reader): after every reconnect all streams are told to look, and pages ask the truth anyway.

Pages come from another port, hence another origin: the answer names the page's origin when it is one of ours.
"""

import asyncio
import contextlib
import json
import os
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import psycopg
from django.conf import settings
from django.core import signing

from prilavok.base.live import CHANNEL, MAX_AGE_S, SALT

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prilavok.config.settings")

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

ALIVE_S = 15.0
RETRY_MS = 2000
MOST_STREAMS = 5000
MOST_PER_ADDRESS = 200
LONGEST_TICKET = 400

_watching: dict[str, set[asyncio.Event]] = defaultdict(set)
_per_address: Counter[str] = Counter()


def page_origins() -> frozenset[str]:
    """Origins whose pages may read the stream: the public one, and both spellings of loopback."""
    base = settings.BASE_URL.rstrip("/")
    known = {base}
    for name in ("127.0.0.1", "localhost"):
        for other in ("127.0.0.1", "localhost"):
            known.add(base.replace(f"//{name}", f"//{other}"))
    return frozenset(known)


def topic_of(ticket: str) -> str | None:
    """The signed topic; None when the ticket is forged, damaged or old."""
    if len(ticket) > LONGEST_TICKET:
        return None
    try:
        return str(signing.loads(ticket, salt=SALT, max_age=MAX_AGE_S))
    except signing.BadSignature:
        return None


def tell(topic: str) -> None:
    """Wake the streams of a topic."""
    for event in _watching.get(topic, ()):
        event.set()


def tell_all() -> None:
    """Wake every stream: something may have been missed."""
    for topic in list(_watching):
        tell(topic)


async def listen() -> None:
    """Hear the database for ever, with a fresh connection after each failure."""
    while True:
        try:
            url = _conninfo()
            async with await psycopg.AsyncConnection.connect(url, autocommit=True, connect_timeout=5) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                tell_all()
                while True:
                    async for note in connection.notifies(timeout=30):
                        with contextlib.suppress(ValueError, TypeError):
                            topic, _hint = json.loads(note.payload)
                            tell(topic)
                    await connection.execute("SELECT 1")
        except (psycopg.Error, OSError):
            await asyncio.sleep(1)


def _conninfo() -> str:
    from prilavok.config.database import database_url

    return database_url(settings.VAR)


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http":
        await _http(scope, receive, send)


async def _lifespan(receive: Receive, send: Send) -> None:
    listener: asyncio.Task[None] | None = None
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            listener = asyncio.create_task(listen())
            await send({"type": "lifespan.startup.complete"})
        else:
            if listener is not None:
                listener.cancel()
            await send({"type": "lifespan.shutdown.complete"})
            return


async def _http(scope: Scope, receive: Receive, send: Send) -> None:
    path: str = scope["path"]
    if path == "/health/":
        await _answer(send, 200, f'{{"streams": {sum(_per_address.values())}}}')
        return
    topic = topic_of(path.removeprefix("/live/").rstrip("/")) if path.startswith("/live/") else None
    if topic is None or scope["method"] != "GET":
        await _answer(send, 404, '{"code": "NotFound"}')
        return
    address = (scope.get("client") or ("", 0))[0]
    if sum(_per_address.values()) >= MOST_STREAMS or _per_address[address] >= MOST_PER_ADDRESS:
        await _answer(send, 503, '{"code": "TooManyStreams"}', (b"retry-after", b"10"))
        return
    _per_address[address] += 1
    try:
        await _stream(scope, topic, receive, send)
    finally:
        _per_address[address] -= 1
        if not _per_address[address]:
            del _per_address[address]


async def _answer(send: Send, status: int, body: str, *headers: tuple[bytes, bytes]) -> None:
    start = [(b"content-type", b"application/json"), (b"cache-control", b"no-store"), *headers, *_SAFE]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": body.encode()})


_SAFE = [
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"same-origin"),
]


def _stream_headers(scope: Scope) -> list[tuple[bytes, bytes]]:
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        (b"vary", b"origin"),
        *_SAFE,
    ]
    origin = dict(scope["headers"]).get(b"origin", b"")
    if origin.decode("latin-1") in page_origins():
        headers.append((b"access-control-allow-origin", origin))
    return headers


async def _stream(scope: Scope, topic: str, receive: Receive, send: Send) -> None:
    changed = asyncio.Event()
    _watching[topic].add(changed)
    gone = asyncio.create_task(_gone(receive))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": _stream_headers(scope)})
        await _write(send, f"retry: {RETRY_MS}\n: hello\n\n")
        while not gone.done():
            waiting = asyncio.create_task(changed.wait())
            await asyncio.wait({waiting, gone}, timeout=ALIVE_S, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            if changed.is_set():
                changed.clear()
                await _write(send, "data: changed\n\n")
            elif not gone.done():
                await _write(send, ": alive\n\n")
    finally:
        gone.cancel()
        _watching[topic].discard(changed)
        if not _watching[topic]:
            del _watching[topic]


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _write(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


def main() -> None:
    """`python -m prilavok.config.live`: serve until told to stop."""
    from granian.constants import Interfaces

    from prilavok.config.ports import LIVE
    from prilavok.config.serving import serve

    serve(app, at=LIVE, interface=Interfaces.ASGI, processes=1, backpressure=MOST_STREAMS, workers_kill_timeout=2)


if __name__ == "__main__":
    main()
