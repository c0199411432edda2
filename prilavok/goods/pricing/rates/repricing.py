"""Prices told in currencies re-priced by the rate of the day, thousands in one statement; planned ones too.

A price told in a currency is kept as told; the price that sells is in roubles by the rate of the day, rounded by the
rule of its type, else by the chain's. Without a rate there is no price in roubles: not for sale, never by an old or a
guessed rate.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import QuerySet
from django.utils.timezone import localdate

from prilavok.base.bulk import pieces
from prilavok.base.clock import database_now
from prilavok.goods.pricing.actions.set_prices import Cause, compare, write_prices
from prilavok.goods.pricing.models import CurrencyRate, ForeignPrice, PlannedPrice
from prilavok.goods.pricing.plans.folding import fold_due_of
from prilavok.goods.pricing.rates.foreign import Conversion
from prilavok.goods.pricing.values import PriceDifference, PriceRow, RateDraft

A_PIECE: Final = 5000


def reprice(currency: str, *, price_type_id: int | None = None) -> int:
    """Prices in the currency by the rate of today; the history names the rate. Returns how many changed."""
    by, changed = Conversion(), 0
    rate = by.rate(currency, localdate())
    source = f"rate:{currency}:{rate.rate.normalize():f}/{rate.per}:{rate.valid_from}" if rate else f"rate:{currency}:-"
    for piece in _pieces(currency, price_type_id):
        fold_due_of([row.variant_id for row in piece], database_now())
        # What was folded in just now may be told in another currency, or in roubles.
        still = ForeignPrice.objects.filter(pk__in=[row.pk for row in piece], currency=currency)
        changed += write_prices(Cause(source=source), _rows(still, by, rate)).written
    _replan(currency, by, price_type_id)
    return changed


def currencies() -> list[str]:
    """Currencies in which prices are told."""
    return list(ForeignPrice.objects.order_by("currency").values_list("currency", flat=True).distinct())


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a rate would do: how many prices are told in its currency, and which of them would change."""

    told: int
    changes: tuple[PriceDifference, ...]

    @property
    def biggest(self) -> list[PriceDifference]:
        """The largest moves, the largest first."""
        return sorted(self.changes, key=_move, reverse=True)[:20]

    @property
    def average_percent(self) -> Decimal | None:
        """How much prices move on average."""
        moves = [
            (one.after.amount / one.before.amount - 1) * 100
            for one in self.changes
            if one.before and one.after and one.before.amount
        ]
        return round(sum(moves, Decimal(0)) / len(moves), 2) if moves else None


def preview(draft: RateDraft) -> Preview:
    """What the rate would do if it held today; writes nothing."""
    rate = CurrencyRate(currency=draft.currency, valid_from=draft.valid_from, rate=draft.rate, per=draft.per)
    by, told, changes = Conversion(), 0, list[PriceDifference]()
    for piece in _pieces(draft.currency, None):
        told += len(piece)
        changes += compare(_rows(piece, by, rate))
    return Preview(told=told, changes=tuple(changes))


def _move(one: PriceDifference) -> Decimal:
    if one.before is None or one.after is None or not one.before.amount:
        return Decimal("Infinity")
    return abs(one.after.amount / one.before.amount - 1)


def _pieces(currency: str, price_type_id: int | None) -> Iterator[tuple[ForeignPrice, ...]]:
    rows = ForeignPrice.objects.filter(currency=currency).order_by("variant_id", "price_type_id", "min_quantity")
    if price_type_id is not None:
        rows = rows.filter(price_type_id=price_type_id)
    return pieces(rows.iterator(chunk_size=A_PIECE), A_PIECE)


def _rows(
    told: QuerySet[ForeignPrice] | tuple[ForeignPrice, ...], by: Conversion, rate: CurrencyRate | None
) -> list[PriceRow]:
    return [
        PriceRow(
            variant_id=row.variant_id,
            price_type_id=row.price_type_id,
            amount=by.by(rate, row.amount, row.price_type_id) if rate and row.amount else None,
            min_quantity=row.min_quantity,
        )
        for row in told
    ]


def _replan(currency: str, by: Conversion, price_type_id: int | None) -> None:
    """Prices in the currency that are yet to begin, by the rates of the days on which they will."""
    waiting = PlannedPrice.objects.filter(state=PlannedPrice.State.WAITING, currency=currency).select_related("plan")
    if price_type_id is not None:
        waiting = waiting.filter(price_type_id=price_type_id)
    for piece in pieces(waiting.iterator(chunk_size=A_PIECE), A_PIECE):
        for one in piece:
            rate = by.rate(currency, localdate(one.plan.valid_from))
            one.amount = by.by(rate, one.told, one.price_type_id) if rate and one.told else None
        PlannedPrice.objects.bulk_update(piece, ["amount"], batch_size=A_PIECE)
