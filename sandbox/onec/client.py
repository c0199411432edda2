"""The client side of the "1C site exchange" protocol, strict where real 1C is strict.

Family A is the stock 1C («Обмен с сайтом» of УТ 11): GET everywhere but `file`, Basic with every request, an `init`
answer of exactly two lines, orders that begin with `<?xml` or `PK`. Family B is the 1C-Битрикс module: POST everywhere,
Basic only at `checkauth`, then the cookie with `sessid`, `version` on `init` and `query`, `complete` at the end.
A cloud (МойСклад) is family A that imports each file right after sending it and never asks to import orders.

Each protocol step is a method, so that tests and benches can do them in any order; `Faults` make it die, repeat itself,
forget `success` or cut the connection inside a chunk.
"""

import io
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import httpx

from sandbox.onec.trouble import NO_FAULTS, Faults

STOCK, BITRIX, CLOUD = "A", "B", "C"
TIMEOUT_S: Final = 180.0
SHOWN_CHARS: Final = 600
IMPORTED: Final = (".xml", ".jsonl")
MAX_PROGRESS: Final = 100_000


class ExchangeRefused(Exception):
    """The site answered something that 1C takes for an error; `answer` is its text."""

    def __init__(self, step: str, answer: str) -> None:
        super().__init__(f"{step}: {answer}")
        self.step = step
        self.answer = answer


class Died(Exception):
    """The client was killed on purpose at the step given."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One request and its answer, for the log."""

    method: str
    query: str
    sent_bytes: int
    status: int
    answer: str
    took_ms: int


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What `init` answered."""

    zip: bool
    file_limit: int
    sessid: str = ""
    version: str = ""


class Client:
    """One 1C base talking to one exchange address."""

    def __init__(  # noqa: PLR0913 - a connection of 1C has this many fields on its form
        self,
        *,
        url: str,
        login: str,
        password: str,
        family: str = STOCK,
        version: str = "2.07",
        faults: Faults = NO_FAULTS,
        chunk: int = 0,
        transport: httpx.BaseTransport | None = None,
        on_step: Callable[[Step], None] | None = None,
    ) -> None:
        self.url = url
        self.family = family
        self.version = version
        self.faults = faults
        self.chunk = chunk
        self._basic = httpx.BasicAuth(login.encode(), password.encode())
        self._http = httpx.Client(timeout=TIMEOUT_S, transport=transport, trust_env=False)
        self._on_step = on_step
        self._cookie = ""
        self._sessid = ""
        self._timestamp = ""
        self._requests = 0
        self._chunks = 0
        self.limits = Limits(zip=False, file_limit=0)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    # ---- the steps -------------------------------------------------------------------------------------------------

    def checkauth(self, kind: str = "catalog") -> None:
        """Log in: remembers the cookie, sessid and timestamp. `kind` is catalog or sale."""
        self._cookie = self._sessid = ""
        lines = self._lines(self._ask(kind, "checkauth"), "checkauth")
        if len(lines) < 3:
            raise ExchangeRefused("checkauth", "нет имени или значения cookie")
        self._cookie = f"{lines[1]}={lines[2]}"
        for line in lines[3:]:
            name, _, value = line.partition("=")
            if name == "sessid":
                self._sessid = value
            if name == "timestamp":
                self._timestamp = value

    def init(self, kind: str = "catalog") -> Limits:
        """Begin a package; returns and remembers whether to zip and the size of a chunk."""
        extra = {"version": self.version} if self.family == BITRIX else {}
        text = self._text(self._ask(kind, "init", extra))
        lines = text.split("\n")
        if self.family != BITRIX and len(lines) != 2:
            raise ExchangeRefused("init", text)
        found = dict(line.strip().partition("=")[::2] for line in lines)
        if found.get("zip") not in {"yes", "no"} or not found.get("file_limit", "").isdigit():
            raise ExchangeRefused("init", text)
        self._sessid = found.get("sessid", self._sessid)
        self.limits = Limits(
            zip=found["zip"] == "yes",
            file_limit=int(found["file_limit"]),
            sessid=found.get("sessid", ""),
            version=found.get("version", ""),
        )
        return self.limits

    def send_file(self, name: str, content: bytes, kind: str = "catalog") -> int:
        """Send one file in chunks of the site's limit, or of the base's own smaller one; returns how many."""
        limit = min(self.limits.file_limit or len(content), self.chunk or len(content)) or 1
        pieces = [content[at : at + limit] for at in range(0, len(content), limit)] or [b""]
        for piece in pieces:
            self.send_chunk(name, piece, kind)
        return len(pieces)

    def send_chunk(self, name: str, piece: bytes, kind: str = "catalog") -> None:
        """Send one chunk of a file."""
        self._chunks += 1
        self._lines(self._ask(kind, "file", {"filename": name}, piece), f"file {name}")

    def send_files(self, files: dict[str, bytes], kind: str = "catalog") -> int:
        """Send the folder of a package: file by file, or as one archive when the site asked for zip."""
        if (self.limits.zip or self.faults.half_zip) and files:
            packed = zipped(files)
            archive = f"v8_{int(time.time() * 1000) & 0xFFFF:04X}_3e.zip"
            return self.send_file(archive, packed[: len(packed) // 2] if self.faults.half_zip else packed, kind)
        return sum(self.send_file(name, files[name], kind) for name in self._ordered(files))

    def import_file(self, name: str, kind: str = "catalog", on_progress: Callable[[str], None] | None = None) -> int:
        """Ask to import until the site says success; returns how many times it said progress."""
        for asked in range(MAX_PROGRESS):
            text = self._text(self._ask(kind, "import", {"filename": name}))
            word, _, rest = text.partition("\n")
            if word.strip().lower() == "success":
                return asked
            if word.strip().lower() != "progress":
                raise ExchangeRefused(f"import {name}", text)
            if on_progress is not None:
                on_progress(rest.strip())
        raise ExchangeRefused(f"import {name}", "progress без конца")

    def import_files(self, files: dict[str, bytes], kind: str = "catalog") -> int:
        """Import every XML of the package in the order of a folder listing, as Windows gives it."""
        listed = self._ordered(sorted(files, key=str.casefold))
        return sum(self.import_file(name, kind) for name in listed if name.endswith(IMPORTED))

    def query(self) -> bytes:
        """The site's new and changed orders: the body of `query` (unpacked when the site sent a zip)."""
        extra = {"version": self.version} if self.family == BITRIX else {}
        body = self._ask("sale", "query", extra).content
        if body.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(body)) as archive:
                body = archive.read(archive.namelist()[0])
        if not body.startswith(b"<?xml"):
            raise ExchangeRefused("query", body[:SHOWN_CHARS].decode("utf-8", "replace"))
        return body

    def success(self, kind: str = "sale") -> None:
        """Say that what the last query gave is stored."""
        if not self.faults.skip_success:
            self._lines(self._ask(kind, "success"), "success")

    def complete(self) -> None:
        """Family B, 3.1: the exchange of the catalogue is over."""
        self._until_success("complete", {})

    def deactivate(self) -> None:
        """Family B, 2.x: what this full export did not mention may be taken off the shelf."""
        self._until_success("deactivate", {"timestamp": self._timestamp})

    # ---- whole exchanges -------------------------------------------------------------------------------------------

    def push(self, files: dict[str, bytes], kind: str = "catalog", *, full: bool = False, wait: bool = True) -> None:
        """One whole package: checkauth, init, files, imports, and the closing word of the family.

        Without `wait` nothing is imported on request: the option «не ждать подтверждения импорта».
        """
        self.checkauth(kind)
        self.init(kind)
        files = _swapped(files) if self.faults.swap else files
        if self.family == CLOUD:
            self._push_one_by_one(files, kind)
            return
        self.send_files(files, kind)
        if wait:
            self.import_files(files, kind)
        if self.family == BITRIX and kind == "catalog" and wait:
            if full and not self.version.startswith("3"):
                self.deactivate()
            else:
                self.complete()

    def _push_one_by_one(self, files: dict[str, bytes], kind: str) -> None:
        """As a cloud does: a file, its import, the next file; orders are only sent."""
        for name in self._ordered(files):
            self.send_file(name, files[name], kind)
            if kind == "catalog" and name.endswith(".xml"):
                self.import_file(name, kind)

    def _ordered(self, names: Iterable[str]) -> list[str]:
        listed = list(names)
        return listed[::-1] if self.faults.reorder else listed

    def pull_orders(self, keep: Callable[[bytes], None]) -> bytes:
        """checkauth, query, keep the orders, and only then success."""
        self.checkauth("sale")
        body = self.query()
        keep(body)
        self.success()
        return body

    def pull_enrichment(self, keep: Callable[[bytes], None]) -> None:
        """What the site knows better of goods: checkauth, query, keep, success."""
        self._pull_plain("enrichment", keep)

    def pull_customers(self, keep: Callable[[bytes], None]) -> None:
        """The site's corrections of customers: checkauth, query, keep, success."""
        self._pull_plain("customers", keep)

    def pull_prices(self, keep: Callable[[bytes], None]) -> None:
        """Prices that the site has changed itself: checkauth, query, keep, success."""
        self._pull_plain("prices", keep)

    def pull_requests(self, keep: Callable[[bytes], None]) -> None:
        """What the site asks for: checkauth, query, keep, success."""
        self._pull_plain("reconciliation", keep)

    def _pull_plain(self, kind: str, keep: Callable[[bytes], None]) -> None:
        self.checkauth(kind)
        body = self._ask(kind, "query").content
        if not body.startswith(b"{"):
            raise ExchangeRefused("query", body[:SHOWN_CHARS].decode("utf-8", "replace"))
        keep(body)
        self.success(kind)

    # ---- one request -----------------------------------------------------------------------------------------------

    def _until_success(self, mode: str, extra: dict[str, str]) -> None:
        for _ in range(MAX_PROGRESS):
            text = self._text(self._ask("catalog", mode, extra))
            word = text.partition("\n")[0].strip().lower()
            if word == "success":
                return
            if word != "progress":
                raise ExchangeRefused(mode, text)

    def _ask(
        self, kind: str, mode: str, extra: dict[str, str] | None = None, body: bytes | None = None
    ) -> httpx.Response:
        extra = extra or {}
        answer = self._once(kind, mode, body, extra)
        if mode in self.faults.repeat:
            answer = self._once(kind, mode, body, extra)
        return answer

    def _once(self, kind: str, mode: str, body: bytes | None, extra: dict[str, str]) -> httpx.Response:
        self._requests += 1
        if self.faults.die_before == self._requests:
            raise Died(f"перед запросом {self._requests}: {mode}")
        if self.faults.step_delay_s:
            time.sleep(self.faults.step_delay_s)
        query = self._query(kind, mode, extra)
        method = "POST" if body is not None or self.family == BITRIX else "GET"
        began = time.monotonic()
        answer = self._http.send(self._request(method, query, mode, body))
        took_ms = int((time.monotonic() - began) * 1000)
        self._log(method, query, body, answer, took_ms)
        if self.faults.cut_answer == self._requests:
            raise httpx.ReadError(f"обрыв связи в ответе на запрос {self._requests}: {mode}")
        if self.faults.die_after == self._requests:
            raise Died(f"после запроса {self._requests}: {mode}")
        return answer

    def _query(self, kind: str, mode: str, extra: dict[str, str]) -> str:
        parts = [("type", kind), ("mode", mode), *extra.items()]
        if self.family == BITRIX and self._sessid and mode != "checkauth":
            parts.append(("sessid", self._sessid))
        return "&".join(f"{name}={quote(value, safe='/')}" for name, value in parts)

    def _request(self, method: str, query: str, mode: str, body: bytes | None) -> httpx.Request:
        headers = {"User-Agent": "1C+Enterprise/8.3", "Accept": "*/*"}
        if self._cookie:
            headers["Cookie"] = self._cookie
        content: Any = body if body is not None else b""
        if mode == "file" and self.faults.cut_chunk == self._chunks and body is not None:
            headers["Content-Length"] = str(len(body))
            content = _cut(body)
        request = self._http.build_request(method, f"{self.url}?{query}", headers=headers, content=content)
        if self.family != BITRIX or mode == "checkauth":
            request = next(self._basic.auth_flow(request))
        return request

    def _log(self, method: str, query: str, body: bytes | None, answer: httpx.Response, took_ms: int) -> None:
        if self._on_step is None:
            return
        text = answer.content[: SHOWN_CHARS * 4].decode("utf-8", "replace")[:SHOWN_CHARS]
        self._on_step(
            Step(
                method=method,
                query=query,
                sent_bytes=len(body or b""),
                status=answer.status_code,
                answer=text,
                took_ms=took_ms,
            )
        )

    @staticmethod
    def _text(answer: httpx.Response) -> str:
        return answer.content.decode("utf-8", "replace")

    def _lines(self, answer: httpx.Response, step: str) -> list[str]:
        text = self._text(answer)
        lines = text.split("\n")
        if lines[0].strip().lower() != "success":
            raise ExchangeRefused(step, text[:SHOWN_CHARS] or f"пустой ответ, код {answer.status_code}")
        return lines


def _cut(body: bytes) -> Iterator[bytes]:
    """Half of a chunk, and then the line is lost."""
    yield body[: len(body) // 2]
    raise Died("обрыв связи внутри порции")


def _swapped(files: dict[str, bytes]) -> dict[str, bytes]:
    """The first two XML files under one another's names."""
    names = [name for name in files if name.endswith(".xml")][:2]
    if len(names) < 2:
        return files
    one, other = names
    return {**files, one: files[other], other: files[one]}


class _Entry(zipfile.ZipInfo):
    """A member named in CP866 without the UTF-8 flag, as the archiver of 1C names them."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - the only place where zipfile asks for a name
        return self.filename.encode("cp866", "replace"), self.flag_bits & ~0x800


def zipped(files: dict[str, bytes]) -> bytes:
    """One archive of the package's folder."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = _Entry(name, date_time=time.localtime()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()
