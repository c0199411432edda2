"""When an ERP is expected, and how many of its runs have been missed. Pure; times of day are local."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

AHEAD_DAYS: Final = 8
MOST: Final = 100_000
NIGHTLY_GRACE: Final = timedelta(minutes=30)
EVERY_DAY: Final = "1111111"


@dataclass(frozen=True, kw_only=True)
class Line:
    """Every `every_min` minutes, or daily `at`; `weekdays` begins with Monday; within hours when they are given."""

    title: str = ""
    every_min: int | None = None
    at: time | None = None
    weekdays: str = EVERY_DAY
    hours_from: time | None = None
    hours_till: time | None = None

    @property
    def grace(self) -> timedelta:
        """How long after its time a run is not yet missed."""
        return timedelta(minutes=self.every_min) / 2 if self.every_min else NIGHTLY_GRACE


def next_run(lines: Sequence[Line], after: datetime, zone: tzinfo) -> datetime | None:
    """The first expected run after the moment; None without a schedule."""
    day = after.astimezone(zone).date()
    for shift in range(AHEAD_DAYS):
        coming = [run for line in lines for run in _of_day(line, day + timedelta(days=shift), zone) if run > after]
        if coming:
            return min(coming)
    return None


def last_run(lines: Sequence[Line], before: datetime, zone: tzinfo) -> datetime | None:
    """The last expected run at or before the moment."""
    day = before.astimezone(zone).date()
    for shift in range(AHEAD_DAYS):
        past = [run for line in lines for run in _of_day(line, day - timedelta(days=shift), zone) if run <= before]
        if past:
            return max(past)
    return None


def missed_runs(lines: Sequence[Line], good: datetime, now: datetime, zone: tzinfo) -> int:
    """How many expected runs have passed since the last good exchange; at most a week is looked back."""
    start = max(good, now - timedelta(days=AHEAD_DAYS))
    days = (now.astimezone(zone).date() - start.astimezone(zone).date()).days
    first = start.astimezone(zone).date()
    return sum(
        1
        for line in lines
        for shift in range(days + 1)
        for run in _of_day(line, first + timedelta(days=shift), zone)
        if start < run <= now - line.grace
    )


def missed(lines: Sequence[Line], promise_s: int | None, good: datetime, now: datetime, zone: tzinfo) -> int:
    """Missed periods: by the schedule when there is one, else how many times the promise fits into the lag."""
    if lines:
        return missed_runs(lines, good, now, zone)
    if not promise_s:
        return 0
    return max(0, int((now - good).total_seconds()) // promise_s)


def is_quiet(at: time, quiet_from: time | None, quiet_till: time | None) -> bool:
    """True within the hours in which nobody is to be disturbed; they may go over midnight."""
    if quiet_from is None or quiet_till is None or quiet_from == quiet_till:
        return False
    if quiet_from < quiet_till:
        return quiet_from <= at < quiet_till
    return at >= quiet_from or at < quiet_till


def _of_day(line: Line, day: date, zone: tzinfo) -> Iterator[datetime]:
    if line.weekdays[day.weekday() : day.weekday() + 1] != "1":
        return
    if line.at is not None:
        yield datetime.combine(day, line.at, zone)
        return
    if not line.every_min:
        return
    moment = datetime.combine(day, line.hours_from or time.min, zone)
    end = datetime.combine(day, line.hours_till or time.max, zone)
    for _ in range(MOST):
        if moment > end or moment.date() != day:
            return
        yield moment
        moment += timedelta(minutes=line.every_min)


def shortest(lines: Iterable[Line]) -> int | None:
    """The shortest distance between runs in minutes, a day for daily ones; None without a schedule."""
    return min((line.every_min or 24 * 60 for line in lines), default=None)
