"""Schedules in words."""

from collections.abc import Sequence

from django.utils.translation import gettext, ngettext

from prilavok.partners.erp.watch.schedule import EVERY_DAY, Line


def described(lines: Sequence[Line]) -> tuple[str, ...]:
    """Each line of a schedule as people say it."""
    return tuple(_line(one) for one in lines)


def _line(line: Line) -> str:
    parts = [_when(line)]
    if line.weekdays != EVERY_DAY:
        names = weekday_names()
        parts.append(", ".join(name for name, there in zip(names, line.weekdays, strict=False) if there == "1"))
    if line.every_min and line.hours_from and line.hours_till:
        parts.append(
            gettext("from {start} till {end}").format(start=f"{line.hours_from:%H:%M}", end=f"{line.hours_till:%H:%M}")
        )
    said = ", ".join(parts)
    return f"{said}: {line.title}" if line.title else said


def _when(line: Line) -> str:
    if line.at is not None:
        return gettext("daily at {time}").format(time=f"{line.at:%H:%M}")
    minutes = line.every_min or 0
    if minutes and minutes % 60 == 0:
        hours = minutes // 60
        return ngettext("every {count} hour", "every {count} hours", hours).format(count=hours)
    return ngettext("every {count} minute", "every {count} minutes", minutes).format(count=minutes)


def weekday_names() -> list[str]:
    """Short names, Monday first."""
    return [gettext(one) for one in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")]
