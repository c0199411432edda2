"""A small SMS gateway by the public contract, with the faults that matter: it counts what it really took."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs


@dataclass
class Gateway:
    """What was taken and asked; `faults` are played in order, one a send: "drop", "500" or an error code."""

    url: str = ""
    taken: list[dict[str, str]] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    status: int = 1

    def send(self, form: dict[str, str]) -> dict[str, Any] | None:
        """The answer to send.php; None cuts the connection."""
        fault = self.faults.pop(0) if self.faults else ""
        if fault.isdecimal() and fault != "500":
            return {"error": "refused", "error_code": int(fault)}
        if fault != "500":
            self.taken.append(form)
        if fault:
            return None
        return {"id": int(form["id"]), "cnt": 1}

    def find(self, form: dict[str, str]) -> dict[str, Any]:
        """The answer to status.php."""
        self.asked.append(form)
        known = any((one["id"], one["phones"]) == (form["id"], form["phone"]) for one in self.taken)
        return {"status": self.status if known else -3}


@contextmanager
def running() -> Iterator[Gateway]:
    """The gateway on a free port."""
    gateway = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            answer = gateway.send(form) if self.path.endswith("send.php") else gateway.find(form)
            if answer is None:
                self.close_connection = True
                return
            said = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    gateway.url = f"http://127.0.0.1:{server.server_port}/smsc"
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()
