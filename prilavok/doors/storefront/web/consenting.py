"""What a buyer agrees to by placing an order: the terms of sale, and advertising where it was ticked."""

from django.http import HttpRequest

from prilavok.base.access import Actor
from prilavok.base.phones import normalize_phone
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import PersonId
from prilavok.foundation.privacy import api as privacy
from prilavok.foundation.privacy.values import ADVERTISING, Agreement, Purpose


def note_agreements(request: HttpRequest, *, order_id: int, phone: str, email: str) -> None:
    """Keep what was agreed to with this order; advertising goes nowhere until the contact is proven. Joins the unit."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    person_id = actor.person_id if actor.kind == "buyer" else None
    card = accounts.people([PersonId(person_id)]).get(PersonId(person_id)) if person_id is not None else None
    own = {card.phone, card.email.lower()} - {""} if card is not None else set()
    network, about = accounts.network_of_request(request), f"order:{order_id}"
    contacts = (normalize_phone(phone), email.lower())
    given = [(Purpose.ORDER, contacts[0])]
    for purpose, contact in zip(ADVERTISING, contacts, strict=True):
        if contact and request.POST.get(purpose.value) == "1":
            given.append((purpose, contact))
    for purpose, contact in given:
        is_own = contact in own or (purpose == Purpose.ORDER and person_id is not None)
        said = Agreement(
            purpose=purpose, person_id=person_id if is_own else None, contact=contact, network=network, about=about
        )
        privacy.agree(said=said)
