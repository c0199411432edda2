"""Live updates: signed topics, one hint per change, nothing for strangers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from django.core import signing
from django.db import connection

from prilavok.base.live import SALT, live_url, say, ticket
from prilavok.base.unit import unit
from prilavok.config import live


class Page:
    """An open page: what it was sent, and a way to close it."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.closed = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self.closed.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.sent[0]["headers"]}

    @property
    def body(self) -> str:
        return b"".join(message.get("body", b"") for message in self.sent[1:]).decode()


def scope(path: str, origin: str = "", method: str = "GET", client: str = "10.0.0.1") -> dict[str, Any]:
    headers = [(b"origin", origin.encode())] if origin else []
    return {"type": "http", "method": method, "path": path, "headers": headers, "client": (client, 1)}


@asynccontextmanager
async def opened(path: str, **how: str) -> AsyncIterator[Page]:
    """A page that listens, closed at the end."""
    page = Page()
    task = asyncio.create_task(live.app(scope(path, **how), page.receive, page.send))
    await settle(lambda: len(page.sent) > 1)
    try:
        yield page
    finally:
        page.closed.set()
        await task


async def settle(true: Callable[[], Any], within_s: float = 5.0) -> None:
    async with asyncio.timeout(within_s):
        while not true():  # noqa: ASYNC110 - the condition is any
            await asyncio.sleep(0.01)


def run(body: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(body())  # type: ignore[arg-type]


def test_a_watched_topic_gets_a_hint_and_another_one_does_not() -> None:
    async def body() -> None:
        async with opened(f"/live/{ticket('order:a')}") as mine, opened(f"/live/{ticket('order:b')}") as other:
            live.tell("order:a")
            await settle(lambda: "data: changed\n\n" in mine.body)

            assert "retry: " in mine.body
            assert "data:" not in other.body
        assert not live._watching
        assert not live._per_address

    run(body)


@pytest.mark.parametrize(
    "forged",
    [
        "order:a",
        "",
        "x" * 5000,
        signing.dumps("order:a", salt="another"),
        signing.dumps("order:a", key="another key", salt=SALT),
        ticket("order:a")[:-1],
    ],
    ids=["unsigned", "empty", "long", "another salt", "another key", "cut"],
)
def test_a_forged_ticket_opens_nothing(forged: str) -> None:
    async def body() -> None:
        async with opened(f"/live/{forged}") as page:
            assert page.status == 404
            assert not live._watching

    run(body)


def test_an_old_ticket_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    old = ticket("order:a")
    monkeypatch.setattr(live, "MAX_AGE_S", -1)

    assert live.topic_of(old) is None


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost:8000", True),
        ("http://127.0.0.1:9999", False),
        ("http://evil.example", False),
        ("null", False),
    ],
)
def test_only_our_pages_may_read_the_stream(origin: str, allowed: bool) -> None:
    async def body() -> None:
        async with opened(f"/live/{ticket('order:a')}", origin=origin) as page:
            assert page.headers.get("access-control-allow-origin") == (origin if allowed else None)
            assert page.headers["content-type"].startswith("text/event-stream")
            assert page.headers["cache-control"] == "no-store"

    run(body)


def test_one_address_cannot_take_all_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MOST_PER_ADDRESS", 2)
    path = f"/live/{ticket('order:a')}"

    async def body() -> None:
        async with opened(path), opened(path), opened(path) as third, opened(path, client="10.0.0.2") as neighbour:
            assert (third.status, neighbour.status) == (503, 200)
            assert third.headers["retry-after"] == "10"

    run(body)


def test_a_quiet_stream_is_kept_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "ALIVE_S", 0.05)

    async def body() -> None:
        async with opened(f"/live/{ticket('order:a')}") as page:
            await settle(lambda: page.body.count(": alive\n\n") >= 2)

    run(body)


@pytest.mark.django_db(transaction=True)
def test_what_a_unit_says_reaches_the_page_after_the_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    given = connection.get_connection_params()
    secret = f":{given['password']}" if given.get("password") else ""
    address = f"postgresql://{given['user']}{secret}@{given['host']}:{given['port']}/{given['dbname']}"
    monkeypatch.setenv("DATABASE_URL", address)

    def change() -> None:
        with unit():
            say("order:a")
        connection.close()

    async def body() -> None:
        listener = asyncio.create_task(live.listen())
        async with opened(f"/live/{ticket('order:a')}") as page:
            await settle(lambda: "data: changed" in page.body)  # a fresh connection tells every stream to look
            await asyncio.to_thread(change)
            await settle(lambda: page.body.count("data: changed") == 2)
        listener.cancel()

    run(body)


def test_the_address_of_a_stream_is_on_its_own_port() -> None:
    assert live_url("abc") == "http://127.0.0.1:8001/live/abc"
