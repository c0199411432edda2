"""django-oscar from PyPI, in a virtual environment of its own, on the server of pages that Prilavok uses itself."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote, urlencode

from benchmarks.peers.goods import GROUPS, Good, as_rows, pages, words
from benchmarks.peers.load import Answer, Errand, Request, visit
from benchmarks.peers.place import FIRST_PORT, Place, require_free, run, start, stop, wait_for_port
from benchmarks.peers.shops import log_of

HERE = Path(__file__).parent / "oscar_shop"
# Any value goes, as long as the cookie and the form agree; no page is asked for only to get one.
TOKEN = "a" * 32


class Oscar:
    """django-oscar."""

    name = "django-oscar"
    port = FIRST_PORT + 10
    remark = "pages of HTML; listings and search by Whoosh, nothing counted (that needs a Solr or Elasticsearch server)"

    def __init__(self) -> None:
        self.python = Path()
        self.url = self.index = ""
        self.first = 1
        self.goods: Sequence[Good] = ()
        self.process: subprocess.Popen[bytes] | None = None

    def install(self, place: Place) -> None:
        """A virtual environment and `pip install` of the pinned names."""
        home = place.folder / "programs" / "oscar"
        self.python = home / "bin" / "python"
        if not self.python.exists():
            run([sys.executable, "-m", "venv", home], where=HERE)
        run([self.python, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt"], where=HERE)

    def fill(self, place: Place, goods: Sequence[Good]) -> None:
        """By its own models."""
        self.url, self.goods = place.database("oscar_shop"), goods
        self.index = str(place.folder / "oscar-index")
        rows = place.folder / "goods.json"
        rows.write_text(json.dumps(as_rows(goods)))
        self.first = int(run([self.python, "fill.py", rows], where=HERE, env=self._env()).split()[-1])

    def start(self, place: Place) -> int:
        """Granian over WSGI: two processes of four threads."""
        command = [self.python, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", self.port]
        command += ["--workers", "2", "--blocking-threads", "4", "--no-access-log", "--log-level", "warning"]
        log = log_of(place, self)
        require_free(self.port)
        command = [str(word) for word in [*command, "wsgi:application"]]
        self.process = start(command, where=HERE, env=self._env(), log=log)
        wait_for_port(self.port, self.process, log)
        return self.process.pid

    def stop(self) -> None:
        """End the server."""
        if self.process is not None:
            stop(self.process)

    def version(self) -> str:
        """As pinned."""
        return (HERE / "requirements.txt").read_text().split()[0]

    def listing(self, at: int, fresh: str = "") -> Errand:
        """A group's page."""
        group = at % GROUPS
        return _get(f"/catalogue/category/group-{group}_{group + 1}/?page={self._page(at) + 1}")

    def product(self, at: int, fresh: str = "") -> Errand:
        """A product's page."""
        at %= len(self.goods)
        return _get(f"/catalogue/{self.goods[at].slug}_{self.first + at}/")

    def search(self, at: int, fresh: str = "") -> Errand:
        """Words; nothing is counted."""
        return _get(f"/search/?q={quote(words()[at % len(words())])}&page={self._page(at) + 1}")

    def _page(self, number: int) -> int:
        return number // GROUPS % pages(len(self.goods), GROUPS)

    def add(self, number: int) -> Errand:
        """The form of a product."""
        return Errand(requests=[self._put(number % (len(self.goods) - 1), {})], is_good=_is_moved)

    def ready_to_place(self, numbers: Sequence[int]) -> Errand:
        """Two forms are left, the guest's e-mail and the order, and a step between them that goes on by itself."""
        cookies: dict[str, str] = {}
        for number in numbers:
            cookies |= visit(("127.0.0.1", self.port), self._put(number, cookies)).cookies()
        guest = _form("/checkout/", {"username": f"guest{numbers[0]}@example.com", "options": "anonymous"}, cookies)
        cookies |= visit(("127.0.0.1", self.port), guest).cookies()
        order = _form("/checkout/preview/", {"action": "place_order"}, cookies)
        return Errand(requests=[guest, self._shipping(cookies), order], is_good=_is_thanked)

    def _env(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.url,
            "SHOP_SECRET": "loopback-only",
            "PYTHONPATH": str(HERE),
            "SHOP_INDEX": self.index,
        }

    def _shipping(self, cookies: Mapping[str, str]) -> Request:
        """The step that sees by itself that nothing is to be shipped."""
        told = "; ".join(f"{key}={value}" for key, value in cookies.items())
        return Request(path="/checkout/shipping-method/", headers=(("Cookie", told),))

    def _put(self, number: int, cookies: Mapping[str, str]) -> Request:
        return _form(f"/basket/add/{self.first + number}/", {"quantity": 1}, cookies)


def _form(path: str, form: Mapping[str, object], cookies: Mapping[str, str]) -> Request:
    told = {**cookies, "csrftoken": TOKEN}
    headers = (
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Cookie", "; ".join(f"{key}={value}" for key, value in told.items())),
    )
    body = urlencode({**form, "csrfmiddlewaretoken": TOKEN}).encode()
    return Request(method="POST", path=path, headers=headers, body=body)


def _get(path: str) -> Errand:
    return Errand(requests=[Request(path=path)], is_good=_is_shown)


def _is_shown(answer: Answer) -> bool:
    return answer.status == 200 and any(mark in answer.body for mark in (b"product_pod", b"product_main"))


def _is_moved(answer: Answer) -> bool:
    return answer.status == 302


def _is_thanked(answer: Answer) -> bool:
    return answer.status == 302 and "thank-you" in answer.head
