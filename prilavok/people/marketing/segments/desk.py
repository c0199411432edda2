"""People describe segments, upload lists, look at who is in them."""

import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.db.models import Count

from prilavok.base.access import Actor
from prilavok.base.clock import database_now
from prilavok.base.phones import PhoneNotUnderstood, normalize_phone
from prilavok.base.sheets import rows
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts import api as accounts
from prilavok.people.crm.values import Habits
from prilavok.people.marketing.segments.errors import (
    ListWithoutContacts,
    SegmentCodeTaken,
    SegmentCodeWrong,
    SegmentTitleMissing,
    SegmentUnknown,
    SegmentWithoutRule,
)
from prilavok.people.marketing.segments.models import Segment, SegmentContact
from prilavok.people.marketing.segments.values import Kind, SegmentDraft, SegmentId, SegmentView, Taken

CODE: Final = re.compile(r"[a-z0-9][a-z0-9_-]{1,39}")
EMAIL: Final = re.compile(r"[^@\s]{1,100}@[^@\s]{1,150}\.[^@\s]{2,}")
CARD: Final = re.compile(r"\d{6,30}")
EXAMPLES: Final = 5
SUMS: Final = ("spent_from", "spent_to")


def segments() -> list[SegmentView]:
    """All of them, those in use first. One query."""
    found = Segment.objects.annotate(listed=Count("contacts")).order_by("-is_active", "title", "pk")
    return [_view(row, row.listed) for row in found]


def segment(segment_id: int) -> SegmentView:
    """One segment. Raises SegmentUnknown."""
    row = Segment.objects.filter(pk=segment_id).first()
    if row is None:
        raise SegmentUnknown
    return _view(row, row.contacts.count())


def codes() -> dict[str, str]:
    """Titles of the segments in use by their codes. One query."""
    return dict(Segment.objects.filter(is_active=True).order_by("title").values_list("code", "title"))


def members(segment_id: int, *, limit: int = 100) -> list[str]:
    """Subjects of so many members: "customer:5", or contacts that no customer is known by."""
    found = Segment.objects.get(pk=segment_id).members.order_by("pk")
    return list(found.values_list("subject", flat=True)[:limit])


def save_segment(*, segment_id: int | None, draft: SegmentDraft, actor: Actor) -> SegmentId:
    """Write a segment; its kind stays what it was made. Joins the unit. Raises SegmentCodeWrong, SegmentCodeTaken,
    SegmentTitleMissing, SegmentWithoutRule, SegmentUnknown."""
    require_unit()
    code, title = draft.code.strip(), " ".join(draft.title.split())[:200]
    if not CODE.fullmatch(code):
        raise SegmentCodeWrong
    if not title:
        raise SegmentTitleMissing
    row = Segment(kind=Kind(draft.kind)) if segment_id is None else _locked(segment_id)
    if row.kind == Kind.RULE and draft.habits == Habits():
        raise SegmentWithoutRule
    taken = Segment.objects.filter(code=code).exclude(pk=row.pk).first()
    if taken is not None:
        raise SegmentCodeTaken(code=code, title=taken.title)
    before = {} if segment_id is None else {"code": row.code, "title": row.title, "habits": row.habits}
    row.code, row.title, row.habits = code, title, _as_json(draft.habits)
    row.changed_by, row.changed_at = actor.name[:200], database_now()
    row.save()
    after = {"code": code, "title": title, "habits": row.habits}
    if before != after:
        accounts.audit(actor, "segment.kept", f"segment:{row.pk}", before, after)
    return SegmentId(row.pk)


def take_list(*, segment_id: int, cells: Iterable[str], actor: Actor) -> Taken:
    """The contacts of a list instead of those it had. Joins the unit. Raises ListWithoutContacts, SegmentUnknown."""
    require_unit()
    row = _locked(segment_id)
    found: dict[tuple[str, str], None] = {}
    strange: list[str] = []
    for cell in cells:
        contact = contact_of(cell)
        if contact is not None:
            found[contact] = None
        elif cell.strip():
            strange.append(cell.strip()[:60])
    if not found:
        raise ListWithoutContacts
    row.contacts.all().delete()
    SegmentContact.objects.bulk_create(
        (SegmentContact(segment=row, kind=kind, value=value) for kind, value in found), batch_size=5000
    )
    accounts.audit(actor, "segment.listed", f"segment:{row.pk}", after={"contacts": len(found)})
    return Taken(contacts=len(found), not_understood=len(strange), examples=tuple(strange[:EXAMPLES]))


def set_active(*, segment_id: int, is_active: bool, actor: Actor) -> None:
    """Take a segment out of use, or into it again: out of use nobody belongs to it. Joins the unit."""
    require_unit()
    row = _locked(segment_id)
    if row.is_active != is_active:
        row.is_active = is_active
        row.save(update_fields=["is_active"])
        deed = "segment.resumed" if is_active else "segment.stopped"
        accounts.audit(actor, deed, f"segment:{row.pk}", after={"title": row.title})


def contact_of(text: str) -> tuple[str, str] | None:
    """A cell of a list as a contact: a phone, an e-mail, a card number; None when it is none of them."""
    said = text.strip()
    if EMAIL.fullmatch(said):
        return "email", said.lower()
    try:
        return "phone", normalize_phone(said)
    except PhoneNotUnderstood:
        return ("card", said) if CARD.fullmatch(said) else None


def habits_of(row: Segment) -> Habits:
    """The rule of a segment as crm is asked by it."""
    told: dict[str, Any] = {name: value for name, value in row.habits.items() if value is not None}
    told |= {name: Decimal(told[name]) for name in SUMS if name in told}
    return Habits(**told | {"tags": tuple(told.get("tags", ()))})


def _as_json(habits: Habits) -> dict[str, Any]:
    told = {name: value for name, value in asdict(habits).items() if value not in (None, ())}
    told |= {name: str(told[name]) for name in SUMS if name in told}
    return told | ({"tags": list(habits.tags)} if habits.tags else {})


def _view(row: Segment, listed: int) -> SegmentView:
    draft = SegmentDraft(code=row.code, title=row.title, kind=row.kind, habits=habits_of(row))
    return SegmentView(
        segment_id=SegmentId(row.pk),
        draft=draft,
        is_active=row.is_active,
        is_filling=row.after is not None,
        people_count=row.people_count,
        contacts_count=listed,
        filled_at=row.filled_at,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
    )


def _locked(segment_id: int) -> Segment:
    row = Segment.objects.select_for_update().filter(pk=segment_id).first()
    if row is None:
        raise SegmentUnknown
    return row


def read_list(chunks: Iterable[bytes]) -> list[str]:
    """The contacts of a table: the first of each row, else its first cell. Raises what `sheets` refuses."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:  # what it really is its first bytes say
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        return [told for row in rows(Path(file.name)) if (told := _contact_in(row))]


def _contact_in(row: Sequence[str]) -> str:
    known = next((cell for cell in row if contact_of(cell) is not None), None)
    return known if known is not None else next((cell for cell in row if cell.strip()), "")
