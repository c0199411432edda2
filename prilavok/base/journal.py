"""The exchange journal: one line per conversation with the outside, whoever started it."""

from datetime import datetime
from typing import Any

from prilavok.base.bulk import without_nul
from prilavok.base.models import JournalEntry

OK = JournalEntry.Outcome.OK
WARNING = JournalEntry.Outcome.WARNING
FAILED = JournalEntry.Outcome.FAILED


def record(
    *,
    flow: str,
    summary: str,
    outcome: str = OK,
    subject: str = "",
    took_ms: int = 0,
    detail: dict[str, Any] | None = None,
) -> int:
    """Write one line (in the caller's transaction, if there is one); returns its id. Secrets never go in `detail`."""
    row = JournalEntry.objects.create(
        flow=flow,
        summary=without_nul(summary[:400]),  # what failed to be read may be quoted here
        outcome=outcome,
        subject=subject,
        took_ms=took_ms,
        detail=without_nul(detail or {}),
    )
    return row.pk


def last_good(flow: str) -> datetime | None:
    """When the flow last ended well; None when it never did."""
    row = JournalEntry.objects.filter(flow=flow).exclude(outcome=FAILED).order_by("-id").values("at").first()
    return row["at"] if row else None
