"""When packages of a node wait for a person: read and written by the screens."""

from collections.abc import Mapping
from typing import Any, Final

from prilavok.base.errors import NotFound
from prilavok.base.unit import require_unit
from prilavok.partners.erp.models import Node
from prilavok.partners.erp.review.rules import Policy
from prilavok.partners.erp.review.verdict import policy_of

NAMES: Final = ("confirm", "jump_percent", "jumps_percent", "zeros_percent", "pictures_gone")


def policy(node_id: int) -> tuple[str, Policy]:
    """The node's title and its policy. Raises NotFound."""
    node = Node.objects.filter(pk=node_id).first()
    if node is None:
        raise NotFound
    return node.title, policy_of(node)


def set_policy(node_id: int, told: Mapping[str, Any]) -> None:
    """Write the policy; packages that come from now on are judged by it."""
    require_unit()
    Node.objects.filter(pk=node_id).update(**{name: told[name] for name in NAMES})
