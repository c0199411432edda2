"""Pages between processes: what one has written whole, another reads; whatever else, nobody has."""

import os
import threading

import pytest

from prilavok.config import shared_pages
from prilavok.config.shared_pages import HEAD, SharedPages

KEY = ("http", "shop.example", "/product/pot/")


def test_what_one_process_has_written_another_reads() -> None:
    pages = SharedPages(places=16, place_bytes=4096)
    child = os.fork()
    if not child:
        pages.put(KEY, "Кастрюля".encode())
        os._exit(0)
    os.waitpid(child, 0)

    assert pages.get(KEY) == "Кастрюля".encode()
    assert pages.get((*KEY, "v=2")) is None


def test_the_last_word_holds_and_what_is_too_long_is_not_kept() -> None:
    pages = SharedPages(places=16, place_bytes=4096)
    pages.put(KEY, b"first" * 100)
    pages.put(KEY, b"second")
    pages.put(("long",), b"x" * 5000)

    assert pages.get(KEY) == b"second"
    assert pages.get(("long",)) is None


def test_the_older_of_two_gives_way() -> None:
    pages = SharedPages(places=2, place_bytes=4096)
    keys = [(f"/{number}",) for number in range(30)]
    for key in keys:
        pages.put(key, key[0].encode())

    known = [key for key in keys if pages.get(key) is not None]
    assert keys[-1] in known
    assert len(known) <= 2


@pytest.mark.parametrize("at", [0, 17, HEAD.size, HEAD.size + 99])
def test_a_page_that_is_not_whole_is_not_there(at: int) -> None:
    pages = SharedPages(places=1, place_bytes=4096)
    pages.put(KEY, b"a" * 100)
    pages._memory[at] ^= 1

    assert pages.get(KEY) is None


def test_whoever_reads_while_others_write_reads_one_of_them_whole() -> None:
    pages = SharedPages(places=1, place_bytes=65_536)
    bodies = [bytes([letter]) * (60_000 - letter) for letter in b"abcdef"]
    is_over = threading.Event()

    def write() -> None:
        while not is_over.is_set():
            for body in bodies:
                pages.put(KEY, body)

    child = os.fork()
    if not child:
        for _ in range(300):
            for body in reversed(bodies):
                pages.put(KEY, body)
        os._exit(0)
    writer = threading.Thread(target=write)
    writer.start()
    try:
        read = [pages.get(KEY) for _ in range(3000)]
    finally:
        is_over.set()
        writer.join()
        os.waitpid(child, 0)

    assert {one for one in read if one is not None} <= set(bodies)


def test_without_such_memory_the_house_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("Cannot allocate memory")

    monkeypatch.setattr(shared_pages.mmap, "mmap", refuse)
    assert SharedPages.where_possible() is None
    assert "not shared" in caplog.text
