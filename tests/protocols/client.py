"""A 1C that speaks to the exchange address inside a test, word for word as the real ones do."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from django.test import Client

ADDRESS = "/1c/exchange/"


@dataclass
class OneC:
    """One client: its credentials, cookie and family (`version` is said by family B only)."""

    run_jobs: Callable[[], object]
    login: str = "central"
    password: str = "central-secret-1"
    version: str = ""
    with_basic: bool = False
    with_cookie: bool = True
    cookie: str = ""
    sessid: str = ""
    timestamp: str = ""
    http: Client = field(default_factory=Client)

    def ask(self, query: str, body: bytes | None = None, *, basic: bool | None = None) -> bytes:
        """One request; the answer's bytes. The status must be 200 whatever happens."""
        headers: dict[str, str] = {}
        if self.with_basic if basic is None else basic:
            pair = base64.b64encode(f"{self.login}:{self.password}".encode()).decode()
            headers["Authorization"] = f"Basic {pair}"
        if self.cookie and self.with_cookie:
            headers["Cookie"] = self.cookie
        self.http.cookies.clear()
        if body is None:
            response = self.http.get(f"{ADDRESS}?{query}", headers=headers)
        else:
            response = self.http.generic("POST", f"{ADDRESS}?{query}", body, "", headers=headers)
        assert response.status_code == 200, response.content
        return response.content

    def checkauth(self, type_: str = "catalog") -> bytes:
        """Begin a conversation; keeps the cookie."""
        answer = self.ask(f"type={type_}&mode=checkauth", basic=True)
        lines = answer.decode(errors="replace").split("\n")
        if lines[0] == "success":
            self.cookie = f"{lines[1]}={lines[2]}"
            self.sessid, self.timestamp = lines[3].removeprefix("sessid="), lines[4].removeprefix("timestamp=")
        return answer

    def init(self, type_: str = "catalog") -> bytes:
        """Begin a package."""
        version = f"&version={self.version}" if self.version else ""
        return self.ask(f"type={type_}&mode=init{version}")

    def file(self, name: str, content: bytes, *, type_: str = "catalog", limit: int = 0) -> bytes:
        """Send a file in chunks of `limit` bytes; the last answer."""
        step = limit or len(content) or 1
        answer = b""
        for start in range(0, max(len(content), 1), step):
            answer = self.ask(f"type={type_}&mode=file&filename={quote(name)}", content[start : start + step])
            if answer != b"success":
                break
        return answer

    def load(self, name: str, *, type_: str = "catalog", tries: int = 20) -> str:
        """Ask to import until it is over, as stock 1C does; the whole last answer."""
        for _ in range(tries):
            answer = self.ask(f"type={type_}&mode=import&filename={quote(name)}").decode()
            if not answer.startswith("progress"):
                return answer
            self.run_jobs()
        return "progress for ever"

    def send(self, files: dict[str, bytes], *, limit: int = 0, order: list[str] | None = None) -> dict[str, str]:
        """A whole catalogue cycle: all files, then all imports; the answer of each."""
        assert self.checkauth().startswith(b"success")
        self.init()
        for name, content in files.items():
            assert self.file(name, content, limit=limit) == b"success"
        return {name: self.load(name) for name in (order or [name for name in files if name.endswith(".xml")])}


def folder(path: Path, *names: str) -> dict[str, bytes]:
    """Files of a sample, by the names a client would give them."""
    return {Path(name).name: (path / name).read_bytes() for name in names}
