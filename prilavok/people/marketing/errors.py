"""What marketing refuses."""

from prilavok.base.errors import NotFound, Refused


class TwoPeopleNeeded(Refused):
    """You edited this promotion last. Somebody else has to look at it and publish it."""


class TrialUnknown(NotFound):
    """There is no such trial."""


class PeriodWrong(Refused):
    """The period begins before it ends and is at most {days} days long."""
