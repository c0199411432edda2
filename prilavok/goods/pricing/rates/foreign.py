"""Prices told in currencies: kept as told, made into roubles by the rate of a day and the rule of their type."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.timezone import localdate

from prilavok.base.money import RUB
from prilavok.goods.pricing.models import CurrencyRate, ForeignPrice, PriceType, Rounding
from prilavok.goods.pricing.rules import in_roubles
from prilavok.goods.pricing.values import PriceRow, RoundingRule


class Conversion:
    """Rates and rules, each read once."""

    def __init__(self) -> None:
        self.chain = rounding()
        self.rules = own_roundings()
        self._rates: dict[tuple[str, date], CurrencyRate | None] = {}

    def rate(self, currency: str, day: date) -> CurrencyRate | None:
        """The rate that holds on the day."""
        if (currency, day) not in self._rates:
            self._rates[currency, day] = rate_of_day(currency, day)
        return self._rates[currency, day]

    def amount(self, row: PriceRow) -> Decimal | None:
        """In roubles, by the rate of the day from which the price holds; without a rate not for sale."""
        if row.currency == RUB or not row.amount:
            return row.amount
        rate = self.rate(row.currency, localdate(row.valid_from))
        return self.by(rate, row.amount, row.price_type_id) if rate else None

    def by(self, rate: CurrencyRate, amount: Decimal, price_type_id: int) -> Decimal:
        """By a rate, rounded by the rule of the type."""
        return in_roubles(amount, rate.rate, rate.per, self.rules.get(price_type_id, self.chain))


def convert(rows: Sequence[PriceRow]) -> list[PriceRow]:
    """Rows in roubles as they are, others by the rates of their days. Reads only."""
    if all(row.currency == RUB for row in rows):
        return list(rows)
    by = Conversion()
    return [
        row
        if row.currency == RUB
        else PriceRow(
            variant_id=row.variant_id,
            price_type_id=row.price_type_id,
            amount=by.amount(row),
            min_quantity=row.min_quantity,
            valid_from=row.valid_from,
        )
        for row in rows
    ]


def rate_of_day(currency: str, day: date) -> CurrencyRate | None:
    """The rate that holds on a day: the latest that has begun."""
    return CurrencyRate.objects.filter(currency=currency, valid_from__lte=day).order_by("-valid_from").first()


def rounding() -> RoundingRule:
    """The chain's rule."""
    row = Rounding.objects.filter(pk=1).first()
    return RoundingRule(step=row.step, mode=row.mode, ending=row.ending) if row else RoundingRule()


def own_roundings() -> dict[int, RoundingRule]:
    """The rules of price types that have one of their own."""
    own = PriceType.objects.filter(step__isnull=False).values_list("pk", "step", "mode", "ending")
    return {pk: RoundingRule(step=step, mode=mode, ending=ending) for pk, step, mode, ending in own if step}


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
