"""Expected arrivals: `prilavok/arrivals`, and the day of arrival that cards of CommerceML may tell."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta, Struct

from prilavok.goods.pim import api as pim
from prilavok.goods.stock import api as stock
from prilavok.goods.stock.values import ArrivalDraft, Outcome
from prilavok.partners.erp.actions._batch import Batch
from prilavok.partners.erp.plain import waiting
from prilavok.partners.erp.plain.envelope import LARGEST, Header
from prilavok.partners.erp.plain.reading import Numbered, Reader, at_line, quantity
from prilavok.partners.erp.rules.tolerant import identity, variant_identity

LANE: Final = "arrival"
CARD: Final = ""  # the document of an arrival that a card itself tells
NEVER: Final = date(1970, 1, 1)


class ArrivalRecord(Struct, kw_only=True, frozen=True):
    """An expected arrival as it stands in a line of the file."""

    document: Annotated[str, Meta(min_length=1, max_length=100)]
    variant: Annotated[str, Meta(min_length=1, max_length=255)]
    location: Annotated[str, Meta(min_length=1, max_length=255)]
    date: date
    quantity: Decimal
    revision: Annotated[int, Meta(ge=0, le=LARGEST)] | None = None
    state: Literal["expected", "arrived", "cancelled"] = "expected"


def read(record: ArrivalRecord, header: Header) -> ArrivalRecord:
    """Check the quantity. Raises RecordBad."""
    quantity(record.quantity, "quantity")
    return record


READER: Final = Reader(ArrivalRecord, read)


def apply(batch: Batch, told: Sequence[Numbered[ArrivalRecord]], header: Header) -> None:
    """Take a batch; what names goods or places nobody knows yet waits."""
    variants = pim.variant_ids(
        system=batch.namespace, external_ids=list({variant_identity(one.value.variant) for one in told})
    )
    places = stock.location_ids(
        system=batch.namespace, external_ids=list({identity(one.value.location) for one in told})
    )
    ready, early = [], []
    for one in told:
        variant, place = variant_identity(one.value.variant), identity(one.value.location)
        if variant in variants and place in places:
            ready.append((one, _draft(one, variants[variant], places[place])))
        else:
            awaited, key = ("warehouse", place) if place not in places else ("variant", variant)
            early.append(waiting.Early(awaited=awaited, key=key, record_key=_name(one.value), told=one))
    waiting.keep(batch, "arrivals", header, early)
    outcomes = stock.take_arrivals(
        system=batch.namespace,
        source=batch.source,
        drafts=[draft for _, draft in ready],
        snapshot=header.sequence if header.full else None,
    )
    for (one, _), outcome in zip(ready, outcomes, strict=True):
        _count(batch, outcome, at_line(one.line, _name(one.value)))


def finish(batch: Batch, header: Header) -> None:
    """A whole list has ended: what it did not name is expected no more."""
    if header.sequence is not None:
        closed = stock.close_absent_arrivals(system=batch.namespace, snapshot=header.sequence, source=batch.source)
        batch.count(LANE, removed=closed)


class DayRecord(Struct, kw_only=True, frozen=True):
    """The day that a card of CommerceML tells, while it waits for the goods; not a format for others."""

    variant: str
    day: date | None = None
    revision: int | None = None


DAYS: Final = Reader(DayRecord, lambda record, header: record)


def apply_facts(batch: Batch, facts: Sequence[Any]) -> None:
    """Days of arrival told by cards; a card comes before its offers, so the day may have to wait for them."""
    batch.count(LANE, read=len(facts))
    header = Header(format="prilavok/days", version=1, sequence=batch.file.package_id)
    records = [DayRecord(variant=one.external_id, day=one.expected_on) for one in facts]
    told = [
        Numbered(number, record, batch.file.package_id, msgspec.json.encode(record))
        for number, record in enumerate(records, 1)
    ]
    apply_days(batch, told, header)


def apply_days(batch: Batch, told: Sequence[Numbered[DayRecord]], header: Header) -> None:
    """Days of goods that are known; the others wait."""
    variants = pim.variant_ids(system=batch.namespace, external_ids=[one.value.variant for one in told])
    early = [one for one in told if one.value.variant not in variants]
    waits = [
        waiting.Early(awaited="variant", key=one.value.variant, record_key=one.value.variant, told=one) for one in early
    ]
    waiting.keep(batch, "days", header, waits, is_usual=True)
    drafts = [
        ArrivalDraft(
            document=CARD,
            variant_id=variants[one.value.variant],
            location_id=None,
            expected_on=one.value.day or NEVER,
            quantity=None,
            revision=one.revision,
            state="expected" if one.value.day else "cancelled",
        )
        for one in told
        if one.value.variant in variants
    ]
    for outcome in stock.take_arrivals(system=batch.namespace, source=batch.source, drafts=drafts):
        batch.count(LANE, **{outcome.value if outcome not in (Outcome.STALE, Outcome.DIFFERS) else "skipped": 1})


def _count(batch: Batch, outcome: Outcome, thing: str) -> None:
    if outcome in (Outcome.STALE, Outcome.DIFFERS):
        batch.count(LANE, skipped=1)
        batch.notes.add("plain_stale" if outcome == Outcome.STALE else "plain_differs", thing)
    else:
        batch.count(LANE, **{outcome.value: 1})


def _draft(one: Numbered[ArrivalRecord], variant_id: int, location_id: int) -> ArrivalDraft:
    record = one.value
    return ArrivalDraft(
        document=record.document.strip(),
        variant_id=variant_id,
        location_id=location_id,
        expected_on=record.date,
        quantity=record.quantity,
        revision=one.revision,
        state=record.state,
    )


def _name(record: ArrivalRecord) -> str:
    return f"{record.document} / {record.variant} / {record.location}"
