"""The only way out to other systems: time-outs, few retries, a breaker per host, and a line in the exchange journal.

Never inside a unit: rows stay locked while the network is waited for. Only to origins that the configuration names
(`allow`), so that no data from outside can choose whom we call. A call is tried again only when it is `keyed`, that is
when the other side (or our own asking first) makes a repeated request harmless. The deadline holds for the whole
answer, headers included, so that a server that drips bytes cannot hold a worker; redirects are not followed.
"""

import json as json_format
import logging
import os
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from django.db import DatabaseError
from django.utils.translation import gettext as _

from prilavok.base import journal
from prilavok.base.breaker import breaker_of
from prilavok.base.deadline import Deadline, DeadlineTransport
from prilavok.base.errors import Refused
from prilavok.base.unit import refuse_unit, unit

log = logging.getLogger(__name__)

CONNECT_S: Final = 1.0
MOST_TRIES: Final = 3
PAUSE_S: Final = 0.2
LONGEST_ANSWER: Final = 10 * 1024 * 1024
WORTH_RETRYING: Final = frozenset({429, 500, 502, 503, 504})


class Unreachable(Refused):
    """{host} does not answer: {reason}."""


class BreakerOpen(Unreachable):
    """{host} keeps failing, so it is left alone for half a minute."""


class AnswerTooLong(Unreachable):
    """{host} sent more than we are ready to read."""


class AddressNotAllowed(RuntimeError):
    """The origin is not named in the configuration: a defect, or an attempt to make us call somebody else."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What to ask. `flow` is the journal's flow; `data` is a form or raw bytes; `keyed` allows retries; seconds."""

    flow: str
    url: str
    method: str = "GET"
    params: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, str] | bytes | None = None
    json: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    keyed: bool = False
    read_s: float = 5.0
    connect_s: float = CONNECT_S

    @property
    def host(self) -> str:
        """Host and port, as the breaker and the journal name the other side."""
        return urlsplit(self.url).netloc.rpartition("@")[2]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back, whatever its status."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_ok(self) -> bool:
        """True for 2xx."""
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        """The body as UTF-8, damaged places replaced."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as JSON; raises ValueError when it is not."""
        return json_format.loads(self.body)


_allowed: set[str] = set()


def allow(url: str) -> str:
    """Name an address from the configuration as callable; returns it. Adapters call this where they read settings."""
    _allowed.add(_origin(url))
    return url


def call(request: Request, *, subject: str = "") -> Answer:
    """Talk to another system and journal it. Raises Unreachable, BreakerOpen, AnswerTooLong; UnitOpen inside a unit."""
    refuse_unit()
    if _origin(request.url) not in _allowed:
        raise AddressNotAllowed(f"{_origin(request.url)}: call base.http.allow() with the configured address first")
    guard = breaker_of(request.host)
    if not guard.may_pass():
        raise BreakerOpen(host=request.host, reason="")
    started = time.monotonic()
    answer: Answer | None = None
    failure: Unreachable | None = None
    tries = 0
    while tries < (MOST_TRIES if request.keyed else 1):
        if tries:
            time.sleep(random.uniform(0, PAUSE_S * 2**tries))  # noqa: S311 - full jitter, not a secret
        tries += 1
        answer, failure = _try_once(request)
        is_bad = failure is not None or (answer is not None and answer.status >= 500)
        guard.note(is_good=not is_bad)
        if answer is not None and answer.status not in WORTH_RETRYING:
            break
        if isinstance(failure, AnswerTooLong) or (is_bad and not guard.may_pass()):
            break
    _write_down(request, subject, answer, failure, tries, int((time.monotonic() - started) * 1000))
    if answer is not None:
        return answer
    raise failure or Unreachable(host=request.host, reason="")


def _try_once(request: Request) -> tuple[Answer | None, Unreachable | None]:
    try:
        return _exchange(request), None
    except AnswerTooLong as error:
        return None, error
    except (httpx.TransportError, TimeoutError, OSError) as error:
        return None, Unreachable(host=request.host, reason=_reason(error))


def _exchange(request: Request) -> Answer:
    form = dict(request.data) if isinstance(request.data, Mapping) else None
    raw = request.data if isinstance(request.data, bytes) else None
    with (
        Deadline(request.connect_s + request.read_s),
        _client().stream(
            request.method,
            request.url,
            params=dict(request.params) or None,
            data=form,
            content=raw,
            json=request.json,
            headers={"Accept-Encoding": "identity", **request.headers},
            timeout=httpx.Timeout(request.read_s, connect=request.connect_s),
        ) as response,
    ):
        body = bytearray()
        for chunk in response.iter_raw():
            body += chunk
            if len(body) > LONGEST_ANSWER:
                raise AnswerTooLong(host=request.host, reason="")
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(status=response.status_code, body=bytes(body), headers=headers)


def _write_down(
    request: Request, subject: str, answer: Answer | None, failure: Unreachable | None, tries: int, took_ms: int
) -> None:
    # The query string is left out: some gateways want passwords there.
    place = f"{request.host}{urlsplit(request.url).path}"
    said = str(answer.status) if answer else str((failure.data if failure else {}).get("reason") or "too long")
    is_good = answer is not None and answer.status < 400
    try:
        with unit():
            journal.record(
                flow=request.flow,
                subject=subject,
                summary=f"{request.method} {place}: {said}",
                outcome=journal.OK if is_good else journal.FAILED,
                took_ms=took_ms,
                detail={"tries": tries, "bytes": len(answer.body) if answer else 0, "host": request.host},
            )
    except DatabaseError:  # the conversation has happened; losing its line must not lose its result
        log.exception("the exchange journal could not be written")


def _reason(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return _("no answer in time")
    if isinstance(error, httpx.ConnectError | ConnectionError):
        return _("no connection")
    return _("the connection broke or the answer was not HTTP")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise AddressNotAllowed("only http and https addresses can be called")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return f"{parts.scheme}://{parts.hostname.lower()}:{port}"


_clients: dict[int, httpx.Client] = {}


def _client() -> httpx.Client:
    """One client per process; every call opens its own connection, so a stale one never fails a call made once."""
    process = os.getpid()
    if process not in _clients:
        _clients.clear()
        _clients[process] = httpx.Client(transport=DeadlineTransport(), trust_env=False, follow_redirects=False)
    return _clients[process]
