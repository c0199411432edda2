"""Internal rates of currencies, and prices in currencies re-priced by them, thousands in one statement.

A price told in a currency is kept as told; the price that sells is in roubles by the rate of the day, rounded by the
chain's rule. Without a rate there is no price in roubles: not for sale, never by an old or a guessed rate.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils.timezone import localdate

from prilavok.base.bulk import one_at_a_time, pieces
from prilavok.base.clock import database_now
from prilavok.base.money import RUB
from prilavok.base.once import digest
from prilavok.base.revisions import Outcome, judged
from prilavok.base.unit import require_unit
from prilavok.goods.pricing.actions import set_prices as _prices
from prilavok.goods.pricing.models import CurrencyRate, ForeignPrice, RateChange, Rounding
from prilavok.goods.pricing.rules import in_roubles
from prilavok.goods.pricing.values import PriceRow, RateDraft, RoundingRule

A_PIECE = 5000


def take_rates(*, source: str, drafts: Sequence[RateDraft]) -> tuple[Outcome, ...]:
    """What became of each rate, in their order; prices in these currencies are re-priced. Joins the unit."""
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


def set_rounding(rule: RoundingRule) -> bool:
    """Change how prices in roubles are rounded and re-price all; True when it changed. Joins the unit."""
    require_unit()
    one_at_a_time("pricing.set")
    now = rounding()
    if now == rule:
        return False
    Rounding.objects.update_or_create(pk=1, defaults={"step": rule.step, "mode": rule.mode})
    for currency in _currencies():
        reprice(currency)
    return True


def reprice_due() -> int:
    """Re-price by the rates of today, which may have begun at midnight; returns how many prices changed."""
    require_unit()
    return sum(reprice(currency) for currency in _currencies())


def reprice(currency: str) -> int:
    """Prices in the currency by the rate of today; the history names the rate. Returns how many changed."""
    rate, rule, changed = rate_of_day(currency, localdate()), rounding(), 0
    rows = ForeignPrice.objects.filter(currency=currency).order_by("variant_id", "price_type_id", "min_quantity")
    source = f"rate:{currency}:{rate.rate.normalize():f}/{rate.per}:{rate.valid_from}" if rate else f"rate:{currency}:-"
    for piece in pieces(rows.iterator(chunk_size=A_PIECE), A_PIECE):
        done = _prices.write_prices(
            source=source,
            rows=[
                PriceRow(
                    variant_id=row.variant_id,
                    price_type_id=row.price_type_id,
                    amount=in_roubles(row.amount, rate.rate, rate.per, rule) if rate and row.amount else None,
                    min_quantity=row.min_quantity,
                )
                for row in piece
            ],
        )
        changed += done.written
    return changed


def convert(rows: Sequence[PriceRow]) -> list[PriceRow]:
    """Rows in roubles as they are, others by the rates of today; without a rate not for sale. Reads only."""
    rates = {currency: rate_of_day(currency, localdate()) for currency in {row.currency for row in rows} - {RUB}}
    rule = rounding() if rates else RoundingRule()
    converted = []
    for row in rows:
        rate = rates.get(row.currency)
        if row.currency == RUB:
            converted.append(row)
            continue
        amount = in_roubles(row.amount, rate.rate, rate.per, rule) if rate and row.amount else None
        converted.append(
            PriceRow(
                variant_id=row.variant_id,
                price_type_id=row.price_type_id,
                amount=amount,
                min_quantity=row.min_quantity,
            )
        )
    return converted


def rate_of_day(currency: str, day: date) -> CurrencyRate | None:
    """The rate that holds on a day: the latest that has begun."""
    return CurrencyRate.objects.filter(currency=currency, valid_from__lte=day).order_by("-valid_from").first()


def rounding() -> RoundingRule:
    """The chain's rule."""
    row = Rounding.objects.filter(pk=1).first()
    return RoundingRule(step=row.step, mode=row.mode) if row else RoundingRule()


def _currencies() -> list[str]:
    return list(ForeignPrice.objects.order_by("currency").values_list("currency", flat=True).distinct())


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


def note_foreign(rows: Sequence[PriceRow]) -> None:
    """Keep prices in currencies as told; one told in roubles now is in a currency no more. The same writes nothing."""
    if all(row.currency == RUB for row in rows) and not ForeignPrice.objects.exists():
        return
    latest = {(row.variant_id, row.price_type_id, Decimal(row.min_quantity)): row for row in rows}
    known = {
        (row.variant_id, row.price_type_id, row.min_quantity): row
        for row in ForeignPrice.objects.filter(variant_id__in={row.variant_id for row in rows})
    }
    gone = [known[key].pk for key, row in latest.items() if row.currency == RUB and key in known]
    ForeignPrice.objects.filter(pk__in=gone).delete()
    told = {key: _foreign(row) for key, row in latest.items() if row.currency != RUB}
    differing = [
        row
        for key, row in told.items()
        if key not in known or (known[key].amount, known[key].currency) != (row.amount, row.currency)
    ]
    ForeignPrice.objects.bulk_create(
        differing,
        update_conflicts=True,
        unique_fields=["variant_id", "price_type_id", "min_quantity"],
        update_fields=["amount", "currency"],
    )


def _foreign(row: PriceRow) -> ForeignPrice:
    return ForeignPrice(
        variant_id=row.variant_id,
        price_type_id=row.price_type_id,
        min_quantity=row.min_quantity,
        amount=round(row.amount, 2) if row.amount and row.amount > 0 else None,
        currency=row.currency,
    )
