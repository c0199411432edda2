"""What reviews refuse."""

from prilavok.base.errors import Refused


class StarsMissing(Refused):
    """Choose from one to five stars."""


class ReviewEmpty(Refused):
    """Write a few words: what is good, what is not, or how you use it."""


class TooManyPictures(Refused):
    """No more than {limit} pictures, please: take some away."""


class PictureUnreadable(Refused):
    """The file "{name}" cannot be read as a picture. JPEG, PNG and WebP up to {limit_mb} MB are fine."""


class TooManyReviews(Refused):
    """You have written a lot today. Come back tomorrow, please."""


class OwnReview(Refused):
    """This review is your own: others judge whether it helps."""


class ReviewChanged(Refused):
    """The author has changed the review meanwhile. Read it again and decide then."""


class ReasonMissing(Refused):
    """Choose a reason: the author will read it."""


class NotForDecision(Refused):
    """The author has taken this review back; there is nothing to decide."""


class NothingToUndo(Refused):
    """This decision cannot be undone: something has come after it."""


class DaysWrong(Refused):
    """Name a number of days from {least} to {most}."""
