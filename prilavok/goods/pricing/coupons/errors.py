"""What coupons refuse."""

from prilavok.base.errors import NotFound, Refused


class SeriesUnknown(NotFound):
    """There is no such coupon series."""


class CouponNotAccepted(Refused):
    """There is no such coupon, or it cannot be used any more. Compare the letters and digits and try again."""


class CouponSpent(Refused):
    """The coupon {shown} cannot be used: its uses are over. The sum is reckoned without it."""


class TooManyGuesses(Refused):
    """Too many wrong coupons. Try again in an hour, or call us: we will help."""

    status = 429


class WordTaken(Refused):
    """The word «{word}» already belongs to the series «{title}»."""


class WordWrong(Refused):
    """A word has 3 to 40 letters and digits."""


class SeriesNotUnderstood(Refused):
    """The series was not saved. {reason}"""


class TooManyCodes(Refused):
    """At most {limit} codes can be made at a time."""


class ExportedAlready(Refused):
    """These codes were taken out on {at} by {by}. They are not kept: if they are lost, stop them and make new ones."""
