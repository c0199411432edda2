"""A thread of the pages has a connection, a language and a time zone of its own, and keeps them between questions."""

from threading import Thread, local
from zoneinfo import ZoneInfo

import pytest
from django.db import connections
from django.utils import timezone, translation

from prilavok.config.by_thread import KEPT, keep_by_thread

OMSK = ZoneInfo("Asia/Omsk")


def seen() -> tuple[int, str | None, str]:
    return id(connections["default"]), translation.get_language(), timezone.get_current_timezone_name()


def test_threads_share_neither_connection_nor_language_nor_time_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    for holder, name in KEPT:
        assert hasattr(holder, name), f"Django keeps its {name} elsewhere now"
        monkeypatch.setattr(holder, name, local())
    keep_by_thread()
    found: list[tuple[int, str | None, str]] = []

    with translation.override("en"), timezone.override(OMSK):
        mine = seen()
        other = Thread(target=lambda: found.extend((seen(), seen())))
        other.start()
        other.join()
        again = seen()

    assert mine == again == (mine[0], "en", "Asia/Omsk")
    assert found[0] == found[1] == (found[0][0], "ru", "Europe/Moscow")
    assert found[0][0] != mine[0]
