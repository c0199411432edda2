"""Internal rates of currencies, as an exchange or a person tells them."""

from collections.abc import Sequence
from dataclasses import replace

from prilavok.base.bulk import one_at_a_time
from prilavok.base.clock import database_now
from prilavok.base.once import digest
from prilavok.base.revisions import Outcome, judged
from prilavok.base.unit import require_unit
from prilavok.goods.pricing.models import CurrencyRate, RateChange
from prilavok.goods.pricing.rates.repricing import currencies, reprice
from prilavok.goods.pricing.values import RateDraft


def take_rates(*, source: str, drafts: Sequence[RateDraft]) -> tuple[Outcome, ...]:
    """Write internal rates down and re-price what is told in their currencies; what became of each, in their order."""
    require_unit()
    one_at_a_time("pricing.set")
    known = {
        (row.currency, row.valid_from): row
        for row in CurrencyRate.objects.filter(currency__in={draft.currency for draft in drafts})
    }
    outcomes, touched = [], set()
    for draft in drafts:
        key = (draft.currency, draft.valid_from)
        row, contents = known.get(key), digest(draft.rate.normalize(), draft.per)
        revision = draft.revision if draft.revision is not None else row.revision + 1 if row else 0
        done = judged(known=(row.revision, row.digest) if row else None, told=(revision, contents))
        outcomes.append(done)
        if done in (Outcome.CREATED, Outcome.CHANGED):
            known[key] = _write(row, replace(draft, revision=revision), contents, source)
            touched.add(draft.currency)
        elif done == Outcome.UNCHANGED and row is not None and revision > row.revision:
            row.revision = revision
            CurrencyRate.objects.filter(pk=row.pk).update(revision=revision)
    for currency in sorted(touched):
        reprice(currency)
    return tuple(outcomes)


def reprice_due() -> int:
    """Re-price by the rates that hold today, which may have begun at midnight; returns how many prices changed."""
    require_unit()
    one_at_a_time("pricing.set")
    return sum(reprice(currency) for currency in currencies())


def _write(row: CurrencyRate | None, draft: RateDraft, contents: str, source: str) -> CurrencyRate:
    before = f"{row.rate.normalize():f}/{row.per}" if row else ""
    row = row or CurrencyRate(currency=draft.currency, valid_from=draft.valid_from)
    row.rate, row.per, row.revision, row.digest = draft.rate, draft.per, draft.revision or 0, contents
    row.source, row.changed_at = source[:200], database_now()
    row.save()
    RateChange.objects.create(
        currency=draft.currency,
        valid_from=draft.valid_from,
        before=before,
        after=f"{draft.rate.normalize():f}/{draft.per}",
        source=source[:200],
    )
    return row
