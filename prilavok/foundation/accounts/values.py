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
