"""What every way out speaks: a parcel in, one of five answers back.

An adapter never raises for what the other side says or does not say: it answers. Only the answer decides what happens
to the message, and `is_in_doubt` says that the other side may have taken the parcel without our hearing of it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A message as an adapter needs it; `own_id` is our lasting number for it at the other side."""

    own_id: int
    key: str
    to: str
    subject: str
    text: str
    language: str
    about: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Taken:
    """The other side has taken the parcel and will try to deliver it."""

    reference: str = ""


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """The recipient has it."""


@dataclass(frozen=True, kw_only=True)
class Impossible:
    """This recipient cannot get this message, however often it is tried."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Broken:
    """Our request is wrong or the message was stopped: trying again unchanged is useless, people must look."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Later:
    """Not now."""

    reason: str
    is_in_doubt: bool = False


Outcome = Taken | Delivered | Impossible | Broken | Later


class Way(Protocol):
    """A way out to people."""

    def rests_s(self) -> float:
        """For how long the other side is left alone because it keeps failing, in seconds; 0 when it may be called."""

    def find(self, parcel: Parcel) -> Outcome | None:
        """What became of the parcel there; None when the other side does not know it or cannot be asked."""

    def send(self, parcel: Parcel) -> Outcome:
        """Hand the parcel over."""
