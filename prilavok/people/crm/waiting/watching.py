"""What is waited for, for whoever orders goods."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from prilavok.people.crm.models import Waiting


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A variant that people of a city wait for, how many, and since when the first does."""

    variant_id: int
    title: str
    city: str
    people: int
    since: datetime


def most_wanted(limit: int = 200) -> list[Wanted]:
    """What most people wait for first. One query."""
    rows = Waiting.objects.filter(ended_at=None).values("variant_id", "title", "city")
    found = rows.annotate(people=Count("pk"), since=Min("asked_at")).order_by("-people", "since")[:limit]
    return [Wanted(**row) for row in found]


def told_lately(limit: int = 50) -> list[tuple[str, str, datetime]]:
    """The last that were told: what, where, when. One query."""
    rows = Waiting.objects.filter(ended="told").order_by("-ended_at")[:limit]
    return [(row.title, row.city, row.ended_at) for row in rows if row.ended_at]
