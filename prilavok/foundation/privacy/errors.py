"""What privacy refuses."""

from prilavok.base.errors import Refused


class TextChangedMeanwhile(Refused):
    """Somebody published a newer version meanwhile. Open it, compare, and write yours upon it."""


class TextEmpty(Refused):
    """A text needs a title and words."""


class RequestOpen(Refused):
    """You have asked for this already: we answer by {due}."""


class TooLate(Refused):
    """This request is over already."""


class AnswerMissing(Refused):
    """Write an answer: the person will read it."""


class TooShortByLaw(Refused):
    """The law does not allow to keep this for less than {least} days."""


class DaysNotUnderstood(Refused):
    """Write a number of days from 1 to 36500."""


class NoLongerAPerson(Refused):
    """This person's data has been erased."""
