"""What the ground's traces say of people: events and the journal, by the subjects that are a person's."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from prilavok.base.models import EventRow, JournalEntry
from prilavok.base.personal import ERASED, Whose

NAMES: Final = frozenset({"name", "phone", "email", "contact", "comment", "actor_name", "card"})


def gather_traces(whose: Whose) -> Iterable[Mapping[str, Any]]:
    """What was announced inside about things of the person."""
    rows = EventRow.objects.filter(subject__in=whose.refs).order_by("pk")
    for row in rows[:5000]:
        yield {"event": row.name, "about": row.subject, "at": row.at}


def erase_traces(whose: Whose) -> int:
    """Names and contacts go out of the events; that something happened, and when, stays."""
    subjects = whose.refs | whose.mentions
    rows = list(EventRow.objects.filter(subject__in=subjects))
    changed = [row for row in rows if _scrub(row)]
    EventRow.objects.bulk_update(changed, ["payload"], batch_size=500)
    talk = [row for row in JournalEntry.objects.filter(subject__in=subjects) if _names(whose, row)]
    for entry in talk:
        entry.summary, entry.detail = ERASED, {}
    JournalEntry.objects.bulk_update(talk, ["summary", "detail"], batch_size=500)
    return len(changed) + len(talk)


def expire_traces(before: datetime, most: int) -> int:
    """Names and contacts go out of a batch of old events."""
    rows = EventRow.objects.filter(at__lt=before, payload__has_any_keys=["phone", "email"])
    rows = rows.exclude(payload__phone=ERASED).order_by("pk")[:most]
    changed = [row for row in rows if _scrub(row)]
    EventRow.objects.bulk_update(changed, ["payload"], batch_size=500)
    return len(changed)


def _scrub(row: EventRow) -> bool:
    told = {key: ERASED for key, value in row.payload.items() if key in NAMES and value}
    row.payload.update(told)
    return bool(told)


def _names(whose: Whose, row: JournalEntry) -> bool:
    said = f"{row.summary} {row.detail}"
    digits = re.sub(r"\D", "", said)
    return any(one in said for one in whose.contacts) or any(one[-10:] in digits for one in whose.phones)
