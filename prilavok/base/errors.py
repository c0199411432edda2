"""What the house may refuse, and how a refusal speaks.

A refusal is a class: its docstring is the message for people (an English msgid, translated at display), its keyword
arguments fill the braces. One handler maps `Refused` to its status: usually 409, `Forbidden` 403, `NotFound` 404 (also
for "not yours"), 429 for what may be tried again later; anything else is a defect, 500, and its text is never shown.
"""

from typing import Any, ClassVar

from django.utils.translation import gettext


class Refused(Exception):
    """The request was refused."""

    status: ClassVar[int] = 409

    def __init__(self, **data: Any) -> None:
        self.data = data
        super().__init__(self.__class__.__name__, data)

    @property
    def code(self) -> str:
        """The class name, stable for machines."""
        return type(self).__name__

    @property
    def message(self) -> str:
        """The sentence for people, in the active language."""
        sentence = " ".join((type(self).__doc__ or "").split())
        return gettext(sentence).format(**self.data)

    def __str__(self) -> str:
        return self.message


class NotFound(Refused):
    """There is no such thing, or it is not yours to see."""

    status = 404


class OnlySent(Refused):
    """This address only takes what a form sends. Go back and press the button once more."""

    status = 405


class Forbidden(Refused):
    """Your role does not allow this."""

    status = 403
