"""What privacy does when accounts announces something."""

from prilavok.base.events import reacts_to
from prilavok.foundation.accounts.events import ContactProven
from prilavok.foundation.privacy.consents.giving import adopt


@reacts_to(ContactProven, as_="privacy.adopt_consents")
def adopt_consents(event: ContactProven) -> None:
    """Consents given as a guest are the person's, now that the contact is proven."""
    adopt(person_id=event.person_id, contacts=[event.phone, event.email.lower()])
