"""Schedules: when the ERP is expected, what was missed, whom not to disturb."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from prilavok.partners.erp.watch.schedule import Line, is_quiet, last_run, missed, next_run

MOSCOW = ZoneInfo("Europe/Moscow")
NIGHTLY = Line(at=time(2, 0), title="полная выгрузка")
QUARTERS = Line(every_min=15, hours_from=time(8), hours_till=time(20), weekdays="1111100")


def at(day: int, clock: str) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2026, 11, day, int(hour), int(minute), tzinfo=MOSCOW)  # the 22nd is a Sunday


@pytest.mark.parametrize(
    ("moment", "past", "coming"),
    [
        (at(20, "10:07"), at(20, "10:00"), at(20, "10:15")),
        (at(20, "20:00"), at(20, "20:00"), at(21, "2:00")),
        (at(22, "12:00"), at(22, "2:00"), at(23, "2:00")),
        (at(23, "7:59"), at(23, "2:00"), at(23, "8:00")),
    ],
)
def test_the_last_and_the_next_run(moment: datetime, past: datetime, coming: datetime) -> None:
    lines = [NIGHTLY, QUARTERS]

    assert last_run(lines, moment.astimezone(UTC), MOSCOW) == past
    assert next_run(lines, moment.astimezone(UTC), MOSCOW) == coming


def test_a_night_without_runs_is_no_silence() -> None:
    good = at(20, "20:00")

    assert missed([QUARTERS], 3600, good, at(22, "23:00"), MOSCOW) == 0  # the weekend
    assert missed([QUARTERS], 3600, good, at(23, "8:31"), MOSCOW) == 2  # 8:00 and 8:15; 8:30 may still come


def test_without_a_schedule_the_promise_counts() -> None:
    good = at(20, "10:00")

    assert missed([], 3600, good, good + timedelta(minutes=59), MOSCOW) == 0
    assert missed([], 3600, good, good + timedelta(minutes=181), MOSCOW) == 3
    assert missed([], None, good, good + timedelta(days=9), MOSCOW) == 0


def test_quiet_hours_go_over_midnight() -> None:
    night = (time(22), time(8))

    assert [is_quiet(time(hour), *night) for hour in (21, 22, 3, 8)] == [False, True, True, False]
    assert not is_quiet(time(3), None, time(8))
