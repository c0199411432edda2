"""A loyalty card is proven to be a buyer's: by a code sent to the phone it is known with, or by staff.

Only the card moves, with the receipts that named it. Whoever it was known with before keeps everything else: a card is
lent and passed on more easily than a phone.
"""

from prilavok.base.clock import database_now
from prilavok.base.unit import require_unit
from prilavok.people.crm.actions._locks import lock_contacts
from prilavok.people.crm.actions.note_receipts import adopt_receipts
from prilavok.people.crm.actions.remember_customer import known_person
from prilavok.people.crm.models import Customer, Identity


def card_contact(card: str) -> str:
    """The phone that a card is known with, to send a code to; "" when there is none. Never to be shown."""
    known = Identity.objects.filter(kind="card", value=card).select_related("customer").first()
    return known.customer.phone if known is not None else ""


def cards_of(person_id: int) -> list[str]:
    """The cards whose purchases the person sees."""
    owner = Customer.objects.filter(person_id=person_id, merged_into=None).values("pk")
    return list(Identity.objects.filter(customer__in=owner, kind="card").order_by("pk").values_list("value", flat=True))


def take_card(*, person_id: int, card: str) -> bool:
    """The card is this person's from now on; False for somebody who is no customer. Joins the unit."""
    require_unit()
    lock_contacts(card)
    owner = known_person(person_id)
    if owner is None:
        return False
    now = database_now()
    told = {"customer_id": owner, "is_proven": True}
    Identity.objects.update_or_create(
        kind="card", value=card, defaults=told, create_defaults={**told, "source": "account", "since": now}
    )
    adopt_receipts([card])
    return True
