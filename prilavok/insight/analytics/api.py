"""The door of analytics."""

from collections.abc import Iterator
from datetime import date

from prilavok.insight.analytics import queries, rules
from prilavok.insight.analytics.values import Dashboard, FactLine, Period, Scope, Slice, Totals


def today() -> date:
    """Today in the chain's time zone."""
    return queries.today()


def named_period(name: str) -> Period:
    """`today`, `yesterday`, `week` (7 days) or `month` (30 days), ending today; today for any other name."""
    return rules.preset(name, queries.today())


def dashboard(*, period: Period, scope: Scope) -> Dashboard:
    """Figures, the period before, and breakdowns by store, channel and time."""
    return queries.dashboard(period, scope)


def totals(*, period: Period, scope: Scope) -> Totals:
    """The figures alone; one statement."""
    return queries.totals(period, scope)


def orders_behind(*, period: Period, scope: Scope, slice_: Slice) -> Iterator[FactLine]:
    """Exactly the orders that a figure counts, newest first."""
    return queries.lines(period, scope, slice_)


def growth(now: float, then: float) -> int | None:
    """Change in whole per cent; None when there was nothing to compare with."""
    return rules.change(now, then)


def channel_title(code: str) -> str:
    """A channel's name in the active language."""
    return queries.channel_title(code)
