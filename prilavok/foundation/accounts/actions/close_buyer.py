"""A buyer's account closed by the shop for violations, with a reason that the buyer is told; and opened again.

Also what the account says of the buyer: the name they are called by.
"""

from prilavok.base.access import Actor
from prilavok.base.clock import database_now
from prilavok.base.errors import NotFound
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts.actions.keep_devices import end_all_sessions
from prilavok.foundation.accounts.actions.write_audit import audit
from prilavok.foundation.accounts.errors import EntryIncomplete
from prilavok.foundation.accounts.models import Person
from prilavok.foundation.accounts.rules import split_name
from prilavok.foundation.accounts.values import PersonId


def close_buyer(*, person_id: PersonId, reason: str, actor: Actor) -> None:
    """Sign the buyer out everywhere and let nobody in by their codes. Raises NotFound, EntryIncomplete."""
    person = _locked(person_id)
    reason = " ".join(reason.split())[:400]
    if not reason:
        raise EntryIncomplete(what="reason")
    end_all_sessions(person_id=person_id)
    Person.objects.filter(pk=person.pk).update(is_active=False, closed_at=database_now(), closed_reason=reason)
    audit(actor, "accounts.buyer_closed", f"person:{person.pk}", after={"reason": reason})


def reopen_buyer(*, person_id: PersonId, actor: Actor) -> None:
    """The buyer may sign in again. Raises NotFound for one that was not closed."""
    person = _locked(person_id)
    if person.closed_at is None:
        raise NotFound
    Person.objects.filter(pk=person.pk).update(is_active=True, closed_at=None, closed_reason="")
    audit(actor, "accounts.buyer_reopened", f"person:{person.pk}", before={"reason": person.closed_reason})


def rename_buyer(*, person_id: PersonId, name: str) -> None:
    """What the buyer wants to be called. Joins the unit."""
    person = _locked(person_id)
    person.first_name, person.last_name = split_name(name)
    person.save(update_fields=["first_name", "last_name"])


def _locked(person_id: int) -> Person:
    require_unit()
    found = Person.objects.select_for_update().filter(pk=person_id, kind=Person.Kind.BUYER).first()
    if found is None:
        raise NotFound
    return found
