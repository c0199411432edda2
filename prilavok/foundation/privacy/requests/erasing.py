"""Erasing a person: every room lets go of what it declared, in one unit, or nothing does.

Who comes back later with the same phone is a new person. What stays is what rooms declared to stay, without a name.
"""

from typing import Final

from prilavok.base.access import SYSTEM
from prilavok.base.clock import database_now
from prilavok.base.personal import Whose, erasing, holdings
from prilavok.base.unit import require_unit, unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import PersonId
from prilavok.foundation.privacy.errors import NoLongerAPerson
from prilavok.foundation.privacy.models import Request
from prilavok.foundation.privacy.requests.asking import held_up, whose
from prilavok.foundation.privacy.values import Asked, State

BATCH: Final = 50


def erase_due() -> int:
    """Carry out every erasure whose day has come and that nothing holds up; returns how many. Opens units."""
    due = Request.objects.filter(kind=Asked.ERASE, state=State.WAITING, ready_at__lte=database_now())
    done = 0
    for request_id in list(due.order_by("ready_at").values_list("pk", flat=True)[:BATCH]):
        with unit():
            done += erase(request_id)
    return done


def erase(request_id: int) -> bool:
    """Carry out one; False when it is over already or something holds it up. Joins the unit."""
    require_unit()
    row = Request.objects.select_for_update().filter(pk=request_id, state=State.WAITING).first()
    if row is None:
        return False
    try:
        known = whose(row.person_id)
    except NoLongerAPerson:
        row.state, row.done_at = State.DONE, database_now()
        row.save(update_fields=["state", "done_at"])
        return False
    reasons = held_up(known)
    if reasons:
        Request.objects.filter(pk=row.pk).update(detail={"held_up": reasons})
        return False
    counts = erase_everywhere(known)
    row.state, row.done_at, row.detail, row.text = State.DONE, database_now(), {"erased": counts}, ""
    row.save(update_fields=["state", "done_at", "detail", "text"])
    accounts.audit(SYSTEM, "privacy.person_erased", f"person:{row.person_id}", after={"erased": counts})
    return True


def erase_everywhere(known: Whose) -> dict[str, int]:
    """Have every room let go, the highest first: what leans on something goes before it. Joins the unit."""
    accounts.end_all_sessions(person_id=PersonId(known.person_id))
    with erasing():
        return {one.code: one.erase(known) for one in reversed(holdings()) if one.erase is not None}
