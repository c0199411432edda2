"""What crosses the door of accounts."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NewType

PersonId = NewType("PersonId", int)

EVERYTHING: Final = "*"
"""The right of the administrator's role: every permission there is, now and later."""


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A role held by a person; `stores` is None for everywhere, else the location ids."""

    role: str
    stores: frozenset[int] | None = None


@dataclass(frozen=True, kw_only=True)
class PersonCard:
    """One who can log in; `kind` is staff, buyer or machine, `roles` are role codes."""

    person_id: PersonId
    name: str
    username: str
    kind: str
    phone: str
    email: str
    is_active: bool
    roles: tuple[str, ...]
    last_login: datetime | None = None
    closed_at: datetime | None = None
    closed_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class DeviceView:
    """A browser somebody is signed in on; `way` is code or passkey."""

    device_id: int
    title: str
    network: str
    way: str
    created_at: datetime
    last_seen_at: datetime
    is_this: bool


@dataclass(frozen=True, kw_only=True)
class PasskeyView:
    """A passkey of a buyer, under the buyer's own name for it."""

    passkey_id: int
    name: str
    is_backed_up: bool
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class AddressView:
    """An address of a buyer's book; as a draft, `address_id` 0 makes a new one."""

    address_id: int = 0
    title: str = ""
    city: str = ""
    street: str = ""
    flat: str = ""
    postcode: str = ""
    note: str = ""
    is_default: bool = False

    @property
    def line(self) -> str:
        """The address in one line."""
        return ", ".join(part for part in (self.postcode, self.city, self.street, self.flat) if part)


@dataclass(frozen=True, kw_only=True)
class RecipientView:
    """Somebody who may pick up; as a draft, `recipient_id` 0 makes a new one. The phone is normal (E.164)."""

    recipient_id: int = 0
    name: str = ""
    phone: str = ""
    is_default: bool = False


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What became of a proven contact: ours now, or somebody's who may be the same person (`other_id`).

    `is_risky`: the other login has contacts or keys of its own, so only staff joins the two.
    """

    other_id: PersonId | None = None
    is_risky: bool = False


@dataclass(frozen=True, kw_only=True)
class Site:
    """What a passkey is bound to: the host's name and the whole origin."""

    host: str
    origin: str
    title: str


@dataclass(frozen=True, kw_only=True)
class PeopleFilter:
    """What to list; an empty field does not narrow."""

    text: str = ""
    kind: str = "staff"
    role: str = ""
    page: int = 1
    page_size: int = 50


@dataclass(frozen=True, kw_only=True)
class PeoplePage:
    """One page of people and how many there are in all."""

    people: tuple[PersonCard, ...]
    total_count: int


@dataclass(frozen=True, kw_only=True)
class RoleCard:
    """A role and its permission codes; `is_everything` marks the administrator's, which has them all."""

    code: str
    title: str
    permissions: frozenset[str]
    is_everything: bool
    people_count: int


@dataclass(frozen=True, kw_only=True)
class StaffDetails:
    """What the office edits of a member of staff, apart from roles and password."""

    name: str
    phone: str = ""
    email: str = ""
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class AuditLine:
    """One deed: who (as named then), what (`title` names `action`), to which subject, and how it changed."""

    line_id: int
    at: datetime
    person_id: PersonId | None
    actor_name: str
    actor_kind: str
    action: str
    title: str
    subject: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class AuditFilter:
    """What to list of the audit; an empty field does not narrow. Times aware."""

    text: str = ""
    action: str = ""
    subject: str = ""
    person_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    page: int = 1
    page_size: int = 50


@dataclass(frozen=True, kw_only=True)
class AuditPage:
    """One page of the audit, newest first, and how many lines there are in all."""

    lines: tuple[AuditLine, ...]
    total_count: int
