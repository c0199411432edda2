"""A small site that answers the exchange as the protocol says, for tests of the client."""

from urllib.parse import parse_qs

import httpx


class Site:
    """Remembers what it was asked; `file_limit`, `zip`, `progress` and `refuse` shape its answers."""

    def __init__(self, *, file_limit: int = 1000, zip: str = "no", progress: int = 0) -> None:  # noqa: A002
        self.file_limit, self.zip, self.progress = file_limit, zip, progress
        self.refuse = ""
        self.asked: list[tuple[str, str, str]] = []
        self.files: dict[str, bytes] = {}
        self.requests: list[httpx.Request] = []
        self.orders = '<?xml version="1.0" encoding="utf-8"?><КоммерческаяИнформация/>'.encode()
        self._left = progress

    @property
    def modes(self) -> list[str]:
        return [mode for _, mode, _ in self.asked]

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        params = {name: values[0] for name, values in parse_qs(request.url.query.decode()).items()}
        mode, name = params["mode"], params.get("filename", "")
        self.requests.append(request)
        self.asked.append((params["type"], mode, name))
        if mode == self.refuse:
            return httpx.Response(200, text="failure\nНе сегодня")
        return httpx.Response(200, content=self._body(mode, name, params, request))

    def _body(self, mode: str, name: str, params: dict[str, str], request: httpx.Request) -> bytes:
        if mode == "checkauth":
            return b"success\nsid\nabc\nsessid=55\ntimestamp=1760000000"
        if mode == "init":
            more = "\nsessid=77\nversion=2.09" if "version" in params else ""
            return f"zip={self.zip}\nfile_limit={self.file_limit}{more}".encode()
        if mode == "file":
            self.files[name] = self.files.get(name, b"") + request.read()
        if mode == "import" and self._left:
            self._left -= 1
            return b"progress\n50%"
        if mode == "import":
            self._left = self.progress
        return self.orders if mode == "query" else b"success"
