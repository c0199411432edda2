"""What privacy does when accounts announces something."""

from prilavok.base.events import reacts_to
from prilavok.foundation.accounts.events import ContactProven, PersonsJoined
from prilavok.foundation.privacy.consents.giving import adopt, take_over
from prilavok.foundation.privacy.requests.asking import take_requests


@reacts_to(ContactProven, as_="privacy.adopt_consents")
def adopt_consents(event: ContactProven) -> None:
    """Consents given as a guest are the person's, now that the contact is proven."""
    adopt(person_id=event.person_id, contacts=[event.phone, event.email.lower()])


@reacts_to(PersonsJoined, as_="privacy.join_persons")
def join_persons(event: PersonsJoined) -> None:
    """Two logins became one: what the other agreed to and asked for is the one's."""
    take_over(person_id=event.person_id, other_id=event.other_id)
    take_requests(person_id=event.person_id, other_id=event.other_id)
