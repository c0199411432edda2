"""The load tool, the same for every shop: one thread that keeps so many connections busy and takes the times.

An errand is what one buyer does without a pause: requests made ready as bytes, one after another over one connection.
Nothing is asked compressed and nothing is remembered between errands, so no shop is helped or hindered by the client.
"""

import selectors
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

# More is taken from the system page by page, with each answer anew.
PIECE: Final = 1 << 16
PATIENCE_S: Final = 30.0


@dataclass(frozen=True, kw_only=True)
class Request:
    """One HTTP request; `body` of a form or of JSON."""

    path: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def wire(self, host: str) -> bytes:
        """The bytes to send."""
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {host}", "User-Agent: benchmark", "Accept: */*"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        lines += [f"Content-Length: {len(self.body)}"] if self.body or self.method != "GET" else []
        return "\r\n".join([*lines, "", ""]).encode() + self.body


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back: the status, the head as text, the body."""

    status: int
    head: str
    body: bytes

    @property
    def said(self) -> str:
        """What it was, in a line."""
        where = [line for line in self.head.split("\r\n") if line.lower().startswith("location:")]
        return " ".join([str(self.status), *where, *self.body[:200].decode(errors="replace").split()])

    def cookies(self) -> dict[str, str]:
        """Cookies that the answer sets."""
        found = {}
        for line in self.head.split("\r\n"):
            name, _, value = line.partition(":")
            if name.lower() == "set-cookie":
                key, _, rest = value.strip().partition("=")
                found[key] = rest.split(";", 1)[0]
        return found


Good = Callable[[Answer], bool]


@dataclass(frozen=True, kw_only=True)
class Errand:
    """Requests of one buyer in their order, and what tells that the last answer is the one wanted."""

    requests: Sequence[Request]
    is_good: Good


@dataclass(kw_only=True)
class Load:
    """What a run gave. Times are of whole errands, in milliseconds; `refused` are errands whose answer was not good."""

    seconds: float = 0.0
    took_ms: list[float] = field(default_factory=list)
    good: int = 0
    refused: int = 0
    odd: dict[int, int] = field(default_factory=dict)
    sample: str = ""

    @property
    def per_second(self) -> float:
        """Good errands a second."""
        return self.good / self.seconds if self.seconds else 0.0


class _Visitor:
    """One connection and the errand it is on."""

    def __init__(self, place: tuple[str, int]) -> None:
        self.place, self.host = place, f"{place[0]}:{place[1]}"
        self.socket: socket.socket | None = None
        self.errand: Errand | None = None
        self.step = 0
        self.began = 0.0
        self.got = bytearray()
        self.wanted = 0

    def begin(self, errand: Errand) -> None:
        self.errand, self.step, self.began = errand, 0, time.perf_counter()
        self.send()

    def send(self) -> None:
        if self.errand is None:
            raise RuntimeError("no errand to send")
        self.got.clear()
        self.wanted = 0
        if self.socket is None:
            self.socket = socket.create_connection(self.place, timeout=PATIENCE_S)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(self.errand.requests[self.step].wire(self.host))

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None


def run(place: tuple[str, int], errands: Iterable[Errand], *, at_once: int, seconds: float = 1e9) -> Load:
    """Do errands until they are over or the time is; those under way at the end are finished and counted."""
    load, source, began = Load(), iter(errands), time.perf_counter()
    with selectors.DefaultSelector() as selector:
        busy = 0
        for _ in range(at_once):
            busy += _next(_Visitor(place), source, selector)
        while busy:
            ready = selector.select(PATIENCE_S)
            if not ready:
                raise TimeoutError(f"no answer for {PATIENCE_S:.0f} s")
            for key, _ in ready:
                visitor: _Visitor = key.data
                if _heard(visitor, load, selector):
                    is_late = time.perf_counter() - began > seconds
                    busy -= 1
                    busy += 0 if is_late else _next(visitor, source, selector)
                    if visitor.errand is None or is_late:
                        _part(visitor, selector)
    load.seconds = time.perf_counter() - began
    return load


def visit(place: tuple[str, int], request: Request) -> Answer:
    """One request alone."""
    answers: list[Answer] = []
    run(place, [Errand(requests=[request], is_good=lambda answer: not answers.append(answer))], at_once=1)
    return answers[0]


def _next(visitor: _Visitor, source: Iterator[Errand], selector: selectors.BaseSelector) -> int:
    errand = next(source, None)
    visitor.errand = errand
    if errand is None:
        return 0
    known = visitor.socket
    visitor.begin(errand)
    _watch(visitor, known, selector)
    return 1


def _watch(visitor: _Visitor, known: socket.socket | None, selector: selectors.BaseSelector) -> None:
    if visitor.socket is not known and visitor.socket is not None:
        selector.register(visitor.socket, selectors.EVENT_READ, visitor)


def _part(visitor: _Visitor, selector: selectors.BaseSelector) -> None:
    if visitor.socket is not None:
        selector.unregister(visitor.socket)
        visitor.close()


def _heard(visitor: _Visitor, load: Load, selector: selectors.BaseSelector) -> bool:
    """Take what has come; True when the errand is over."""
    if visitor.socket is None or visitor.errand is None:
        return False
    piece = visitor.socket.recv(PIECE)
    visitor.got += piece
    if piece and len(visitor.got) < visitor.wanted:
        return False
    answer = _whole(visitor.got, is_closed=not piece)
    if answer is None:
        visitor.wanted = visitor.wanted or _length(visitor.got)
        return False
    if not piece or "connection: close" in answer.head.lower():
        _part(visitor, selector)
    visitor.step += 1
    if visitor.step < len(visitor.errand.requests):
        known = visitor.socket
        visitor.send()
        _watch(visitor, known, selector)
        return False
    load.took_ms.append((time.perf_counter() - visitor.began) * 1000)
    if visitor.errand.is_good(answer):
        load.good += 1
    else:
        load.refused += 1
        load.sample = load.sample or answer.said
        load.odd[answer.status] = load.odd.get(answer.status, 0) + 1
    return True


def _length(got: bytearray) -> int:
    """How many bytes the answer has, when its head has come and says so; else 0."""
    end = got.find(b"\r\n\r\n")
    at = got[: max(end, 0)].lower().find(b"\r\ncontent-length:")
    return end + 4 + int(got[at + 17 : end].split(b"\r\n", 1)[0]) if at >= 0 else 0


def _whole(got: bytearray, *, is_closed: bool) -> Answer | None:
    """The answer when all of it is there."""
    end = got.find(b"\r\n\r\n")
    if end < 0:
        if is_closed:
            raise ConnectionError("the shop hung up without an answer")
        return None
    head = got[:end].decode("latin-1")
    status, low = int(head.split(" ", 2)[1]), head.lower()
    body = bytes(got[end + 4 :])
    if "transfer-encoding: chunked" in low:
        if not (body.endswith(b"0\r\n\r\n") or is_closed):
            return None
        return Answer(status=status, head=head, body=_unchunked(body))
    at = low.find("\r\ncontent-length:")
    if at >= 0:
        length = int(low[at + 17 :].split("\r\n", 1)[0])
        return Answer(status=status, head=head, body=body) if len(body) >= length or is_closed else None
    return Answer(status=status, head=head, body=body) if is_closed or status in (204, 304) else None


def _unchunked(body: bytes) -> bytes:
    found, at = [], 0
    while (line := body.find(b"\r\n", at)) >= 0:
        size = int(body[at:line].split(b";")[0] or b"0", 16)
        if not size:
            break
        found.append(body[line + 2 : line + 2 + size])
        at = line + 4 + size
    return b"".join(found)
