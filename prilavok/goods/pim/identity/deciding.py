"""A person decides what a contested code means: both are right, or it does not matter, or one of ours gives it up."""

from django.db.models.functions import Now

from prilavok.base.bulk import fetch, numbers
from prilavok.base.unit import require_unit
from prilavok.goods.pim.actions._announcing import announce
from prilavok.goods.pim.errors import ConflictUnknown, ReasonMissing
from prilavok.goods.pim.models import Conflict

REFUSE = """
UPDATE pim_variant SET refused_codes = array_append(refused_codes, %s)
WHERE id = ANY(%s::bigint[]) AND NOT %s = ANY(refused_codes) RETURNING product_id
"""
ACCEPT = """
UPDATE pim_variant SET refused_codes = array_remove(refused_codes, %s)
WHERE id = ANY(%s::bigint[]) AND %s = ANY(refused_codes) RETURNING product_id
"""


def mark_known(conflict_id: int, *, by: str) -> None:
    """Both are right: the code stays with all. It opens again when one more claims it. Raises ConflictUnknown."""
    _decide(_locked(conflict_id), state=Conflict.State.KNOWN, by=by)


def ignore(conflict_id: int, *, reason: str, by: str) -> None:
    """It does not matter, for a reason that others will read. Raises ConflictUnknown, ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    _decide(_locked(conflict_id), state=Conflict.State.IGNORED, by=by, reason=reason.strip()[:300])


def leave_to(conflict_id: int, *, variant_id: int, by: str) -> None:
    """The barcode stays with one variant; our side does not find the others by it, whatever the ERP sends.

    Raises ConflictUnknown, also when the variant is none of those that claim the code.
    """
    conflict = _locked(conflict_id)
    if conflict.kind != "barcode" or variant_id not in conflict.object_ids:
        raise ConflictUnknown
    others = [one for one in conflict.object_ids if one != variant_id]
    touched = fetch(REFUSE, [conflict.value, numbers(others), conflict.value])
    _decide(conflict, state=Conflict.State.CORRECTED, by=by)
    announce(row[0] for row in touched)


def open_again(conflict_id: int, *, by: str) -> None:
    """Take a decision back: the code is claimed by all of them again. Raises ConflictUnknown."""
    conflict = _locked(conflict_id)
    touched: list[int] = []
    if conflict.kind == "barcode":
        touched = [row[0] for row in fetch(ACCEPT, [conflict.value, numbers(conflict.object_ids), conflict.value])]
    _decide(conflict, state=Conflict.State.OPEN, by=by)
    announce(touched)


def _locked(conflict_id: int) -> Conflict:
    require_unit()
    conflict = Conflict.objects.select_for_update().filter(pk=conflict_id).first()
    if conflict is None:
        raise ConflictUnknown
    return conflict


def _decide(conflict: Conflict, *, state: str, by: str, reason: str = "") -> None:
    Conflict.objects.filter(pk=conflict.pk).update(state=state, reason=reason, decided_by=by[:150], decided_at=Now())
