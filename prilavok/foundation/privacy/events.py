"""What privacy announces."""

from dataclasses import dataclass

from prilavok.base.events import event


@event("privacy.card_granted", subject="person:{person_id}")
@dataclass(frozen=True, kw_only=True)
class CardGranted:
    """Staff has made sure that a loyalty card belongs to this person; `request_id` names the request that holds it."""

    person_id: int
    request_id: int
