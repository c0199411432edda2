"""Who may touch which order: the scope of stores, the buyer's own, and one override."""

from prilavok.base.access import Actor
from prilavok.base.errors import Forbidden
from prilavok.trade.oms.models import Order

OVERRIDE = "orders.change"


def is_in_reach(actor: Actor, order: Order) -> bool:
    """True when the order lies in the actor's stores, is the buyer's own, or the house itself acts."""
    if actor.kind == "system":
        return True
    if actor.kind == "buyer":
        return actor.person_id is not None and order.person_id == actor.person_id
    return actor.stores is None or order.location_id in actor.stores


def allow(actor: Actor, order: Order, permission: str) -> None:
    """Raise Forbidden unless the actor has the permission; who may change orders may also do the store's work."""
    if not may(actor, order, permission):
        raise Forbidden


def may(actor: Actor, order: Order, permission: str) -> bool:
    """True when the actor has the permission for this order, directly or by the override."""
    if actor.kind == "system":
        return True
    if permission and actor.may(permission, store=order.location_id):
        return True
    return permission.startswith("store.") and actor.may(OVERRIDE, store=order.location_id)
