"""Say what a status of the ERP means; documents that waited for that are applied at once."""

from prilavok.base.unit import require_unit
from prilavok.partners.erp.actions.apply_documents import apply_again
from prilavok.partners.erp.errors import StatusUnknown
from prilavok.partners.erp.models import IncomingDocument, StatusRule
from prilavok.partners.erp.rules.tolerant import status_key
from prilavok.trade.oms import api as oms


def map_status(*, node_id: int, erp_status: str, target: str) -> int:
    """Set the meaning ("" = of no interest); returns how many waiting orders were applied. Raises StatusUnknown."""
    require_unit()
    if target and all(one.code != target for one in oms.scheme()):
        raise StatusUnknown(status=target)
    StatusRule.objects.update_or_create(
        node_id=node_id,
        erp_status=status_key(erp_status),
        defaults={"title": " ".join(erp_status.split())[:120], "target": target},
    )
    waiting = IncomingDocument.objects.select_for_update(of=("self",)).select_related("node")
    found = [
        row
        for row in waiting.filter(node_id=node_id, state=IncomingDocument.State.NEEDS_MAPPING).order_by("id")
        if status_key(row.erp_status) == status_key(erp_status)
    ]
    latest = {row.number: row for row in found}
    for row in found:
        if latest[row.number] is row and _is_last_word(row):
            apply_again(row)
        else:
            row.state = IncomingDocument.State.IGNORED
            row.save(update_fields=["state"])
    return len(latest)


def _is_last_word(row: IncomingDocument) -> bool:
    """False when the ERP has said something newer of the same order since."""
    return not IncomingDocument.objects.filter(node_id=row.node_id, number=row.number, pk__gt=row.pk).exists()
