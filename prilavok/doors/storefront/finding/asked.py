"""What buyers ask and find: offered to those who begin to type the same, looked at by staff.

Counted in the memory of the process and written together now and then by a thread of its own, so that no search waits
for a write; what dies with a process is a few counts. Only what several asked is offered, never what looks like
somebody's number.
"""

import re
import time
from threading import Lock
from typing import Final

from django.db import connection

from prilavok.base.bulk import fetch, records
from prilavok.base.clock import database_now
from prilavok.base.unit import require_unit, unit
from prilavok.doors.storefront import memory, rules
from prilavok.doors.storefront.finding.misses import KEPT, LONGEST, MOST
from prilavok.doors.storefront.models import Asked
from prilavok.doors.storefront.values import AskedView

# Fewer times is one person's business.
LEAST_TIMES: Final = 5
PAUSE_S: Final = 5.0
MOST_WAITING: Final = 500
OFFERED: Final = 2000
KEPT_S: Final = 30.0
_NUMBER: Final = re.compile(r"\d{5}|@")

NOTE: Final = """
INSERT INTO storefront_asked AS a (text, times)
SELECT text, times FROM jsonb_to_recordset(%(rows)s::jsonb) AS t (text text, times int)
WHERE (SELECT reltuples FROM pg_class WHERE oid = 'storefront_asked'::regclass) < %(most)s
   OR EXISTS (SELECT 1 FROM storefront_asked k WHERE k.text = t.text)
ORDER BY text
ON CONFLICT (text) DO UPDATE SET times = a.times + excluded.times, last_at = now()
"""

_waiting: dict[str, int] = {}
_written_at: float = 0.0
_lock = Lock()


def note(text: str) -> None:
    """Count a search that found something."""
    plain = " ".join(rules.search_words(text))[:LONGEST].strip()
    if len(plain) < 3 or _NUMBER.search(text):
        return
    with _lock:
        _waiting[plain] = _waiting.get(plain, 0) + 1
        is_time = time.monotonic() - _written_at > PAUSE_S or len(_waiting) > MOST_WAITING
    if is_time:
        memory.beside(write)


def write() -> int:
    """Write down what was counted so far; returns how many texts."""
    global _written_at  # noqa: PLW0603 - one moment a process
    with _lock:
        rows = [{"text": text, "times": times} for text, times in sorted(_waiting.items())]
        _waiting.clear()
        _written_at = time.monotonic()
    if rows:
        with unit():
            fetch(NOTE, {"rows": records(rows), "most": MOST})
    return len(rows)


def begun(text: str, limit: int = 4) -> list[str]:
    """What others ask that begins so, or has a word that does; the most often first. At most half a minute old."""
    plain = rules.plain(text)
    if not plain:
        return []
    known: list[str] = memory.kept("asked", KEPT_S, _offered)
    found = [one for one in known if one.startswith(plain) and one != plain]
    found += [one for one in known if f" {plain}" in one and one not in found]
    return found[:limit]


def _offered() -> list[str]:
    rows = Asked.objects.filter(is_hidden=False, times__gte=LEAST_TIMES).order_by("-times", "text")[:OFFERED]
    return [row.text for row in rows]


def most_asked(limit: int = 50) -> list[AskedView]:
    """What is asked most, the hidden too. One query."""
    rows = Asked.objects.order_by("-times", "text")[:limit]
    return [AskedView(text=row.text, times=row.times, last_at=row.last_at, is_hidden=row.is_hidden) for row in rows]


def hide(*, text: str, is_hidden: bool) -> bool:
    """Offer it to nobody, or again to everybody. True when that is a change."""
    require_unit()
    memory.forget()
    return bool(Asked.objects.filter(text=text).exclude(is_hidden=is_hidden).update(is_hidden=is_hidden))


def forget_old() -> None:
    """Habits change: every day weighs a thirtieth less, what is no longer asked goes."""
    with unit(), connection.cursor() as cursor:
        cursor.execute("UPDATE storefront_asked SET times = (times * 29) / 30 WHERE times > 0")
        Asked.objects.filter(times=0, is_hidden=False).delete()
        Asked.objects.filter(last_at__lt=database_now() - KEPT, is_hidden=False).delete()
