"""Pure arithmetic of periods; how rows are called."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

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


def percents(counts: Sequence[int]) -> list[Decimal]:
    """The share of each in tenths of a per cent, in sum exactly 100.0; what rounding cuts off goes to the largest."""
    if not sum(counts):
        return [Decimal(0) for _ in counts]
    whole = sum(counts)
    shares = [one * 1000 // whole for one in counts]
    rest = sorted(range(len(counts)), key=lambda at: (-(counts[at] * 1000 % whole), at))
    for at in rest[: 1000 - sum(shares)]:
        shares[at] += 1
    return [Decimal(one) / 10 for one in shares]
