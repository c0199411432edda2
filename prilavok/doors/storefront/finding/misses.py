"""Searches that found nothing: what buyers call goods by, for whoever keeps synonyms and names."""

from datetime import timedelta
from typing import Final

from django.db import connection

from prilavok.base.clock import database_now
from prilavok.base.unit import require_unit, unit
from prilavok.doors.storefront import rules
from prilavok.doors.storefront.models import Miss
from prilavok.doors.storefront.values import MissView

LONGEST: Final = 100
# Robots try everything: beyond so many different texts only known ones are counted.
MOST: Final = 20_000
KEPT: Final = timedelta(days=90)

NOTE: Final = """
INSERT INTO storefront_miss AS m (text, times, is_done) SELECT %(text)s, 1, false
WHERE (SELECT reltuples FROM pg_class WHERE oid = 'storefront_miss'::regclass) < %(most)s
   OR EXISTS (SELECT 1 FROM storefront_miss WHERE text = %(text)s)
ON CONFLICT (text) DO UPDATE SET times = m.times + 1, last_at = now()
"""


def note(text: str) -> None:
    """Count a search that found nothing."""
    plain = " ".join(rules.search_words(text))[:LONGEST].strip()
    if plain:
        with unit(), connection.cursor() as cursor:
            cursor.execute(NOTE, {"text": plain, "most": MOST})


def most_wanted(limit: int = 100) -> list[MissView]:
    """What was looked for in vain and nobody has put aside, the most often first. One query."""
    rows = Miss.objects.filter(is_done=False).order_by("-times", "-last_at")[:limit]
    return [MissView(text=row.text, times=row.times, last_at=row.last_at) for row in rows]


def put_aside(*, text: str) -> bool:
    """Somebody has dealt with it; it comes back when it is looked for again later. True when it was open."""
    require_unit()
    return bool(Miss.objects.filter(text=text, is_done=False).update(is_done=True, times=0))


def forget_old() -> int:
    """Drop what nobody has looked for lately; bring back what is looked for again. Returns how many were dropped."""
    with unit():
        Miss.objects.filter(is_done=True, times__gte=3).update(is_done=False)
        return Miss.objects.filter(last_at__lt=database_now() - KEPT).delete()[0]
