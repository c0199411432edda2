"""What is said of segments. Sums are roubles, periods days."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from prilavok.people.crm.values import Habits

SegmentId = NewType("SegmentId", int)


class Kind(StrEnum):
    """How people come into a segment: by a rule each night, or by a list that was uploaded."""

    RULE = "rule"
    LIST = "list"


@dataclass(frozen=True, kw_only=True)
class SegmentDraft:
    """A segment as people describe it. `code` is what price rules and promotions name it by."""

    code: str
    title: str
    kind: str = Kind.RULE
    habits: Habits = field(default_factory=Habits)


@dataclass(frozen=True, kw_only=True)
class SegmentView:
    """A segment with how many people are in it, and when that was found out last."""

    segment_id: SegmentId
    draft: SegmentDraft
    is_active: bool
    is_filling: bool
    people_count: int
    contacts_count: int
    filled_at: datetime | None
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of an uploaded list: contacts understood, and lines that are none (the first of them named)."""

    contacts: int
    not_understood: int
    examples: tuple[str, ...] = ()
