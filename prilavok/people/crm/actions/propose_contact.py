"""A new phone or e-mail named at checkout by somebody logged in: proposed for the card, taken only by a code."""

from prilavok.base.clock import database_now
from prilavok.base.unit import require_unit
from prilavok.people.crm import rules
from prilavok.people.crm.models import Customer, Identity, Proposal


def propose_contacts(*, customer_id: int, phone: str, email: str, order_number: str) -> int:
    """Propose what the card does not know; returns how many. The same again is once. Joins the unit."""
    require_unit()
    told = {"phone": rules.known_phone(phone), "email": rules.known_email(email)}
    known = set(Identity.objects.filter(customer_id=customer_id).values_list("value", flat=True))
    made = 0
    for kind, value in told.items():
        if value and value not in known:
            _, is_new = Proposal.objects.get_or_create(
                customer_id=customer_id,
                kind=kind,
                value=value,
                defaults={"order_number": order_number, "created_at": database_now()},
            )
            made += is_new
    return made


def dismiss_proposal(*, person_id: int, proposal_id: int) -> bool:
    """The customer does not want it; False when it is not theirs. Joins the unit."""
    require_unit()
    owner = Customer.objects.filter(person_id=person_id, merged_into=None).values("pk")
    mine = Proposal.objects.filter(pk=proposal_id, customer__in=owner, closed_at=None)
    return mine.update(closed_at=database_now()) > 0


def close_proposals(customer_id: int, *proven: str) -> None:
    """What was proven need not be proposed any more."""
    Proposal.objects.filter(customer_id=customer_id, value__in=proven, closed_at=None).update(closed_at=database_now())
