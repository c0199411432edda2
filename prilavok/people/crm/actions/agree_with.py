"""An outside system has taken a card of ours: from now on both sides' last words are these."""

from collections.abc import Mapping

from prilavok.base.unit import require_unit
from prilavok.people.crm.models import CustomerLink


def agree_with(*, system: str, external_id: str, fields: Mapping[str, str]) -> bool:
    """Note what the other side knows now; False when it has no card of this id. Joins the unit."""
    require_unit()
    link = CustomerLink.objects.select_for_update().filter(system=system, external_id=external_id).first()
    if link is None:
        return False
    link.theirs = {**link.theirs, **fields}
    link.ours = {**link.ours, **fields}
    link.save(update_fields=["theirs", "ours", "changed_at"])
    return True
