"""Dates and hours of promotions against a moment that the caller names."""

from dataclasses import dataclass
from datetime import datetime

from prilavok.goods.pricing.engine.terms import Hours, Terms


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment; `weekday` (ISO, 1 is Monday) and `minute` of the day are by the chain's clock."""

    at: datetime
    weekday: int
    minute: int


def within(terms: Terms, moment: Moment) -> bool:
    """True between the dates and in the hours."""
    return is_dated(terms, moment) and in_hours(terms.hours, moment)


def is_dated(terms: Terms, moment: Moment) -> bool:
    """True between the dates: the start included, the end not."""
    if terms.starts_at is not None and moment.at < terms.starts_at:
        return False
    return terms.ends_at is None or moment.at < terms.ends_at


def in_hours(hours: Hours, moment: Moment) -> bool:
    """True on the weekdays and between the minutes; what goes over midnight belongs to the day it began on."""
    if hours.since < hours.until:
        return _on(hours, moment.weekday) and hours.since <= moment.minute < hours.until
    yesterday = (moment.weekday - 2) % 7 + 1
    return (_on(hours, moment.weekday) and moment.minute >= hours.since) or (
        _on(hours, yesterday) and moment.minute < hours.until
    )


def _on(hours: Hours, weekday: int) -> bool:
    return not hours.weekdays or weekday in hours.weekdays
