"""The cache of whole pages, as a WSGI application around a counting one."""

import gzip
import threading
import time
from collections.abc import Iterable
from typing import Any

import brotli
import pytest

from prilavok.config import page_cache
from prilavok.config.page_cache import PROOF, PageCache
from prilavok.config.shared_pages import SharedPages
from prilavok.doors.storefront.web import frame
from prilavok.doors.storefront.web.frame import OWN_PRICES

TEXT = "Прилавок " * 200


class Shop:
    """An application that counts its calls and answers as told."""

    def __init__(self, **answer: Any) -> None:
        self.calls = 0
        self.status = answer.get("status", "200 OK")
        self.headers = answer.get("headers", [("Content-Type", "text/html"), ("X-Page-Cache", "1")])
        self.delay_s = answer.get("delay_s", 0.0)
        self.proof = answer.get("proof")

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.calls += 1
        if self.proof is not None:
            environ[PROOF] = self.proof
        time.sleep(self.delay_s)
        start_response(self.status, list(self.headers))
        return [f"{self.calls} {environ['PATH_INFO']} {TEXT}".encode()]


def ask(
    cache: PageCache, path: str = "/", query: str = "", method: str = "GET", **headers: str
) -> tuple[str, dict, bytes]:
    """One request; status, headers with lower-case names, body."""
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "shop"}
    environ |= {"HTTP_" + name.upper().replace("-", "_"): value for name, value in headers.items()}
    said: list[Any] = []
    body = b"".join(cache(environ, lambda status, given, *_: said.extend([status, given])))
    return said[0], {name.lower(): value for name, value in said[1]}, body


def test_a_marked_page_is_made_once_and_the_mark_stays_inside() -> None:
    shop = Shop()
    cache = PageCache(shop)

    _, headers, first = ask(cache)
    _, _, second = ask(cache)

    assert shop.calls == 1
    assert first == second
    assert "x-page-cache" not in headers
    assert headers["content-length"] == str(len(first))


def test_an_expired_page_is_made_again() -> None:
    shop = Shop(headers=[("Content-Type", "text/html"), ("X-Page-Cache", "0.05")])
    cache = PageCache(shop)

    ask(cache)
    time.sleep(0.06)
    ask(cache)

    assert shop.calls == 2


@pytest.mark.parametrize(
    "answer",
    [
        {"headers": [("Content-Type", "text/html")]},
        {"headers": [("X-Page-Cache", "0")]},
        {"headers": [("X-Page-Cache", "no")]},
        {"headers": [("X-Page-Cache", "1"), ("Set-Cookie", "sessionid=secret")]},
        {"headers": [("X-Page-Cache", "1"), ("Vary", "Accept, Cookie")]},
        {"headers": [("X-Page-Cache", "1")], "status": "404 Not Found"},
        {"headers": [("X-Page-Cache", "1")], "status": "500 Internal Server Error"},
    ],
)
def test_personal_and_failed_answers_are_never_kept(answer: dict[str, Any]) -> None:
    shop = Shop(**answer)
    cache = PageCache(shop)

    ask(cache)
    _, headers, _ = ask(cache)

    assert shop.calls == 2
    assert "x-page-cache" not in headers


def test_posts_go_through() -> None:
    shop = Shop()
    cache = PageCache(shop)

    ask(cache)
    _, headers, _ = ask(cache, method="POST")

    assert shop.calls == 2
    assert "x-page-cache" not in headers


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/other"},
        {"query": "page=2"},
        {"cookie": "city=Казань"},
        {"cookie": "a=b; store=7"},
        {"cookie": "lang=en"},
        {"host": "other.example"},
        {"hx-request": "true"},
    ],
)
def test_another_city_store_language_or_query_is_another_page(other: dict[str, str]) -> None:
    shop = Shop()
    cache = PageCache(shop)

    ask(cache)
    ask(cache, **other)

    assert shop.calls == 2


@pytest.mark.parametrize("same", [{"cookie": "sessionid=abc; basket=1"}, {"query": "utm_source=mail&yclid=1"}])
def test_sessions_and_advertising_do_not_make_another_page(same: dict[str, str]) -> None:
    shop = Shop()
    cache = PageCache(shop)

    ask(cache)
    ask(cache, **same)

    assert shop.calls == 1


def test_the_order_of_parameters_does_not_matter() -> None:
    shop = Shop()
    cache = PageCache(shop)

    ask(cache, query="a=1&b=2")
    ask(cache, query="b=2&a=1")

    assert shop.calls == 1


def test_a_visit_from_advertising_is_not_what_others_get() -> None:
    shop = Shop()
    cache = PageCache(shop)

    _, headers, _ = ask(cache, query="utm_source=mail", **{"accept-encoding": "br"})
    ask(cache)

    assert shop.calls == 2
    assert headers["content-encoding"] == "br", "no heavier for that"


def test_bodies_are_compressed_once_per_encoding() -> None:
    cache = PageCache(Shop())

    _, plain_headers, plain = ask(cache)
    _, br_headers, br = ask(cache, **{"accept-encoding": "gzip, deflate, br"})
    _, gz_headers, gz = ask(cache, **{"accept-encoding": "gzip"})

    assert brotli.decompress(br) == plain == gzip.decompress(gz)
    assert (br_headers["content-encoding"], gz_headers["content-encoding"]) == ("br", "gzip")
    assert "content-encoding" not in plain_headers
    assert len(br) < len(plain) / 5


def test_head_has_the_headers_and_no_body() -> None:
    cache = PageCache(Shop())
    _, _, body = ask(cache)

    _, headers, nothing = ask(cache, method="HEAD")

    assert nothing == b""
    assert headers["content-length"] == str(len(body))


def test_one_thread_renews_while_the_others_get_the_page_just_expired() -> None:
    shop = Shop(headers=[("Content-Type", "text/html"), ("X-Page-Cache", "0.05")])
    cache = PageCache(shop)
    ask(cache)
    time.sleep(0.06)
    shop.delay_s = 0.3

    threads = [threading.Thread(target=ask, args=[cache]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert shop.calls == 2


def test_personal_pages_do_not_wait_for_one_another() -> None:
    shop = Shop(headers=[("Content-Type", "text/html")], delay_s=0.2)
    cache = PageCache(shop)
    began = time.monotonic()

    threads = [threading.Thread(target=ask, args=[cache]) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert shop.calls == 5
    assert time.monotonic() - began < 0.6


def test_the_last_good_page_stands_in_for_a_failure() -> None:
    shop = Shop(headers=[("Content-Type", "text/html"), ("X-Page-Cache", "0.05")])
    cache = PageCache(shop)
    _, _, good = ask(cache)
    time.sleep(0.06)
    shop.status, shop.headers = "500 Internal Server Error", [("Content-Type", "text/html")]

    status, _, body = ask(cache)

    assert (status, body) == ("200 OK", good)


def test_memory_is_bounded_and_the_least_recent_page_leaves() -> None:
    shop = Shop()
    cache = PageCache(shop, most_bytes=30_000)
    ask(cache, "/first")
    for number in range(20):
        ask(cache, f"/{number}")
        ask(cache, "/first")

    assert cache._bytes <= 30_000
    assert cache._bytes == sum(page.size for page in cache._pages.values())
    assert shop.calls == 21


def test_a_large_answer_that_is_not_kept_is_streamed() -> None:
    def stream(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/csv")])
        return (b"line\n" for _ in range(3))

    cache = PageCache(stream)

    _, _, body = ask(cache)

    assert body == b"line\n" * 3


def test_a_buyer_with_prices_of_their_own_passes_by_and_leaves_nothing_behind() -> None:
    shop = Shop()
    cache = PageCache(shop)

    _, _, usual = ask(cache)
    _, headers, own = ask(cache, cookie=f"city=1; {OWN_PRICES}=1")
    ask(cache, "/other/", cookie=f"{OWN_PRICES}=1")

    assert (shop.calls, own != usual, "x-page-cache" in headers) == (3, True, False)
    assert ask(cache)[2] == usual
    ask(cache, "/other/")
    assert shop.calls == 4


def test_a_page_that_would_say_the_same_stays_for_as_long_again() -> None:
    asked: list[bool] = []
    truth = [True]

    def proof() -> bool:
        asked.append(truth[0])
        return truth[0]

    shop = Shop(headers=[("Content-Type", "text/html"), ("X-Page-Cache", "0.05")], proof=proof)
    cache = PageCache(shop)
    _, _, first = ask(cache, accept_encoding="br")
    assert ask(cache, accept_encoding="br")[2] == first
    assert asked == [], "a young page is not asked about"
    time.sleep(0.06)
    assert ask(cache, accept_encoding="br")[2] == first
    assert ask(cache, accept_encoding="br")[2] == first
    assert (asked, shop.calls) == ([True], 1)
    truth[0] = False
    time.sleep(0.06)
    assert ask(cache, accept_encoding="br")[2] != first
    assert (asked, shop.calls) == ([True, False], 2)
    assert PROOF == frame.PROOF


def test_a_proof_that_fails_lets_the_page_be_made_anew() -> None:
    def proof() -> bool:
        raise OSError("the database is away")

    shop = Shop(headers=[("Content-Type", "text/html"), ("X-Page-Cache", "0.05")], proof=proof)
    cache = PageCache(shop)
    ask(cache)
    time.sleep(0.06)
    assert ask(cache)[0] == "200 OK"
    assert shop.calls == 2


def test_what_a_proof_remembers_counts_as_memory() -> None:
    shop = Shop(proof=lambda: True)
    cache = PageCache(shop, most_bytes=3 * (page_cache.PROOF_COST + 8000))
    for path in ("/1", "/2", "/3", "/4", "/5", "/6", "/7"):
        ask(cache, path)
    assert len(cache._pages) == 3


class Proof:
    """A question that another process could ask too."""

    answer = True

    def __call__(self) -> bool:
        return type(self).answer

    def told(self) -> bytes:
        return b"the same?"


def brothers(one: Shop, other: Shop) -> tuple[PageCache, PageCache]:
    """Two processes that share pages."""
    pages = SharedPages(places=16)

    def read(told: bytes) -> Proof | None:
        return Proof() if told == b"the same?" else None

    return PageCache(one, shared=pages, read_proof=read), PageCache(other, shared=pages, read_proof=read)


def test_a_page_that_another_process_has_made_is_asked_about_and_not_made() -> None:
    first, second = Shop(proof=Proof()), Shop(proof=Proof())
    one, other = brothers(first, second)
    said = ask(one)

    assert ask(other) == said
    assert (first.calls, second.calls) == (1, 0)
    assert ask(other, "/else")[0] == "200 OK"
    assert second.calls == 1


def test_a_shared_page_that_would_say_something_else_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    second = Shop(proof=Proof())
    one, other = brothers(Shop(proof=Proof()), second)
    ask(one)
    monkeypatch.setattr(Proof, "answer", False)

    ask(other)

    assert second.calls == 1


@pytest.mark.parametrize("told", [None, b"what only the other knows"])
def test_what_cannot_be_asked_elsewhere_is_made_there(told: bytes | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Proof, "told", lambda self: told)
    second = Shop()
    one, other = brothers(Shop(proof=Proof()), second)
    ask(one)

    ask(other)

    assert second.calls == 1


def test_a_page_whose_question_is_nobody_elses_is_not_shared() -> None:
    second = Shop()
    one, other = brothers(Shop(proof=lambda: True), second)
    ask(one)

    ask(other)

    assert second.calls == 1
