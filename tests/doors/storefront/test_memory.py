"""What pages remember is renewed beside them, so that nobody waits on a visited site, and never older than promised."""

import threading
import time
from collections.abc import Iterator

import pytest

from prilavok.doors.storefront import memory


@pytest.fixture(autouse=True)
def _ahead(monkeypatch: pytest.MonkeyPatch, _own_memory: None) -> Iterator[None]:
    monkeypatch.setattr(memory, "is_ahead", True)
    memory._beside.cache_clear()
    memory._renewing.clear()
    return


class Maker:
    """Counts what it made; `door` holds it back, `threads` tells who made."""

    def __init__(self) -> None:
        self.count = 0
        self.door = threading.Event()
        self.door.set()
        self.threads: list[str] = []

    def __call__(self) -> int:
        self.door.wait(5)
        self.threads.append(threading.current_thread().name)
        self.count += 1
        return self.count


def _age(key: str, seconds: float) -> None:
    made_at, value = memory._kept[key]
    memory._kept[key] = (made_at - seconds, value)


def _wait_for(count: int, maker: Maker) -> None:
    deadline = time.monotonic() + 5
    while maker.count < count and time.monotonic() < deadline:
        time.sleep(0.005)


def test_the_young_is_served_as_it_is() -> None:
    maker = Maker()
    assert [memory.kept("one", 60, maker), memory.kept("one", 60, maker)] == [1, 1]


def test_the_middle_aged_is_served_at_once_and_renewed_once_beside() -> None:
    maker = Maker()
    memory.kept("one", 60, maker)
    _age("one", 40)
    maker.door.clear()
    assert [memory.kept("one", 60, maker) for _ in range(3)] == [1, 1, 1]
    maker.door.set()
    _wait_for(2, maker)
    assert memory.kept("one", 60, maker) == 2
    assert maker.count == 2
    assert maker.threads[1].startswith("renew")


def test_the_old_is_never_served() -> None:
    maker = Maker()
    memory.kept("one", 60, maker)
    _age("one", 61)
    assert memory.kept("one", 60, maker) == 2


def test_a_failed_renewal_is_tried_again_and_shows_to_nobody() -> None:
    maker = Maker()
    memory.kept("one", 60, maker)
    _age("one", 40)
    failed = threading.Event()

    def fail() -> int:
        failed.set()
        raise ValueError("not now")

    assert memory.kept("one", 60, fail) == 1
    assert failed.wait(5)
    deadline = time.monotonic() + 5
    while maker.count < 2 and time.monotonic() < deadline:
        assert memory.kept("one", 60, maker) in (1, 2)
        time.sleep(0.005)
    assert maker.count == 2


def test_what_was_used_stands_as_long_as_it_is_kept_and_the_same() -> None:
    said = ["ложка"]
    with memory.noting() as noted:
        memory.kept("one", 60, lambda: list(said))
    assert memory.stands(noted)
    _age("one", 61)
    assert not memory.stands(noted), "too old to be used"
    memory.kept("one", 60, lambda: list(said))
    assert memory.stands(noted), "made anew, and equal"
    _age("one", 61)
    said.append("вилка")
    assert memory.kept("one", 60, lambda: list(said)) == said
    assert not memory.stands(noted)
    memory.forget()
    assert not memory.stands(noted)
