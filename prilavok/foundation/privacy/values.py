"""What crosses the door of privacy. Times are aware UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final


class Text(StrEnum):
    """The texts that people are shown and agree to."""

    POLICY = "policy"
    OFFER = "offer"
    PERSONAL = "personal"
    NEWS = "news"


class Purpose(StrEnum):
    """What a person agrees to, one thing at a time."""

    ACCOUNT = "account"
    ORDER = "order"
    NEWS_SMS = "news_sms"
    NEWS_EMAIL = "news_email"


TEXT_OF: Final[Mapping[Purpose, Text]] = {
    Purpose.ACCOUNT: Text.PERSONAL,
    Purpose.ORDER: Text.OFFER,
    Purpose.NEWS_SMS: Text.NEWS,
    Purpose.NEWS_EMAIL: Text.NEWS,
}
ADVERTISING: Final = (Purpose.NEWS_SMS, Purpose.NEWS_EMAIL)


class Asked(StrEnum):
    """What a person, or somebody about two logins, asks of us."""

    EXPORT = "export"
    CORRECT = "correct"
    ERASE = "erase"
    JOIN = "join"
    CARD = "card"


class State(StrEnum):
    """Where a request is. `waiting`: an erasure whose day has not come."""

    OPEN = "open"
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Block:
    """A piece of a text as it is shown: `kind` is heading, point or paragraph."""

    kind: str
    text: str


@dataclass(frozen=True, kw_only=True)
class TextView:
    """One version of a text. `asks_again`: those who agreed to an earlier one are asked anew."""

    code: Text
    version: int
    title: str
    body: str
    blocks: tuple[Block, ...]
    note: str
    asks_again: bool
    published_at: datetime
    person_name: str


@dataclass(frozen=True, kw_only=True)
class TextDraft:
    """A new version of a text, made upon the version that the editor saw."""

    code: Text
    upon: int
    title: str
    body: str
    note: str = ""
    asks_again: bool = False


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Somebody agrees: to what, who (a person, a contact, or both), where and from which network."""

    purpose: Purpose
    person_id: int | None = None
    contact: str = ""
    channel: str = "site"
    network: str = ""
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class ConsentView:
    """A consent as given; `withdrawn_at` when it was taken back."""

    consent_id: int
    purpose: Purpose
    title: str
    text: Text
    version: int
    contact: str
    channel: str
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class RequestView:
    """A request of a person. `due_on`: by when we have to answer; `ready_at`: when an erasure will be carried out."""

    request_id: int
    kind: Asked
    title: str
    state: State
    state_title: str
    person_id: int
    text: str
    answer: str
    asked_at: datetime
    due_on: date
    ready_at: datetime | None
    done_at: datetime | None
    actor_name: str
    detail: Mapping[str, object] = field(default_factory=dict)
    is_late: bool = False

    @property
    def is_open(self) -> bool:
        """True while something is to be done."""
        return self.state in (State.OPEN, State.WAITING)


@dataclass(frozen=True, kw_only=True)
class RequestFilter:
    """What to list; an empty field does not narrow."""

    kind: str = ""
    state: str = ""
    page: int = 1
    page_size: int = 50


@dataclass(frozen=True, kw_only=True)
class RequestPage:
    """One page of requests, the most urgent first, and how many there are in all."""

    requests: tuple[RequestView, ...]
    total_count: int


@dataclass(frozen=True, kw_only=True)
class HeldView:
    """One kind of data that we hold: what for, what becomes of it when the person leaves, how long it may stay."""

    code: str
    title: str
    why: str
    stays: str
    days: int | None
    least_days: int
    usual_days: int | None
    may_change: bool
    expires: bool
    corrected_at: str = ""
    is_erased: bool = True
    ran_at: datetime | None = None
    ran_count: int = 0


@dataclass(frozen=True, kw_only=True)
class Ways:
    """The contacts of a person as they stand, for consents that hang on a contact."""

    phone: str = ""
    email: str = ""
