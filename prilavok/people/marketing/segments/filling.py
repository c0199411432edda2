"""Who belongs to a segment: gathered anew each night and whenever somebody asks, a piece at a time.

Each piece is a unit of its own, so a filling of a million customers holds nobody up and one that was killed goes on.
Members found are marked with the round; when the last piece is in, who was not found any more goes in one statement.
"""

from collections.abc import Sequence
from typing import Final

from prilavok.base.bulk import fetch, records
from prilavok.base.clock import database_now
from prilavok.base.jobs import Wanted, defer_many
from prilavok.base.unit import require_unit
from prilavok.people.crm import api as crm
from prilavok.people.crm.values import Gathered
from prilavok.people.marketing.segments.desk import habits_of
from prilavok.people.marketing.segments.errors import SegmentUnknown
from prilavok.people.marketing.segments.models import Segment, SegmentContact, SegmentMember
from prilavok.people.marketing.segments.values import Kind

FILL: Final = "prilavok.people.marketing.jobs.fill_segment"
A_PIECE: Final = 2000
KEEP: Final = """
INSERT INTO marketing_segmentmember AS m (segment_id, subject, keys, round)
SELECT %(segment)s, told.subject, told.keys, %(round)s
FROM jsonb_to_recordset(%(rows)s::jsonb) AS told (subject text, keys text[])
ON CONFLICT (segment_id, subject) DO UPDATE SET keys = excluded.keys, round = excluded.round
"""


def start(segment_id: int) -> None:
    """Begin to gather its people; one that runs already begins anew. Joins the unit. Raises SegmentUnknown."""
    row = _locked(segment_id)
    row.round, row.after = row.round + 1, 0
    row.save(update_fields=["round", "after"])
    kwargs = {"segment_id": segment_id, "round_number": row.round}
    defer_many([Wanted(task=FILL, queue="marketing", lock=f"segment:{segment_id}", kwargs=kwargs)])


def start_all() -> int:
    """Begin all that are in use; how many. Joins the unit."""
    ids = list(Segment.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True))
    for segment_id in ids:
        start(segment_id)
    return len(ids)


def fill_piece(*, segment_id: int, round_number: int) -> bool:
    """Gather the next piece; True while more is to do. Joins the unit; a round that was begun anew stops here."""
    require_unit()
    row = Segment.objects.select_for_update().filter(pk=segment_id).first()
    if row is None or row.after is None or row.round != round_number:
        return False
    found, last = _by_rule(row) if row.kind == Kind.RULE else _by_list(row)
    _keep(row, found)
    if last is None:
        SegmentMember.objects.filter(segment=row, round__lt=row.round).delete()
        row.people_count, row.filled_at = row.members.count(), database_now()
    row.after = last
    row.save(update_fields=["after", "people_count", "filled_at"])
    return last is not None


def _by_rule(row: Segment) -> tuple[list[tuple[str, Sequence[str]]], int | None]:
    people = crm.gather(habits=habits_of(row), after=row.after or 0, limit=A_PIECE)
    return [_as_member(one) for one in people], people[-1].customer_id if len(people) == A_PIECE else None


def _by_list(row: Segment) -> tuple[list[tuple[str, Sequence[str]]], int | None]:
    contacts = list(SegmentContact.objects.filter(segment=row, pk__gt=row.after or 0).order_by("pk")[:A_PIECE])
    known = crm.known_as(contacts=[(one.kind, one.value) for one in contacts])
    found = {}
    for one in contacts:
        customer = known.get((one.kind, one.value))
        name = f"{one.kind}:{one.value}"
        subject, keys = _as_member(customer) if customer else (name, [name[:40]] if one.kind == "phone" else [])
        found[subject] = keys
    return list(found.items()), contacts[-1].pk if len(contacts) == A_PIECE else None


def _as_member(one: Gathered) -> tuple[str, Sequence[str]]:
    return f"customer:{one.customer_id}", one.keys


def _keep(row: Segment, found: Sequence[tuple[str, Sequence[str]]]) -> None:
    rows = [{"subject": subject, "keys": list(keys)} for subject, keys in found]
    if rows:
        fetch(KEEP, {"segment": row.pk, "round": row.round, "rows": records(rows)})


def _locked(segment_id: int) -> Segment:
    require_unit()
    row = Segment.objects.select_for_update().filter(pk=segment_id).first()
    if row is None:
        raise SegmentUnknown
    return row
