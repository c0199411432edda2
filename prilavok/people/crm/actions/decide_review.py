"""A person decides: who a card is about, or which of two corrections holds."""

import msgspec

from prilavok.base.access import Actor
from prilavok.base.clock import database_now
from prilavok.base.errors import NotFound
from prilavok.base.events import publish
from prilavok.base.unit import require_unit
from prilavok.foundation.accounts.api import audit
from prilavok.people.crm.actions._locks import lock_contacts
from prilavok.people.crm.actions.merge_customers import merge_customers
from prilavok.people.crm.actions.remember_customer import set_field
from prilavok.people.crm.actions.take_customers import apply_to
from prilavok.people.crm.errors import AlreadyDecided, PhoneOfAnother
from prilavok.people.crm.events import CustomerCorrected
from prilavok.people.crm.models import Customer, CustomerLink, Identity, Review
from prilavok.people.crm.values import CustomerDraft


def decide_who(*, review_id: int, customer_id: int, merge: bool, actor: Actor) -> None:
    """The card is about this customer; with `merge` all named are one person. Raises NotFound, AlreadyDecided."""
    review = _open(review_id, "persons")
    if customer_id not in review.customers:
        raise NotFound
    if merge:
        for other_id in review.customers:
            if other_id != customer_id and Customer.objects.filter(pk=other_id, merged_into=None).exists():
                merge_customers(winner_id=customer_id, other_id=other_id, actor=actor)
    customer = Customer.objects.select_related("merged_into").get(pk=customer_id)
    _close(review, "joined" if merge else "apart", actor)
    draft = msgspec.convert(review.draft, CustomerDraft, strict=False)
    lock_contacts(*(draft.phones or ()), *(draft.emails or ()), *(draft.cards or ()))
    apply_to(system=review.system, draft=draft, customer=customer.merged_into or customer)


def decide_which(*, review_id: int, take_theirs: bool, actor: Actor) -> None:
    """One of the two values holds; the other side is told. Raises NotFound, AlreadyDecided,
    PhoneOfAnother."""
    review = _open(review_id, "field")
    link = CustomerLink.objects.select_for_update().get(system=review.system, external_id=review.external_id)
    customer = Customer.objects.select_for_update().get(pk=link.customer_id)
    link.theirs[review.field] = review.theirs
    if take_theirs:
        taken = Identity.objects.filter(kind=review.field, value=review.theirs).exclude(customer=customer).first()
        if taken is not None:
            raise PhoneOfAnother(phone=review.theirs, name=taken.customer.name)
        set_field(customer, review.field, review.theirs, source=review.system, actor_name=actor.name)
        link.ours[review.field] = review.theirs
    link.save()
    source = review.system if take_theirs else "office"
    publish(CustomerCorrected(customer_id=customer.pk, fields=(review.field,), source=source))
    _close(review, "theirs" if take_theirs else "ours", actor)


def _open(review_id: int, kind: str) -> Review:
    require_unit()
    review = Review.objects.select_for_update().filter(pk=review_id, kind=kind).first()
    if review is None:
        raise NotFound
    if review.decided_at is not None:
        raise AlreadyDecided
    return review


def _close(review: Review, decision: str, actor: Actor) -> None:
    review.decision, review.decided_by, review.decided_at = decision, actor.name[:300], database_now()
    review.ours = review.theirs = ""  # a question that is answered keeps nobody's data
    review.save()
    subject = f"customer:{review.customers[0]}"
    audit(actor, "crm.review_decided", subject, after={"decision": decision, "field": review.field})
