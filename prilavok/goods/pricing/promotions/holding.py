"""When a promotion holds: its days and hours by the chain's clock, given the moment."""

from datetime import datetime

from django.utils.timezone import localtime

from prilavok.goods.pricing.engine.terms import Terms
from prilavok.goods.pricing.engine.times import Moment, within


def moment_of(at: datetime) -> Moment:
    """The moment with its weekday and minute by the chain's clock."""
    local = localtime(at)
    return Moment(at=at, weekday=local.isoweekday(), minute=local.hour * 60 + local.minute)


def holds(terms: Terms, at: datetime) -> bool:
    """True when the promotion's dates and hours let it hold at the moment."""
    return within(terms, moment_of(at))
