"""A cache of whole pages, in front of Django.

A view says `X-Page-Cache: <seconds>` on an answer that is the same for everybody with one city, store and language;
personal bits come by a request of their own. Such an answer is kept for so long, compressed once, and served without
waking Django: thirty microseconds instead of milliseconds. The header itself never leaves the house.

Never kept: other methods and statuses, answers that set a cookie or vary by cookie. Parameters that only count
advertising do not make another page. When a kept page expires, one thread makes it anew while the others serve the one
just expired. Buyers with prices of their own pass by: their pages are neither kept nor answered from here. When the
application fails, the last good page is served for some minutes. Memory is bounded; the page asked for least recently
leaves first.

A view may leave a question in the WSGI environment (`prilavok.proof`): would the page say the same? When such a page
expires, the question is asked instead of the application; the page stays, compressed as it is, for as long again. A
question that can be told (`told`) makes a shared page: another process of the house asks it (`read_proof`) before it
makes the page itself.
"""

import gzip
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

import brotli
import msgspec

from prilavok.config.shared_pages import SharedPages

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Proof = Callable[[], bool]
_Told = tuple[Headers, bytes, float, bool, bytes]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

logger = logging.getLogger(__name__)
MARK: Final = "x-page-cache"
MOST_BYTES: Final = 112 * 2**20
PROOF: Final = "prilavok.proof"
WAIT_S: Final = 5.0
STALE_S: Final = 2.0
STALE_ON_FAILURE_S: Final = 300.0
COOKIES: Final = ("city=", "store=", "lang=")
OWN_PRICES: Final = "own_prices="
COUNTING: Final = frozenset({"yclid", "gclid", "fbclid", "ysclid", "_openstat"})
ENTRY_COST: Final = 600
# What a question asks and remembers, about.
PROOF_COST: Final = 12_000
LEAST_COMPRESSED: Final = 200
BROTLI_QUALITY: Final = 5
# So many queries, of at most so many letters, are read once: many pages are asked for in the same words.
MOST_SAID: Final = 4096
LONGEST_SAID: Final = 512
GZIP_LEVEL: Final = 6
TEXTS: Final = ("text/", "application/json", "application/xml", "image/svg")


@dataclass(slots=True)
class Page:
    """A kept answer; `bodies` by encoding, filled as they are asked for."""

    headers: Headers
    plain: bytes
    until: float
    compressible: bool
    seconds: float = 0.0
    proof: Proof | None = None
    ready: dict[str, tuple[Headers, bytes]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes this page holds."""
        kept = len(self.plain) + sum(len(body) for _, body in self.ready.values() if body is not self.plain)
        return ENTRY_COST + kept + (PROOF_COST if self.proof is not None else 0)


class PageCache:
    """A WSGI application around another one; `seen` hears every path asked for."""

    def __init__(
        self,
        application: Application,
        most_bytes: int = MOST_BYTES,
        seen: Callable[[str], object] = str,
        shared: SharedPages | None = None,
        read_proof: Callable[[bytes], Proof | None] = lambda _: None,
    ) -> None:
        self._application = application
        self._shared, self._read_proof = shared, read_proof
        self._most_bytes = most_bytes
        self._seen = seen
        self._pages: OrderedDict[tuple[str, ...], Page] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()
        self._making: dict[tuple[str, ...], threading.Event] = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Serve from the cache, or ask the application and keep what it allows to keep."""
        self._seen(environ["PATH_INFO"])
        method, cookie = environ["REQUEST_METHOD"], environ.get("HTTP_COOKIE")
        if method not in ("GET", "HEAD") or (cookie and OWN_PRICES in cookie):
            return self._pass(environ, start_response)
        key = key_of(environ)
        page = self._pages.get(key)
        if page is not None and page.until > time.monotonic():
            return self._serve(key, page, environ, start_response)
        if method == "HEAD":
            return self._pass(environ, start_response)
        if page is None:
            page = self._shared_page(key)
        if page is None:
            # Most other pages are personal and never kept: their readers would wait for one another for nothing.
            return self._ask(key, None, environ, start_response)
        return self._renew(key, page, environ, start_response)

    def _renew(
        self, key: tuple[str, ...], old: Page, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        mine = threading.Event()
        with self._lock:
            others = self._making.setdefault(key, mine)
        if others is not mine:
            if old.until > time.monotonic() - STALE_S:
                return self._serve(key, old, environ, start_response)
            others.wait(WAIT_S)
            page = self._pages.get(key)
            if page is not None and page.until > time.monotonic() - STALE_S:
                return self._serve(key, page, environ, start_response)
            return self._pass(environ, start_response)
        try:
            if self._is_proven(old):
                return self._serve(key, old, environ, start_response)
            return self._ask(key, old, environ, start_response)
        finally:
            with self._lock:
                self._making.pop(key, None)
            mine.set()

    def _shared_page(self, key: tuple[str, ...]) -> Page | None:
        """The page as another process has made it, which has to be proven here; None when nobody has."""
        told = self._shared.get(key) if self._shared is not None else None
        if told is None:
            return None
        headers, plain, seconds, compressible, question = msgspec.msgpack.decode(told, type=_Told)
        proof = self._read_proof(question)
        if proof is None:
            return None
        page = Page(headers, plain, until=0.0, seconds=seconds, compressible=compressible, proof=proof)
        self._keep(key, page)
        return page

    def _share(self, key: tuple[str, ...], page: Page) -> None:
        tell = getattr(page.proof, "told", None)
        if self._shared is None or tell is None:
            return
        question = tell()
        if question is not None:
            told = (page.headers, page.plain, page.seconds, page.compressible, question)
            self._shared.put(key, msgspec.msgpack.encode(told))

    def _is_proven(self, page: Page) -> bool:
        """Whether the page would say the same now; then it may stay for as long again."""
        now = time.monotonic()
        try:
            if page.proof is None or not page.proof():
                return False
        except Exception:  # the application tells what is wrong, or mends it
            logger.info("a page could not be proven", exc_info=True)
            return False
        page.until = now + page.seconds
        return True

    def _ask(
        self, key: tuple[str, ...], old: Page | None, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        status, headers, body = _collected(self._application, environ)
        seconds, headers = _without_mark(headers)
        is_counted = _counts_visits(environ)
        if isinstance(body, bytes) and seconds > 0 and _may_be_kept(status, headers):
            page = Page(
                headers=headers,
                plain=body,
                until=time.monotonic() + seconds,
                seconds=seconds,
                proof=environ.get(PROOF),
                compressible=_is_compressible(headers, body),
            )
            if not is_counted:
                self._keep(key, page)
                self._share(key, page)
            return self._serve(key, page, environ, start_response)
        if old is not None and status.startswith("5") and old.until > time.monotonic() - STALE_ON_FAILURE_S:
            return self._serve(key, old, environ, start_response)
        if old is not None and not is_counted:
            self._drop(key)
        start_response(status, headers)
        return [body] if isinstance(body, bytes) else body

    def _pass(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: Headers, exc_info: Any = None) -> Any:
            return start_response(status, _without_mark(headers)[1], *([exc_info] if exc_info else []))

        return self._application(environ, start)

    def _drop(self, key: tuple[str, ...]) -> None:
        with self._lock:
            gone = self._pages.pop(key, None)
            self._bytes -= gone.size if gone is not None else 0

    def _keep(self, key: tuple[str, ...], page: Page) -> None:
        self._drop(key)
        with self._lock:
            self._pages[key] = page
            self._bytes += page.size
            while self._bytes > self._most_bytes and self._pages:
                _, gone = self._pages.popitem(last=False)
                self._bytes -= gone.size

    def _serve(
        self, key: tuple[str, ...], page: Page, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        try:  # noqa: SIM105 - costs nothing, `suppress` a fifth of what a page that is kept costs
            self._pages.move_to_end(key)
        except KeyError:
            pass
        encoding = _encoding(environ) if page.compressible else ""
        headers, body = page.ready.get(encoding) or self._encode(key, page, encoding)
        start_response("200 OK", headers)
        return [b""] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _encode(self, key: tuple[str, ...], page: Page, encoding: str) -> tuple[Headers, bytes]:
        body = _compressed(page.plain, encoding)
        headers = [(name, value) for name, value in page.headers if name.lower() not in ("content-length", "vary")]
        headers.append(("Content-Length", str(len(body))))
        headers.append(("Vary", "Accept-Encoding, HX-Request"))
        if encoding:
            headers.append(("Content-Encoding", encoding))
        with self._lock:
            before = page.size
            page.ready[encoding] = (headers, body)
            if self._pages.get(key) is page:
                self._bytes += page.size - before
        return headers, body


def key_of(environ: Environ) -> tuple[str, ...]:
    """What makes two requests the same page."""
    asked = environ.get
    query, cookie, part = asked("QUERY_STRING"), asked("HTTP_COOKIE"), asked("HTTP_HX_REQUEST")
    return (
        asked("wsgi.url_scheme", ""),
        asked("HTTP_HOST", ""),
        asked("PATH_INFO", ""),
        (_known_query(query) if len(query) > LONGEST_SAID else _said(query)) if query else "",
        _chosen_cookies(cookie) if cookie else "",
        part + asked("HTTP_HX_BOOSTED", "") if part else asked("HTTP_HX_BOOSTED", ""),
        asked("HTTP_HX_TARGET", "")[:80],
    )


def _known_query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode(sorted(pair for pair in pairs if not _counts(pair[0])))


_said = lru_cache(MOST_SAID)(_known_query)


def _counts(name: str) -> bool:
    return name.startswith("utm_") or name in COUNTING


def _counts_visits(environ: Environ) -> bool:
    query = environ.get("QUERY_STRING", "")
    return bool(query) and any(_counts(name) for name, _ in parse_qsl(query, keep_blank_values=True))


def _chosen_cookies(raw: str) -> str:
    pairs = [pair for pair in map(str.strip, raw.split(";")) if pair.startswith(COOKIES)]
    return ";".join(sorted(pair[:80] for pair in pairs)) if pairs else ""


def _collected(application: Application, environ: Environ) -> tuple[str, Headers, bytes | Iterable[bytes]]:
    """Call the application; the body whole when it may be kept, as it came otherwise."""
    answer: list[Any] = []

    def start(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
        answer[:] = [status, headers]
        return lambda data: None

    body = application(environ, start)
    status, headers = answer
    if not any(name.lower() == MARK for name, _ in headers):
        return status, headers, body
    try:
        return status, headers, b"".join(body)
    finally:
        close = getattr(body, "close", None)
        if close is not None:
            close()


def _without_mark(headers: Headers) -> tuple[float, Headers]:
    seconds = 0.0
    kept = []
    for name, value in headers:
        if name.lower() == MARK:
            seconds = float(value) if value.replace(".", "", 1).isdigit() else 0.0
        else:
            kept.append((name, value))
    return seconds, kept


def _may_be_kept(status: str, headers: Headers) -> bool:
    if not status.startswith("200"):
        return False
    for name, value in headers:
        lowered = name.lower()
        if lowered in ("set-cookie", "content-encoding"):
            return False
        if lowered == "vary" and ("cookie" in value.lower() or "*" in value):
            return False
    return True


def _is_compressible(headers: Headers, body: bytes) -> bool:
    kind = next((value for name, value in headers if name.lower() == "content-type"), "")
    return len(body) >= LEAST_COMPRESSED and kind.startswith(TEXTS)


def _encoding(environ: Environ) -> str:
    accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
    if "br" in accepted:
        return "br"
    return "gzip" if "gzip" in accepted else ""


def _compressed(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return bytes(brotli.compress(body, quality=BROTLI_QUALITY))
    if encoding == "gzip":
        return gzip.compress(body, compresslevel=GZIP_LEVEL, mtime=0)
    return body
