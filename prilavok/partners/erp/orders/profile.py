"""The rules of a node for its orders: since when they are sent, what becomes of strangers, how the ERP words things."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Final

from prilavok.base.access import Actor
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts import api as accounts
from prilavok.partners.erp.errors import CheckAddressWrong, NodeUnknown, RequisiteUnknown
from prilavok.partners.erp.models import Node, OrderProfile
from prilavok.partners.erp.rules.order_words import KNOWN, name_key

LONGEST_CHECK_MS: Final = 1500
REQUISITES: Final = KNOWN


@dataclass(frozen=True, kw_only=True)
class ProfileView:
    """How a node's orders are dealt with. `requisite_names`: the node's own name -> ours."""

    node_id: int
    code: str = ""
    title: str = ""
    orders_since: date | None = None
    strangers: str = OrderProfile.Strangers.REVIEW.value
    requisite_names: Mapping[str, str] = field(default_factory=dict)
    check_policy: str = OrderProfile.Check.OFF.value
    check_url: str = ""
    check_timeout_ms: int = LONGEST_CHECK_MS


def profile(node_id: int) -> ProfileView:
    """The rules of a node, the defaults where nobody has changed them. Raises NodeUnknown."""
    node = Node.objects.filter(pk=node_id).first()
    if node is None:
        raise NodeUnknown
    row = OrderProfile.objects.filter(node=node).first() or OrderProfile(node=node)
    return ProfileView(
        node_id=node.pk,
        code=node.code,
        title=node.title,
        orders_since=row.orders_since,
        strangers=str(row.strangers),
        requisite_names=row.requisite_names,
        check_policy=str(row.check_policy),
        check_url=row.check_url,
        check_timeout_ms=row.check_timeout_ms,
    )


def save_profile(wanted: ProfileView, actor: Actor) -> None:
    """Write the rules of a node. Raises RequisiteUnknown, CheckAddressWrong, NodeUnknown."""
    require_unit()
    before = profile(wanted.node_id)
    names = {name_key(theirs): name_key(ours) for theirs, ours in wanted.requisite_names.items() if theirs.strip()}
    strange = [ours for ours in names.values() if ours not in KNOWN]
    if strange:
        raise RequisiteUnknown(name=strange[0])
    if wanted.check_policy != OrderProfile.Check.OFF and not wanted.check_url.startswith(("http://", "https://")):
        raise CheckAddressWrong
    OrderProfile.objects.update_or_create(
        node_id=wanted.node_id,
        defaults={
            "orders_since": wanted.orders_since,
            "strangers": wanted.strangers,
            "requisite_names": names,
            "check_policy": wanted.check_policy,
            "check_url": wanted.check_url.strip(),
            "check_timeout_ms": max(100, min(wanted.check_timeout_ms, LONGEST_CHECK_MS)),
        },
    )
    after = profile(wanted.node_id)
    accounts.audit(
        actor, "erp.orders_rules_saved", f"node:{wanted.node_id}", before=_plain(before), after=_plain(after)
    )


def _plain(view: ProfileView) -> dict[str, object]:
    return {name: str(value) if isinstance(value, date) else value for name, value in asdict(view).items()}
