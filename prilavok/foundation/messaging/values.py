"""What crosses the door of messaging."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType

MessageId = NewType("MessageId", int)
TemplateId = NewType("TemplateId", int)

SMS: Final = "sms"
EMAIL: Final = "email"


class Kind(StrEnum):
    """What a message is for, which decides whether its recipient may refuse it.

    `service` (codes, one's own data) always goes; of `orders` the way may be chosen; `goods` (what one asked to hear
    of) goes until refused; `news` (advertising) goes only to those who agreed.
    """

    SERVICE = "service"
    ORDERS = "orders"
    GOODS = "goods"
    NEWS = "news"


class State(StrEnum):
    """Where a message is. `failed` = we gave up or it was too late; `undeliverable` = the recipient cannot get it;
    `unwanted` = the recipient does not want this kind there, and it was not sent."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNDELIVERABLE = "undeliverable"
    UNWANTED = "unwanted"


@dataclass(frozen=True, kw_only=True)
class TemplateDraft:
    """A template a room needs; `names` may be used beside those that the first text uses."""

    code: str
    channel: str
    title: str
    subject: str = ""
    body: str
    names: tuple[str, ...] = ()
    language: str = "ru"
    kind: Kind = Kind.SERVICE


@dataclass(frozen=True, kw_only=True)
class TemplateView:
    """A template as the office shows it; `version` grows with every edit."""

    template_id: TemplateId
    code: str
    channel: str
    language: str
    title: str
    subject: str
    body: str
    names: tuple[str, ...]
    version: int
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class TemplateEdit:
    """New texts of a template, made upon the version the editor saw."""

    template_id: TemplateId
    version: int
    subject: str
    body: str


@dataclass(frozen=True, kw_only=True)
class TemplateVersionView:
    """One version of a template: its texts, who wrote it, when (aware UTC)."""

    version: int
    subject: str
    body: str
    person_name: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """A message's texts; `unknown` are names that were left visible because nobody gave them."""

    subject: str
    text: str
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SendMessage:
    """One message to one recipient; the same `key` twice is one message.

    `to` is a normalized phone or an e-mail address. `valid_s`: after so many seconds it is too late to send (None: two
    days). `is_secret`: the text is shown to nobody and forgotten once it went out.
    """

    key: str
    template: str
    channel: str
    to: str
    context: dict[str, str] = field(default_factory=dict)
    about: str
    valid_s: int | None = None
    is_secret: bool = False


@dataclass(frozen=True, kw_only=True)
class MessageView:
    """A message as others see it; `title` is the template's, `text` is masked for a secret one. Times aware UTC."""

    message_id: MessageId
    template: str
    channel: str
    to: str
    subject_ref: str
    title: str
    subject: str
    text: str
    state: State
    tries: int
    error: str
    created_at: datetime
    next_try_at: datetime | None
    sent_at: datetime | None
    delivered_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class MessageFilter:
    """What to list of the outgoing messages; an empty field does not narrow."""

    text: str = ""
    channel: str = ""
    state: str = ""
    template: str = ""
    page: int = 1
    page_size: int = 50


@dataclass(frozen=True, kw_only=True)
class MessagePage:
    """One page of messages, newest first, and how many there are in all."""

    messages: tuple[MessageView, ...]
    total_count: int
