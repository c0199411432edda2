"""What the pages hand over to the process that takes the exchange in: everything, unchanged, or nothing at all."""

import io
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn, UnixStreamServer
from typing import Any
from wsgiref.simple_server import ServerHandler, WSGIRequestHandler

import pytest

from prilavok.config import handover
from prilavok.config.handover import Handover, Taken, socket_in

Environ = dict[str, Any]


class Intake:
    """The other end: notes what it was asked and answers as told."""

    def __init__(self) -> None:
        self.asked: list[tuple[Environ, bytes]] = []
        self.answer: Callable[[], bytes] = lambda: b"success"

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length)
        if len(body) < length:
            raise ConnectionAbortedError
        self.asked.append((environ, body))
        answer = self.answer()
        start_response(
            "401 Unauthorized", [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("Content-Length", str(len(answer)))]
        )
        return [answer]


class _Handler(WSGIRequestHandler):
    def handle(self) -> None:
        self.raw_requestline = self.rfile.readline(65537)
        if self.raw_requestline and self.parse_request():
            handler = ServerHandler(self.rfile, self.wfile, io.StringIO(), self.get_environ(), multithread=True)
            handler.request_handler = self  # type: ignore[attr-defined]
            handler.run(self.server.application)  # type: ignore[attr-defined]

    def address_string(self) -> str:
        return "unix"

    def get_environ(self) -> Environ:
        self.client_address = ("unix", 0)
        return super().get_environ()

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingMixIn, UnixStreamServer):
    daemon_threads = True
    base_environ: Environ = {"SERVER_NAME": "unix", "SERVER_PORT": "0", "SCRIPT_NAME": ""}


@pytest.fixture
def at(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the other end would listen."""
    return tmp_path_factory.getbasetemp() / "in.socket"


@pytest.fixture
def intake(at: Path) -> Iterator[Intake]:
    """The other end, listening."""
    found = Intake()
    with listening(at, found):
        yield found


@contextmanager
def listening(at: Path, found: Intake) -> Iterator[None]:
    """It listens for so long."""
    at.unlink(missing_ok=True)
    with _Server(str(at), _Handler) as server:
        server.application = Taken(found)  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield
        server.shutdown()
        thread.join()
    at.unlink()


def pages(environ: Environ, start_response: Any) -> Iterable[bytes]:
    """The pages' own answer."""
    start_response("200 OK", [])
    return [b"here"]


def ask(at: Path, path: str = "/1c/exchange/", body: bytes = b"", **more: Any) -> tuple[str, list[Any], bytes]:
    """One request to the pages; status, headers, body."""
    return ask_of(Handover(pages, at), path, body, **more)


def ask_of(asked: Handover, path: str = "/1c/exchange/", body: bytes = b"", **more: Any) -> Any:
    """One request to these pages."""
    environ = {
        "REQUEST_METHOD": "POST" if body else "GET",
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": "",
        "REMOTE_ADDR": "10.1.2.3",
        "HTTP_HOST": "shop.example",
        "wsgi.input": io.BytesIO(body),
        "CONTENT_LENGTH": str(len(body)) if body else "",
    } | more
    said: list[Any] = []
    answer = asked(environ, lambda status, headers, *_: said.extend((status, headers)))
    return said[0], said[1], b"".join(answer)


def test_a_piece_of_a_file_arrives_as_it_was_sent_and_the_answer_as_it_is(at: Path, intake: Intake) -> None:
    body = bytes(range(256)) * 3000
    status, headers, answer = ask(
        at,
        "/1c/exchange/файл/",
        body,
        QUERY_STRING="mode=file&filename=%D1%8F.xml",
        HTTP_COOKIE="session=1",
        HTTP_AUTHORIZATION="Basic eA==",
        HTTP_EXPECT="100-continue",
        HTTP_X_PRILAVOK_PEER="6.6.6.6",
    )
    assert (status, answer) == ("401 Unauthorized", b"success")
    assert [value for name, value in headers if name == "Set-Cookie"] == ["a=1", "b=2"]
    environ, taken = intake.asked.pop()
    assert taken == body
    wanted = {
        "PATH_INFO": "/1c/exchange/файл/".encode().decode("latin-1"),
        "QUERY_STRING": "mode=file&filename=%D1%8F.xml",
        "HTTP_HOST": "shop.example",
        "HTTP_COOKIE": "session=1",
        "HTTP_AUTHORIZATION": "Basic eA==",
        "REMOTE_ADDR": "10.1.2.3",
    }
    assert {name: environ.get(name) for name in wanted} == wanted
    assert "HTTP_EXPECT" not in environ
    assert "HTTP_X_PRILAVOK_PEER" not in environ


def test_other_pages_and_an_exchange_that_nobody_takes_in_are_answered_here(at: Path, intake: Intake) -> None:
    assert ask(at, "/catalog/")[2] == b"here"
    assert ask(at.with_name("nobody.socket"))[2] == b"here"
    assert not intake.asked


def test_a_body_cut_in_the_middle_is_no_request(at: Path, intake: Intake) -> None:
    status, _, _ = ask(at, body=b"x" * 1000, CONTENT_LENGTH="5000")
    assert status.startswith("503")
    assert not intake.asked


def test_the_other_end_dies_while_it_answers(at: Path, intake: Intake) -> None:
    def die() -> bytes:
        raise ConnectionResetError

    intake.answer = die
    status, _, answer = ask(at, body=b"x")
    assert (status[:3], answer.splitlines()[0]) == ("503", b"failure")


def test_a_process_that_died_a_moment_ago_is_waited_for_by_one_request_at_a_time(at: Path) -> None:
    pages_of, intake = Handover(pages, at), Intake()
    with listening(at, intake):
        ask_of(pages_of)
    with ThreadPoolExecutor(1) as pool:
        waits = pool.submit(ask_of, pages_of)
        deadline = time.monotonic() + 10
        while not pages_of._waits.locked() and time.monotonic() < deadline:
            time.sleep(0.005)
        assert ask_of(pages_of)[2] == b"here", "another one does not wait"
        with listening(at, intake):
            assert waits.result(timeout=10)[2] == b"success"
    assert len(intake.asked) == 2


def test_a_process_that_does_not_come_back_is_waited_for_once(at: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover, "BACK_WITHIN_S", 0.2)
    pages_of = Handover(pages, at)
    with listening(at, Intake()):
        ask_of(pages_of)
    assert ask_of(pages_of)[2] == b"here"
    assert not pages_of._has_listened


def test_a_folder_with_too_long_a_path_has_no_socket(tmp_path: Path) -> None:
    assert socket_in(tmp_path / ("д" * 100)) is None
    assert socket_in(Path("/srv/var")) == Path("/srv/var/intake.socket")
