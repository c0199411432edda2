"""What the contour announces."""

from dataclasses import dataclass

from prilavok.base.events import event


@event("contour.owner_chosen", subject="owner:{field}")
@dataclass(frozen=True, kw_only=True)
class OwnerChosen:
    """The field of a thing has another owner; `scope` names the system or list where a room has several."""

    field: str
    scope: str
    before: str
    after: str
    actor_name: str
