"""Cards of customers: `prilavok/customers` coming in, and counterparties of CommerceML by the same door."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from msgspec import Meta, Struct

from prilavok.base.phones import PhoneNotUnderstood, normalize_phone
from prilavok.partners.erp.actions._batch import Batch
from prilavok.partners.erp.dialects.partners import PartnerFacts
from prilavok.partners.erp.plain.envelope import LARGEST, Header
from prilavok.partners.erp.plain.reading import Numbered, Reader, at_line
from prilavok.partners.erp.rules.tolerant import identity
from prilavok.people.crm import api as crm
from prilavok.people.crm.values import CustomerDraft, Taken

LANE: Final = "customer"
BUYER_WORDS: Final = ("покупател", "клиент", "buyer", "customer")
Texts = Annotated[list[Annotated[str, Meta(max_length=254)]], Meta(max_length=20)]


class CustomerRecord(Struct, kw_only=True, frozen=True):
    """A card as it stands in a line of the file; what is absent is not told."""

    id: Annotated[str, Meta(min_length=1, max_length=200)]
    revision: Annotated[int, Meta(ge=0, le=LARGEST)] | None = None
    site_id: Annotated[str, Meta(max_length=20)] | int = ""
    name: Annotated[str, Meta(max_length=200)] | None = None
    phones: Texts | None = None
    emails: Texts | None = None
    cards: Annotated[list[Annotated[str, Meta(max_length=40)] | int], Meta(max_length=50)] | None = None
    is_removed: bool = False


@dataclass(frozen=True)
class Told:
    """A card without its revision, and whether some of its phones are none."""

    draft: CustomerDraft
    has_odd_phone: bool = False


def read(record: CustomerRecord, header: Header) -> Told:
    """A card as crm takes it; phones that are none are left out."""
    site = str(record.site_id).strip()
    phones, is_odd = _phones(record.phones or ())
    emails = [one.strip().lower() for one in record.emails or () if "@" in one and " " not in one.strip()]
    cards = [text for one in record.cards or () if (text := str(one).strip())]
    draft = CustomerDraft(
        external_id=identity(record.id),
        site_id=int(site) if site.isdecimal() and len(site) < 16 else None,
        name=None if record.name is None else record.name.strip(),
        phones=None if record.phones is None else phones,
        emails=None if record.emails is None else tuple(dict.fromkeys(emails)),
        cards=None if record.cards is None else tuple(dict.fromkeys(cards)),
        is_removed=record.is_removed,
    )
    return Told(draft, is_odd)


READER: Final = Reader(CustomerRecord, read)


def apply(batch: Batch, told: Sequence[Numbered[Told]], header: Header) -> None:
    """Take a batch of cards. Warnings name lines and ids, never people."""
    drafts = [_with_revision(one.value.draft, one.revision) for one in told]
    outcomes = crm.take_customers(system=batch.namespace, drafts=drafts)
    for one, draft, outcome in zip(told, drafts, outcomes, strict=True):
        if one.value.has_odd_phone:
            batch.notes.add("partner_phone_odd", draft.external_id)
        _count(batch, outcome, at_line(one.line, draft.external_id))


def apply_partners(batch: Batch, partners: Sequence[Any]) -> None:
    """Counterparties of CommerceML that are buyers and can be reached; suppliers and the like are passed by."""
    wanted = [one for one in partners if is_customer(one)]
    if len(wanted) < len(partners):
        batch.notes.add("partners_skipped", "", len(partners) - len(wanted))
    drafts = [
        CustomerDraft(
            external_id=one.external_id,
            name=one.shown_name or None,
            phones=one.phones or None,
            emails=one.emails or None,
            is_removed=one.is_removed,
        )
        for one in wanted
    ]
    batch.count(LANE, read=len(drafts))
    outcomes = crm.take_customers(system=batch.namespace, drafts=drafts)
    for draft, outcome in zip(drafts, outcomes, strict=True):
        _count(batch, outcome, draft.external_id)


def is_customer(facts: PartnerFacts) -> bool:
    """A person, or a company that is called a buyer; with a phone or an e-mail, or removed."""
    is_buyer = any(word in role for role in facts.roles for word in BUYER_WORDS)
    if facts.roles and not is_buyer:
        return False
    return (is_buyer or not facts.is_company) and bool(facts.phones or facts.emails or facts.is_removed)


def _count(batch: Batch, outcome: Taken, thing: str) -> None:
    codes = {
        Taken.STALE: "plain_stale",
        Taken.DIFFERS: "plain_differs",
        Taken.NEEDS_A_PERSON: "customer_ambiguous",
        Taken.NOTHING_KNOWN: "customer_unreachable",
    }
    if outcome in codes:
        batch.notes.add(codes[outcome], thing)
    name = "skipped" if outcome in (Taken.STALE, Taken.DIFFERS) else outcome.value
    batch.count(LANE, **{name: 1})


def _with_revision(draft: CustomerDraft, revision: int) -> CustomerDraft:
    return CustomerDraft(
        external_id=draft.external_id,
        site_id=draft.site_id,
        revision=revision,
        name=draft.name,
        phones=draft.phones,
        emails=draft.emails,
        cards=draft.cards,
        is_removed=draft.is_removed,
    )


def _phones(told: Iterable[str]) -> tuple[tuple[str, ...], bool]:
    found: dict[str, None] = {}
    is_odd = False
    for text in told:
        try:
            found[normalize_phone(text)] = None
        except PhoneNotUnderstood:
            is_odd = is_odd or bool(text.strip())
    return tuple(found), is_odd
