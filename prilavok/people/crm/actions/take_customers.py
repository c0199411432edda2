"""Cards of customers as an accounting system tells them: found, filled, corrected, or put before a person.

A card finds its customer by its own id, then by ours, then by loyalty card, phone and e-mail. When these lead to
several people nothing is joined. Of each field both sides' last words are remembered: what changed on one side is taken
over, what changed on both sides waits for a person, and our own correction coming back changes nothing.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from prilavok.base.clock import database_now
from prilavok.base.events import publish
from prilavok.base.once import digest
from prilavok.base.owners import PLATFORM
from prilavok.base.unit import require_unit
from prilavok.foundation.contour import api as contour
from prilavok.people.crm import rules
from prilavok.people.crm.actions import _reviews
from prilavok.people.crm.actions._locks import lock_contacts
from prilavok.people.crm.actions.note_receipts import adopt_receipts
from prilavok.people.crm.actions.remember_customer import set_field
from prilavok.people.crm.events import CustomerCorrected
from prilavok.people.crm.models import Customer, CustomerLink, FieldChange, Identity
from prilavok.people.crm.values import CustomerDraft, Taken

FIELDS = ("name", "phone", "email")


def take_customers(*, system: str, drafts: Sequence[CustomerDraft]) -> tuple[Taken, ...]:
    """What became of each card, in their order. Joins the unit; the same cards again write nothing."""
    require_unit()
    known = {
        link.external_id: link
        for link in CustomerLink.objects.select_related("customer").filter(
            system=system, external_id__in={draft.external_id for draft in drafts}
        )
    }
    outcomes = []
    later: dict[int, list[int]] = {}
    for draft in drafts:
        done, link = _take(system, draft, known.get(draft.external_id))
        outcomes.append(done)
        if link is not None:
            known[draft.external_id] = link
            if done == Taken.UNCHANGED and (draft.revision or 0) > (link.revision or 0):
                link.revision = draft.revision
                later.setdefault(draft.revision or 0, []).append(link.pk)
    for revision, ids in later.items():  # the same contents under a later revision: what comes late is older than it
        CustomerLink.objects.filter(pk__in=ids).update(revision=revision)
    return tuple(outcomes)


def apply_to(*, system: str, draft: CustomerDraft, customer: Customer) -> CustomerLink:
    """Link a card with the customer that a person chose, and take over what it tells. Joins the unit."""
    link = CustomerLink.objects.filter(system=system, external_id=draft.external_id).first()
    if link is None:
        link = CustomerLink(system=system, external_id=draft.external_id)
    link.customer = customer
    _settle(link, draft)
    return link


def _take(system: str, draft: CustomerDraft, link: CustomerLink | None) -> tuple[Taken, CustomerLink | None]:
    contents = _digest(draft)
    if link is not None and link.digest == contents:
        return Taken.UNCHANGED, link
    if link is not None and draft.revision is not None and link.revision is not None:
        if draft.revision < link.revision:
            return Taken.STALE, link
        if draft.revision == link.revision:
            return Taken.DIFFERS, link
    if draft.is_removed:
        return _remove(link, draft, contents)
    lock_contacts(*(draft.phones or ()), *(draft.emails or ()), *(draft.cards or ()))
    if link is not None:
        done = _settle(link, draft)
        return (Taken.CHANGED if done else Taken.UNCHANGED), link
    return _meet(system, draft)


def _remove(link: CustomerLink | None, draft: CustomerDraft, contents: str) -> tuple[Taken, CustomerLink | None]:
    """The other side forgot the card; the customer, who has a history here, stays."""
    if link is None or link.is_removed:
        return Taken.UNCHANGED, link
    link.is_removed, link.digest, link.revision = True, contents, draft.revision
    link.save()
    return Taken.REMOVED, link


def _meet(system: str, draft: CustomerDraft) -> tuple[Taken, CustomerLink | None]:
    """A card that is told for the first time."""
    found = _candidates(draft)
    if len(found) > 1:
        _reviews.ask_who(system, draft, sorted(found))
        return Taken.NEEDS_A_PERSON, None
    if not found and not (draft.phones or draft.emails or draft.cards):
        return Taken.NOTHING_KNOWN, None
    now = database_now()
    is_new = not found
    customer = Customer.objects.create(first_seen=now, last_seen=now) if is_new else found[min(found)]
    link = CustomerLink(system=system, external_id=draft.external_id, customer=customer)
    _settle(link, draft)
    return (Taken.CREATED if is_new else Taken.CHANGED), link


def _candidates(draft: CustomerDraft) -> dict[int, Customer]:
    """Everybody this card may be about. An e-mail alone does not lead to somebody with another phone."""
    found: dict[int, Customer] = {}
    if draft.site_id is not None:
        said = Customer.objects.select_related("merged_into").filter(pk=draft.site_id).first()
        if said is not None:
            return {(said.merged_into or said).pk: said.merged_into or said}
    told = {"card": draft.cards or (), "phone": draft.phones or (), "email": draft.emails or ()}
    for kind, values in told.items():
        for one in Identity.objects.select_related("customer").filter(kind=kind, value__in=values):
            has_other_phone = bool(draft.phones) and bool(one.customer.phone)
            if kind == "email" and one.customer_id not in found and has_other_phone:
                continue
            found[one.customer_id] = one.customer
    return found


def _settle(link: CustomerLink, draft: CustomerDraft) -> bool:
    """Take over what the other side changed; True when the customer changed."""
    customer = Customer.objects.select_for_update().get(pk=link.customer_id)
    if customer.erased_at is not None:
        return False  # asked to be forgotten here: what the other side still tells is its own affair
    closed = {field for field, owner in contour.owners_of("customer").items() if owner == PLATFORM}
    told = {field: value for field, value in _fields(draft).items() if field not in closed}
    is_first = link.pk is None
    identities = _learn(customer, draft, link.system)
    changed = [field for field, value in told.items() if _take_field(link, customer, field, value, is_first=is_first)]
    link.customer, link.digest, link.is_removed = customer, _digest(draft), False
    link.revision = draft.revision if draft.revision is not None else link.revision
    link.save()
    if changed and not is_first:
        publish(CustomerCorrected(customer_id=customer.pk, fields=tuple(changed), source=link.system))
    return bool(changed or identities)


def _take_field(link: CustomerLink, customer: Customer, field: str, value: str, *, is_first: bool) -> bool:
    ours = getattr(customer, field)
    is_free = field == "name" or not _is_of_another(customer, field, value)
    if is_first or field not in link.theirs:
        is_filled = bool(value) and not ours and is_free
        if is_filled:
            set_field(customer, field, value, source=link.system)
        link.theirs[field], link.ours[field] = value, getattr(customer, field)
        return is_filled
    verdict = rules.verdict(
        field, rules.Words(told=value, theirs=link.theirs[field], ours=ours, agreed=link.ours.get(field, ""))
    )
    if verdict == "agreed":
        link.theirs[field], link.ours[field] = value, ours
    elif verdict == "conflict" and is_free:
        _reviews.ask_which(link, customer, field, ours=ours, theirs=value)
    elif verdict == "take" and is_free:
        set_field(customer, field, value, source=link.system)
        link.theirs[field], link.ours[field] = value, value
        return True
    return False


def _is_of_another(customer: Customer, kind: str, value: str) -> bool:
    return Identity.objects.filter(kind=kind, value=value).exclude(customer=customer).exists()


def _learn(customer: Customer, draft: CustomerDraft, system: str) -> int:
    """Further phones, e-mails and cards; those of somebody else are put before a person. Returns how many are new."""
    now, made, new_cards = database_now(), 0, []
    told = {"phone": draft.phones or (), "email": draft.emails or (), "card": draft.cards or ()}
    for kind, values in told.items():
        for value in values:
            row, is_new = Identity.objects.get_or_create(
                kind=kind, value=value, defaults={"customer": customer, "source": system[:20], "since": now}
            )
            made += is_new
            if is_new and kind == "card":
                new_cards.append(value)
                FieldChange.objects.create(customer=customer, field="card", after=value, source=system[:20], at=now)
            elif row.customer_id != customer.pk and kind != "email":
                _reviews.ask_who(system, draft, sorted({customer.pk, row.customer_id}))
    if new_cards:
        adopt_receipts(new_cards)
    return made


def _fields(draft: CustomerDraft) -> dict[str, str]:
    """The main fields that were told."""
    told: dict[str, Any] = {"name": draft.name, "phone": draft.phones, "email": draft.emails}
    return {
        field: rules.single_name(value) if field == "name" else (value[0] if value else "")
        for field, value in told.items()
        if value is not None
    }


def _digest(draft: CustomerDraft) -> str:
    told = msgspec.to_builtins(draft)
    told.pop("revision")
    return digest(told)
