"""What marketing holds about buyers: the segments somebody belongs to, and lists their contacts stand in."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from prilavok.base.personal import Holding, Whose, declare_holding, declare_staff_marks
from prilavok.people.marketing.segments.models import SegmentContact, SegmentMember


def _members(whose: Whose) -> "QuerySet[SegmentMember]":
    keys = [f"person:{whose.person_id}", *(f"phone:{one}" for one in whose.phones)]
    subjects = [f"customer:{pk}" for pk in whose.ids("customer")]
    return SegmentMember.objects.filter(Q(keys__overlap=keys) | Q(subject__in=subjects))


def gather_segments(whose: Whose) -> Iterable[Mapping[str, Any]]:
    """The segments by their titles."""
    for row in _members(whose).select_related("segment").order_by("pk"):
        yield {"segment": row.segment.title}


def erase_segments(whose: Whose) -> int:
    """Nobody belongs to them any more, and lists forget the contacts."""
    SegmentContact.objects.filter(value__in=[*whose.contacts, *whose.cards]).delete()
    return int(_members(whose).delete()[0])


declare_holding(
    Holding(
        code="marketing.segments",
        title="Groups of buyers you belong to",
        why="To sell to regular customers and other groups at prices of their own.",
        keeps={"marketing.SegmentContact": ("kind", "value"), "marketing.SegmentMember": ("keys", "subject")},
        gather=gather_segments,
        erase=erase_segments,
    )
)
declare_staff_marks("marketing.Segment", "changed_by")
