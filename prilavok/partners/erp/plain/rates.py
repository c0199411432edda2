"""Internal rates of currencies: `prilavok/rates`."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Final

from django.utils.translation import gettext
from msgspec import Meta, Struct

from prilavok.base.money import RUB
from prilavok.goods.pricing import api as pricing
from prilavok.goods.pricing.values import Outcome, RateDraft
from prilavok.partners.erp.actions._batch import Batch
from prilavok.partners.erp.plain.envelope import LARGEST, Header
from prilavok.partners.erp.plain.reading import Numbered, Reader, RecordBad, at_line
from prilavok.partners.erp.rules import tolerant

LANE: Final = "rate"
HIGHEST: Final = Decimal(10) ** 10


class RateRecord(Struct, kw_only=True, frozen=True, rename={"valid_from": "from"}):
    """A rate as it stands in a line of the file."""

    currency: Annotated[str, Meta(min_length=1, max_length=10)]
    valid_from: date
    rate: Decimal
    per: Annotated[int, Meta(ge=1, le=1_000_000)] = 1
    revision: Annotated[int, Meta(ge=0, le=LARGEST)] | None = None


def read(record: RateRecord, header: Header) -> RateDraft:
    """A rate as pricing takes it. Raises RecordBad."""
    word = record.currency.strip()
    currency = tolerant.currency(word) or (word.upper() if word.isascii() and word.isalpha() and len(word) == 3 else "")
    if not currency or currency == RUB:
        raise RecordBad(gettext("the field currency must be a code of a foreign currency, for example USD"))
    if not record.rate.is_finite() or not 0 < record.rate < HIGHEST or record.rate != round(record.rate, 6):
        raise RecordBad(gettext("the field rate must be a number above zero with six decimals at most"))
    return RateDraft(currency=currency, valid_from=record.valid_from, rate=record.rate, per=record.per)


READER: Final = Reader(RateRecord, read)


def apply(batch: Batch, told: Sequence[Numbered[RateDraft]], header: Header) -> None:
    """Take a batch of rates; prices in these currencies are re-priced in the same unit."""
    drafts = [
        RateDraft(
            currency=one.value.currency,
            valid_from=one.value.valid_from,
            rate=one.value.rate,
            per=one.value.per,
            revision=one.revision,
        )
        for one in told
    ]
    for one, outcome in zip(told, pricing.take_rates(source=batch.source, drafts=drafts), strict=True):
        if outcome in (Outcome.STALE, Outcome.DIFFERS):
            code = "plain_stale" if outcome == Outcome.STALE else "plain_differs"
            batch.notes.add(code, at_line(one.line, f"{one.value.currency} {one.value.valid_from}"))
            batch.count(LANE, skipped=1)
        else:
            batch.count(LANE, **{outcome.value: 1})
    for currency, count in pricing.currencies_without_rate().items():
        batch.notes.add("rate_missing", f"{currency}: {count}", count)
