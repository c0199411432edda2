"""The door of the map."""

from prilavok.base.access import Actor
from prilavok.foundation.contour import owning, queries
from prilavok.foundation.contour.actions import replay_delivery
from prilavok.foundation.contour.values import FlowLine, FlowView, MapView, Ownership


def system_map() -> MapView:
    """The drawing of all systems and flows, with the figures of now. Titles in the active language."""
    return queries.system_map()


def flow(code: str) -> FlowView:
    """One flow with its figures. Raises FlowUnknown."""
    return queries.flow_view(code)


def flow_lines(code: str) -> list[FlowLine]:
    """The last hundred messages of a flow, newest first. Raises FlowUnknown."""
    return queries.flow_lines(code)


def troubled_flows() -> list[FlowView]:
    """Flows that are late or failing now."""
    return [view for view in queries.flow_views() if view.health in ("late", "bad")]


def replay(*, delivery_id: int, actor: Actor) -> None:
    """Deliver a failed or waiting message once more; joins the unit. Raises FlowUnknown, NothingToReplay."""
    replay_delivery.replay_delivery(delivery_id=delivery_id, actor=actor)


def ownerships() -> list[Ownership]:
    """Every field of every thing with its owner: what rooms declared, joined with what people decided."""
    return owning.ownerships()


def owners_of(thing: str) -> dict[str, str]:
    """Owners of a thing's fields that no room keeps on its own, by field. One query."""
    return owning.owners_of(thing)


def choose_owner(*, field: str, owner: str, actor: Actor, scope: str = "") -> int:
    """Say who owns a field ("product.title") from now on; returns how many things look different by it.

    Joins the unit; audited and announced. Raises FieldUnknown, OwnerImpossible.
    """
    return owning.choose_owner(field=field, scope=scope, owner=owner, actor=actor)
