"""What assortment refuses."""

from prilavok.base.errors import NotFound, Refused


class EditUnknown(NotFound):
    """There is no such edit of the assortment."""


class RuleUnknown(NotFound):
    """There is no such rule of the assortment."""


class NothingChosen(Refused):
    """Choose at least one product and one place."""


class StatusUnknown(Refused):
    """Choose a status: core, seasonal, test, withdrawn or not sold."""


class SeasonWithoutDates(Refused):
    """A season needs its first and its last day."""


class DatesCrossed(Refused):
    """The last day comes before the first one. Change one of them."""


class TooManyCells(Refused):
    """This is {cells} cells, the most at once is {most}. Choose a category or fewer places."""


class EditNotOpen(Refused):
    """This edit has been applied or undone already. Look at the history."""


class NothingToUndo(Refused):
    """There is no edit of yours to take back."""


class TableWithoutRules(Refused):
    """The table has no line that can be read. Its first row names the columns: goods, place, channel, status."""
