"""What accounts announces. People's data travels only where a room cannot know it otherwise."""

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


@event("accounts.persons_joined", subject="person:{person_id}")
@dataclass(frozen=True, kw_only=True)
class PersonsJoined:
    """Two logins were proven to be one person: what was `other_id`'s belongs to `person_id` now."""

    person_id: int
    other_id: int
