"""What segments refuse."""

from prilavok.base.errors import NotFound, Refused


class SegmentUnknown(NotFound):
    """There is no such segment."""


class SegmentCodeTaken(Refused):
    """The code «{code}» already belongs to the segment «{title}»."""


class SegmentCodeWrong(Refused):
    """A code has 2 to 40 small Latin letters, digits, hyphens and underscores, for example: opt."""


class SegmentTitleMissing(Refused):
    """Give the segment a title."""


class SegmentWithoutRule(Refused):
    """Say who belongs to it: a turnover, a number of purchases, when they bought last, or tags."""


class ListTooBig(Refused):
    """The file is too big: 20 MB are the most."""


class ListWithoutContacts(Refused):
    """No phone, e-mail or card number was found in the list. Write one on each line, or upload a table with them."""
