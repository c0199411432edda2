"""What accounts announces."""

from dataclasses import dataclass

from prilavok.base.events import event


@event("accounts.contact_proven", subject="person:{person_id}")
@dataclass(frozen=True, kw_only=True)
class ContactProven:
    """A buyer typed the code sent to this contact: the phone and the e-mail here are known to be theirs."""

    person_id: int
    name: str
    phone: str
    email: str
