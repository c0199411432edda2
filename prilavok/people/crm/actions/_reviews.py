"""Put before a person what a rule must not decide: who somebody is, and which of two corrections holds."""

from collections.abc import Sequence

import msgspec

from prilavok.people.crm.models import Customer, CustomerLink, Review
from prilavok.people.crm.values import CustomerDraft


def ask_who(system: str, draft: CustomerDraft, customer_ids: Sequence[int]) -> None:
    """A card leads to several customers. Asked once; the newest card told stays with the question."""
    pair = ",".join(str(one) for one in customer_ids)
    if _was_decided(f"persons:{system}:{draft.external_id}:{pair}"):
        return
    Review.objects.update_or_create(
        key=f"persons:{system}:{draft.external_id}:{pair}"[:200],
        decided_at=None,
        defaults={
            "kind": "persons",
            "system": system,
            "external_id": draft.external_id,
            "customers": list(customer_ids),
            "draft": msgspec.to_builtins(draft),
        },
    )


def ask_which(link: CustomerLink, customer: Customer, field: str, *, ours: str, theirs: str) -> None:
    """A field was changed on both sides since they last agreed."""
    Review.objects.update_or_create(
        key=f"field:{link.system}:{link.external_id}:{field}"[:200],
        decided_at=None,
        defaults={
            "kind": "field",
            "system": link.system,
            "external_id": link.external_id,
            "customers": [customer.pk],
            "field": field,
            "ours": ours[:254],
            "theirs": theirs[:254],
        },
    )


def _was_decided(key: str) -> bool:
    """A person has said that these are different people: not asked again."""
    return Review.objects.filter(key=key[:200], decision="apart").exists()
