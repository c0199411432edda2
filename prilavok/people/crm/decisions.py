"""What waits for a person, what persons decided, and cards as other systems are told them."""

from collections import defaultdict
from collections.abc import Sequence

from prilavok.base.errors import NotFound
from prilavok.base.money import Money
from prilavok.people.crm.models import Customer, CustomerLink, FieldChange, Identity, Merge, Proposal, Review
from prilavok.people.crm.queries import card_of
from prilavok.people.crm.values import (
    ContactView,
    CustomerId,
    CustomerRecord,
    MergePreview,
    MergeView,
    ProposalView,
    ReviewView,
)


def reviews(limit: int = 200) -> list[ReviewView]:
    """What waits for a person, oldest first."""
    rows = list(Review.objects.filter(decided_at=None).order_by("pk")[:limit])
    people = Customer.objects.in_bulk({one for row in rows for one in row.customers})
    return [
        ReviewView(
            review_id=row.pk,
            kind=row.kind,
            system=row.system,
            external_id=row.external_id,
            customers=tuple(card_of(people[one]) for one in row.customers if one in people),
            field=row.field,
            ours=row.ours,
            theirs=row.theirs,
            told_name=(row.draft or {}).get("name") or "",
            told_contacts=tuple(
                value for kind in ("phones", "emails", "cards") for value in (row.draft or {}).get(kind) or ()
            ),
            created_at=row.created_at,
        )
        for row in rows
    ]


def reviews_count() -> int:
    """How many questions wait."""
    return Review.objects.filter(decided_at=None).count()


def merge_preview(*, winner_id: int, other_id: int) -> MergePreview:
    """What a merge would do. Raises NotFound."""
    rows = Customer.objects.filter(pk__in=[winner_id, other_id], merged_into=None).in_bulk()
    if len(rows) != 2:
        raise NotFound
    winner, other = card_of(rows[winner_id]), card_of(rows[other_id])
    after = card_of(rows[winner_id])
    filled = {name: getattr(winner, name) or getattr(other, name) for name in ("name", "phone", "email")}
    counted = {
        "orders_count": winner.orders_count + other.orders_count,
        "receipts_count": winner.receipts_count + other.receipts_count,
        "spent": Money(winner.spent.amount + other.spent.amount, winner.spent.currency),
        "first_seen": min(winner.first_seen, other.first_seen),
        "last_seen": max(winner.last_seen, other.last_seen),
    }
    known = Identity.objects.filter(customer_id__in=rows).order_by("customer_id", "-kind", "pk")
    return MergePreview(
        winner=winner,
        other=other,
        after=type(after)(customer_id=winner.customer_id, person_id=after.person_id, **filled, **counted),  # type: ignore[arg-type]
        contacts=tuple(
            ContactView(kind=one.kind, value=one.value, source=one.source, is_proven=one.is_proven, since=one.since)
            for one in known
        ),
        both_log_in=winner.person_id is not None and other.person_id is not None,
    )


def merges_of(customer_id: int) -> list[MergeView]:
    """Cards that persons joined into this one, newest first."""
    rows = Merge.objects.select_related("winner", "other").filter(winner_id=customer_id).order_by("-pk")[:20]
    return [
        MergeView(
            merge_id=row.pk,
            winner=card_of(row.winner),
            other_name=row.other.name,
            other_phone=row.other.phone,
            actor_name=row.actor_name,
            at=row.at,
            is_undone=row.undone_at is not None,
        )
        for row in rows
    ]


def proposals_of(*, person_id: int | None = None, customer_id: int | None = None) -> list[ProposalView]:
    """New contacts named in orders that nobody has proven or declined."""
    found = Proposal.objects.filter(closed_at=None)
    if person_id is not None:
        found = found.filter(customer__person_id=person_id, customer__merged_into=None)
    elif customer_id is not None:
        found = found.filter(customer_id=customer_id)
    return [
        ProposalView(
            proposal_id=row.pk, kind=row.kind, value=row.value, order_number=row.order_number, created_at=row.created_at
        )
        for row in found.order_by("-pk")[:10]
    ]


def records(*, system: str, customer_ids: Sequence[int]) -> dict[int, list[CustomerRecord]]:
    """Cards to tell a system: one for each of its own cards of the customer, or one without an id.

    A card joined with another answers as that other.
    """
    rows = Customer.objects.select_related("merged_into").filter(pk__in=list(customer_ids)).in_bulk()
    alive = {asked: row.merged_into or row for asked, row in rows.items()}
    ids = {row.pk for row in alive.values()}
    contacts: dict[tuple[int, str], list[str]] = defaultdict(list)
    for one in Identity.objects.filter(customer_id__in=ids).order_by("pk"):
        contacts[(one.customer_id, one.kind)].append(one.value)
    links: dict[int, list[CustomerLink | None]] = defaultdict(list)
    for link in CustomerLink.objects.filter(system=system, customer_id__in=ids, is_removed=False).order_by("pk"):
        links[link.customer_id].append(link)
    return {asked: [_record(row, contacts, link) for link in links[row.pk] or [None]] for asked, row in alive.items()}


def _record(row: Customer, contacts: dict[tuple[int, str], list[str]], link: CustomerLink | None) -> CustomerRecord:
    return CustomerRecord(
        customer_id=CustomerId(row.pk),
        external_id=link.external_id if link else "",
        name=row.name,
        phones=_main_first(row.phone, contacts[(row.pk, "phone")]),
        emails=_main_first(row.email, contacts[(row.pk, "email")]),
        cards=tuple(contacts[(row.pk, "card")]),
        before=dict(link.theirs) if link else _before(row.pk),
    )


def _main_first(main: str, known: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*([main] if main else []), *known]))


def _before(customer_id: int) -> dict[str, str]:
    """What the fields said before their last change."""
    changes = FieldChange.objects.filter(customer_id=customer_id).order_by("-pk")[:50]
    found: dict[str, str] = {}
    for one in changes:
        found.setdefault(one.field, one.before)
    return found
