"""A node as its draft says, made or changed; people's decisions about statuses are never overwritten."""

from dataclasses import asdict

from prilavok.base.unit import require_unit
from prilavok.partners.erp.enrichment.giving import queue_everything
from prilavok.partners.erp.errors import NodeExists
from prilavok.partners.erp.models import Node, StatusRule
from prilavok.partners.erp.profile import columns
from prilavok.partners.erp.rules.tolerant import status_key
from prilavok.partners.erp.values import NodeDraft, NodeId


def ensure_node(draft: NodeDraft) -> NodeId:
    """Make the node of this code as the draft says. Raises NodeExists when another node has the login."""
    require_unit()
    if Node.objects.filter(login__iexact=draft.login).exclude(code=draft.code).exists():
        raise NodeExists
    fields = asdict(draft)
    statuses = fields.pop("statuses")
    fields.pop("profile")
    if draft.profile is not None:
        fields |= columns(draft.profile)
    fields["namespace"] = draft.namespace or draft.code
    fields["price_types"] = list(draft.price_types)
    code = fields.pop("code")
    node = Node.objects.select_for_update(no_key=True).filter(code=code).first()
    took_enrichment = node is not None and node.enrichment_out
    if node is None:
        node = Node.objects.create(code=code, **fields)
    else:
        changed = [name for name, value in fields.items() if getattr(node, name) != value]
        for name in changed:
            setattr(node, name, fields[name])
        if changed:
            node.save(update_fields=changed)
    if node.enrichment_out and not took_enrichment:
        queue_everything()
    for title, target in statuses.items():
        StatusRule.objects.get_or_create(
            node=node, erp_status=status_key(title), defaults={"title": title, "target": target}
        )
    return NodeId(node.pk)
