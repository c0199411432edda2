"""The storefront's pure decisions."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from prilavok.doors.storefront import rules
from prilavok.doors.storefront.web.addresses import safe_next, shown_pages


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("kfvgf", "лампа"), ("Gbkf", "Пила"), ("ьфпте", "magnt"), ("gjl jrjyybr", "под оконник")],
)
def test_the_other_keyboard_layout_is_understood(typed: str, meant: str) -> None:
    assert rules.other_layout(typed) == meant


def test_words_of_a_query_keep_articles_whole() -> None:
    assert rules.search_words("Лампа  AB-12/3, ёлка!") == ["лампа", "ab-12/3", "елка"]


@pytest.mark.parametrize(
    ("ready", "hours", "expected"),
    [
        ("2026-11-22 06:07", "10:00–21:00", "2026-11-22 10:00"),
        ("2026-11-22 14:07", "10:00–21:00", "2026-11-22 14:15"),
        ("2026-11-22 20:50", "10:00–21:00", "2026-11-23 10:00"),
        ("2026-11-22 23:10", "ежедневно 9.30 - 22.00", "2026-11-23 09:30"),
        ("2026-11-22 03:00", "круглосуточно", "2026-11-22 03:00"),
        ("2026-11-22 12:00", "", "2026-11-22 12:00"),
    ],
)
def test_an_order_can_be_fetched_when_the_store_is_open(ready: str, hours: str, expected: str) -> None:
    assert rules.open_from(datetime.fromisoformat(ready), hours) == datetime.fromisoformat(expected)


def test_within_a_quarter_the_store_is_open_from_the_same_time_on() -> None:
    told: dict[int, set[datetime]] = {}
    begin = datetime.fromisoformat("2026-11-22 19:30")
    for minute in range(120):
        ready = begin + timedelta(minutes=minute + 40, seconds=30)
        quarter = rules.quarter(int(begin.timestamp()) // 60 + minute, 40)
        told.setdefault(quarter, set()).add(rules.open_from(ready, "10:00–21:00"))
    assert [len(one) for one in told.values()] == [1] * len(told)
    assert len(told) == 9


def test_reach_counts_the_city_and_the_rest() -> None:
    seen = rules.reach({"1": 3, "2": 0, "3": 1.5, "9": 4}, [1, 2, 3], 3)

    assert (seen.in_my_store, seen.city_stores, seen.city_pieces, seen.elsewhere) == (
        Decimal("1.5"), 2, Decimal("4.5"), 1,
    )  # fmt: skip


def test_pages_are_shown_with_gaps_only_where_numbers_are_missing() -> None:
    assert shown_pages(5, 20) == [1, None, 4, 5, 6, None, 20]
    assert shown_pages(3, 5) == [1, 2, 3, 4, 5]
    assert shown_pages(1, 1) == [1]


@pytest.mark.parametrize(
    "path", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/a\nb", "", "/" * 600]
)
def test_nobody_is_sent_elsewhere(path: str) -> None:
    assert safe_next(path, "/basket/") == "/basket/"


def test_a_path_of_ours_is_kept() -> None:
    assert safe_next("/catalog/?page=2") == "/catalog/?page=2"


def test_distance_between_two_stores_is_about_right() -> None:
    moscow, tver = (Decimal("55.7558"), Decimal("37.6173")), (Decimal("56.8587"), Decimal("35.9176"))
    assert 155 < rules.kilometres(moscow, tver) < 170


def test_a_stock_that_nobody_knows_is_neither_there_nor_sold_out() -> None:
    mine = {"1": None, "2": None, "9": 4.0}

    assert rules.reach(mine, [1, 2], 1).is_unknown
    assert rules.reach(mine, [1, 2], 1).city_stores == 0
    assert not rules.reach(mine, [9], None).is_unknown
    assert not rules.reach(mine, [], None).is_unknown
    assert rules.reach({"1": None}, [], None).is_unknown
    assert rules.reach({"1": 2.0, "2": None}, [1, 2], 1).in_my_store == 2
