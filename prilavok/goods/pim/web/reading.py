"""What the room's screens read out of requests, and how they note a person's deed."""

from typing import Any

from django.http import HttpRequest

from prilavok.base.access import Actor
from prilavok.foundation.accounts import api as accounts


def identity(text: str | None) -> int | None:
    """An id out of a form or an address; None when it is not a number."""
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


def page_of(request: HttpRequest) -> int:
    """The page asked for; the first when it makes no sense."""
    return min(identity(request.GET.get("page")) or 1, 10_000)


def note(request: HttpRequest, action: str, subject: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    """A line in the audit, in the unit of the deed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    accounts.audit(actor, action, subject, before, after)
