"""Promotions as bars over weeks: what runs together shows at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.formats import date_format
from django.utils.timezone import localtime

from prilavok.goods.pricing.promotions.values import PromotionView

BEFORE: Final = timedelta(days=14)
AHEAD: Final = timedelta(days=56)
TOP: Final = 28
BAR: Final = 16
LETTER: Final = 7
SHOWN: Final = ("running", "waiting", "paused", "over", "ended")
LONGEST: Final = 42


@dataclass(frozen=True, kw_only=True)
class Form:
    """A way to draw: how wide, what is left for titles beside the bars (none: they stand above), a row's height."""

    width: int
    left: int
    row: int


WIDE: Final = Form(width=1200, left=300, row=26)
NARROW: Final = Form(width=1000, left=0, row=44)


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A promotion in the drawing; open ends go on beyond it."""

    promotion_id: int
    title: str
    phase: str
    x: int
    y: int
    width: int
    words: str
    title_x: int
    title_y: int


@dataclass(frozen=True)
class Week:
    """A line of the calendar."""

    x: int
    title: str


@dataclass(frozen=True)
class Calendar:
    """The drawing: bars, weeks, where today stands."""

    bars: tuple[Bar, ...]
    weeks: tuple[Week, ...]
    today_x: int
    height: int
    width: int

    @property
    def today(self) -> int:
        """Where today stands, in percent of the width."""
        return self.today_x * 100 // self.width


def drawn(found: Sequence[PromotionView], now: datetime, form: Form = WIDE) -> Calendar:
    """Promotions that run within the weeks shown, the earliest first."""
    start, end = now - BEFORE, now + AHEAD
    span = (end - start).total_seconds()

    def place(at: datetime) -> int:
        return form.left + round((form.width - form.left) * min(max((at - start).total_seconds() / span, 0), 1))

    bars = []
    shown = [one for one in found if one.phase in SHOWN and _begins(one) < end and (one.ends_at or end) > start]
    for number, one in enumerate(sorted(shown, key=lambda one: (_begins(one), one.promotion_id))):
        left, right = place(_begins(one)), place(one.ends_at or end)
        title = one.title if len(one.title) <= LONGEST else f"{one.title[: LONGEST - 1]}…"
        top = TOP + number * form.row
        title_x, title_y = (8, top + 15) if form.left else (_above(left, right, place(now), title, form), top + 13)
        bars.append(
            Bar(
                promotion_id=one.promotion_id,
                title=title,
                phase=one.phase,
                x=left,
                y=top + form.row - BAR - (7 if form.left else 8),
                width=max(right - left, 4),
                words=_words(one),
                title_x=title_x,
                title_y=title_y,
            )
        )
    monday = localtime(start).replace(hour=0, minute=0, second=0, microsecond=0)
    monday += timedelta(days=-monday.weekday() + 7)
    weeks = []
    while monday < end:
        weeks.append(Week(x=place(monday), title=date_format(monday, "j b")))
        monday += timedelta(days=7)
    return Calendar(tuple(bars), tuple(weeks), place(now), TOP + max(len(bars), 1) * form.row + 6, form.width)


def _above(left: int, right: int, today: int, title: str, form: Form) -> int:
    """A title stands above its bar: from today on where that runs today, and never beyond the edge."""
    begins = today + 6 if left < today < right else left
    return max(0, min(begins, form.width - len(title) * LETTER))


def _begins(one: PromotionView) -> datetime:
    return one.starts_at or one.made_at


def _words(one: PromotionView) -> str:
    ends = date_format(localtime(one.ends_at), "j b") if one.ends_at else "∞"
    return f"{date_format(localtime(_begins(one)), 'j b')} – {ends}"
