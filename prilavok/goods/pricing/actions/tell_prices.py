"""Prices as told, in whatever currency: those in others than roubles are kept as told and sell by the internal rate."""

from collections.abc import Sequence

from prilavok.base.bulk import one_at_a_time
from prilavok.base.unit import require_unit
from prilavok.goods.pricing.actions.set_prices import compare, write_prices
from prilavok.goods.pricing.actions.take_rates import convert, note_foreign
from prilavok.goods.pricing.values import PriceDifference, PriceRow, UpsertCounts


def set_prices(*, source: str, rows: Sequence[PriceRow]) -> UpsertCounts:
    """Set prices from a source (a package, a person); removed counts those that are not for sale any more."""
    require_unit()
    if not rows:
        return UpsertCounts()
    one_at_a_time("pricing.set")
    note_foreign(rows)
    return write_prices(source=source, rows=convert(rows))


def differences(rows: Sequence[PriceRow]) -> list[PriceDifference]:
    """What setting these prices would change; writes nothing."""
    return compare(convert(rows))
