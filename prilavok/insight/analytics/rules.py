"""Pure arithmetic of periods; how rows are called."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from prilavok.insight.analytics.values import Period

PRESETS = ("today", "yesterday", "week", "month")


def preset(name: str, today: date) -> Period:
    """A named period that ends today (or yesterday); today for an unknown name."""
    if name == "yesterday":
        return Period(first=today - timedelta(days=1), last=today - timedelta(days=1))
    if name == "week":
        return Period(first=today - timedelta(days=6), last=today)
    if name == "month":
        return Period(first=today - timedelta(days=29), last=today)
    return Period(first=today, last=today)


def before(period: Period) -> Period:
    """The period of the same length just before."""
    return Period(first=period.first - timedelta(days=period.days), last=period.last - timedelta(days=period.days))


def change(now: float, then: float) -> int | None:
    """Growth in whole per cent; None when there was nothing to compare with."""
    if not then:
        return None
    return round((now - then) * 100 / then)


def distinct_titles(places: Mapping[int, tuple[str, str]]) -> dict[int, str]:
    """Titles of (title, city) by id; the city joins where two stores are called alike."""
    often = Counter(title for title, _city in places.values())
    return {key: f"{title}, {city}" if city and often[title] > 1 else title for key, (title, city) in places.items()}
