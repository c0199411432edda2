"""Leave a line of audit in the unit of the deed itself: what was rolled back was never done."""

from typing import Any

import msgspec

from prilavok.base.access import Actor
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts.models import AuditRow


def audit(
    actor: Actor,
    action: str,
    subject: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Write who did what to which subject, with the name the actor has now. Joins the unit."""
    require_unit()
    AuditRow.objects.create(
        person_id=actor.person_id,
        actor_name=actor.name[:300],
        actor_kind=actor.kind,
        action=action[:80],
        subject=subject[:120],
        before=_plain(before),
        after=_plain(after),
    )


def _plain(value: dict[str, Any] | None) -> dict[str, Any]:
    return msgspec.to_builtins(value or {}, str_keys=True)  # type: ignore[no-any-return]
