"""Two logins of buyers that are proven to be one person become one.

The winner's session has proven the contact by which the other signs in. That is enough when the other has nothing else
of its own. A login with a second contact or a passkey may have had another owner before (numbers are given out anew):
then only staff, who can ask questions, joins them.
"""

from prilavok.base.access import Actor
from prilavok.base.errors import NotFound
from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts.actions.keep_devices import end_all_sessions
from prilavok.foundation.accounts.actions.write_audit import audit
from prilavok.foundation.accounts.errors import JoinNeedsAPerson
from prilavok.foundation.accounts.events import ContactProven, PersonsJoined
from prilavok.foundation.accounts.models import Address, Passkey, Person, Recipient
from prilavok.foundation.accounts.values import PersonId


def is_risky(other: Person, proven: str) -> bool:
    """True when the other login has more of its own than the proven contact."""
    own = {contact.lower() for contact in (other.phone, other.email) if contact} - {proven.lower()}
    return bool(own) or not other.is_active or other.passkeys.exists()


def join_buyers(*, person_id: PersonId, other_id: PersonId, proven: str, actor: Actor) -> None:
    """Make the other login part of this one. Joins the unit.

    Raises NotFound, and JoinNeedsAPerson for a risky one unless staff does it.
    """
    require_unit()
    rows = Person.objects.select_for_update().filter(pk__in=[person_id, other_id], kind=Person.Kind.BUYER)
    known = {row.pk: row for row in rows.order_by("pk")}
    if len(known) != 2 or not known[person_id].is_active:
        raise NotFound
    winner, other = known[person_id], known[other_id]
    if actor.kind != "staff" and (is_risky(other, proven) or proven.lower() not in (other.phone, other.email.lower())):
        raise JoinNeedsAPerson
    phone, email = other.phone, other.email
    end_all_sessions(person_id=other.pk)
    # The constraint allows a contact once: it is let go before it is taken.
    other.phone = other.email = other.first_name = other.last_name = ""
    other.is_active = False
    other.save(update_fields=["phone", "email", "first_name", "last_name", "is_active"])
    _take_contacts(winner, phone, email, proven)
    _take_things(winner, other)
    publish(PersonsJoined(person_id=winner.pk, other_id=other.pk))
    publish(ContactProven(person_id=winner.pk, name=winner.get_full_name(), phone=winner.phone, email=winner.email))
    audit(actor, "accounts.buyers_joined", f"person:{winner.pk}", after={"other": other.pk})


def _take_contacts(winner: Person, phone: str, email: str, proven: str) -> None:
    """What was proven just now is the main one; of the rest, only what the winner lacks."""
    for field, value in (("phone", phone), ("email", email)):
        if value and (not getattr(winner, field) or value.lower() == proven.lower()):
            setattr(winner, field, value)
    winner.save(update_fields=["phone", "email"])


def _take_things(winner: Person, other: Person) -> None:
    known = set(Recipient.objects.filter(person=winner).values_list("name", "phone"))
    for row in Recipient.objects.filter(person=other):
        if (row.name, row.phone) not in known:
            Recipient.objects.filter(pk=row.pk).update(person=winner, is_default=False)
    Address.objects.filter(person=other).update(person=winner, is_default=False)
    Passkey.objects.filter(person=other).update(person=winner)
    Recipient.objects.filter(person=other).delete()
