"""The door of pricing: price types, prices with their history, quotes that explain themselves.

There is no fallback: without a selling price a variant is absent from `prices` and refused by `quote`. Writes join the
caller's unit.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from prilavok.goods.pricing import queries, undoing
from prilavok.goods.pricing.actions import choose_role as _role
from prilavok.goods.pricing.actions import tell_prices as _prices
from prilavok.goods.pricing.actions import undo_prices as _undo
from prilavok.goods.pricing.actions import upsert_price_types as _types
from prilavok.goods.pricing.promotions import reckoning
from prilavok.goods.pricing.promotions.actions import follow_promotions as _follow
from prilavok.goods.pricing.promotions.actions import redeem_quote as _use
from prilavok.goods.pricing.rates.foreign import rounding
from prilavok.goods.pricing.rates.rounding import set_rounding
from prilavok.goods.pricing.rates.taking import reprice_due, take_rates
from prilavok.goods.pricing.resolution.places import ruled_places, ruled_segments
from prilavok.goods.pricing.resolution.unsaid import NOWHERE
from prilavok.goods.pricing.values import (
    ANYONE,
    Circumstances,
    ForeignPriceView,
    PriceDifference,
    PriceExplanation,
    PriceRow,
    PriceTag,
    PriceTypeDraft,
    PriceTypeId,
    PriceTypeView,
    PriceUndo,
    Quote,
    RateChangeView,
    RateView,
    Redeemed,
    UndoCounts,
    UndoTotals,
    UpsertCounts,
    VariantId,
)

__all__ = [
    "choose_role", "compare", "currencies_without_rate", "explain_price", "external_ids", "follow_promotions",
    "foreign_prices", "price_type_ids", "price_types", "prices", "quote", "rate_changes", "rates", "reprice_due",
    "rounding", "ruled_places", "ruled_segments", "set_prices", "set_rounding", "take_rates", "told_price_types",
    "undo", "undo_rows", "undoable", "unpriced", "upsert_price_types",
]  # fmt: skip


def upsert_price_types(*, system: str, drafts: Sequence[PriceTypeDraft]) -> UpsertCounts:
    """Add new price types and take over titles; roles that nobody holds are filled from what titles suggest."""
    return _types.upsert_price_types(system=system, drafts=drafts)


def price_type_ids(*, system: str, external_ids: Sequence[str]) -> dict[str, PriceTypeId]:
    """Our ids by the ids as given; unknown ones are absent. Letter case does not matter."""
    return queries.price_type_ids(system=system, external_ids=external_ids)


def told_price_types(*, system: str, external_ids: Sequence[str]) -> dict[str, PriceTypeDraft]:
    """What a system has told of its price types, by its ids; unknown ones are absent."""
    return queries.told_price_types(system=system, external_ids=external_ids)


def external_ids(*, system: str) -> list[str]:
    """How a system calls its price types."""
    return queries.external_ids(system=system)


def price_types() -> list[PriceTypeView]:
    """All price types with their roles and the number of prices for sale."""
    return queries.price_types()


def choose_role(*, price_type_id: int, role: str, homes: Mapping[int, str] = NOWHERE) -> bool:
    """Make a price type selling, compare or none; the former holder loses the role. `homes`: regions of stores. Raises
    PriceTypeUnknown, RoleTaken when the selling role would be left without a holder, CheaperWithoutLegend."""
    return _role.choose_role(price_type_id=price_type_id, role=role, homes=homes)


def set_prices(*, source: str, rows: Sequence[PriceRow]) -> UpsertCounts:
    """Set prices; an amount of None or 0 takes a variant off sale. The same prices again write nothing."""
    return _prices.set_prices(source=source, rows=rows)


def rates() -> list[RateView]:
    """Internal rates, by currency, newest first."""
    return queries.rates()


def rate_changes() -> list[RateChangeView]:
    """How rates changed and who said so, newest first."""
    return queries.rate_changes()


def currencies_without_rate() -> dict[str, int]:
    """Currencies of prices that have no rate today, with the number of prices: these are not for sale."""
    return queries.currencies_without_rate()


def foreign_prices(variant_id: int) -> list[ForeignPriceView]:
    """Prices of a variant as told in currencies, with the rates by which they sell."""
    return queries.foreign_prices(variant_id)


def compare(*, rows: Sequence[PriceRow]) -> list[PriceDifference]:
    """What setting these prices would change, old and new; writes nothing. One query."""
    return _prices.differences(rows)


def undo(*, source: str, after: int = 0, limit: int | None = None) -> UndoCounts:
    """Take back what a source did to prices; what somebody changed later stays. A second call does nothing.

    With a limit, so many variants after the one named: `last` of the result is the next `after`, None at the end.
    """
    return _undo.undo(source=source, after=after, limit=limit)


def undoable(*, source: str) -> UndoTotals:
    """How many prices could be taken back, how many not. One query."""
    return undoing.undoable(source=source)


def undo_rows(*, source: str, after: int = 0, limit: int = 100) -> list[PriceUndo]:
    """What taking back would do to the prices of so many variants, in the order of their ids. One query."""
    return undoing.undo_rows(source=source, after=after, limit=limit)


def prices(*, variant_ids: Sequence[VariantId], where: Circumstances = ANYONE) -> dict[VariantId, PriceTag]:
    """What one piece costs there and for them, promotions of the catalogue included; a variant that is absent is not
    for sale. One query, two when a promotion looks at categories or brands."""
    return queries.prices(variant_ids=variant_ids, where=where)


def quote(
    *,
    lines: Sequence[tuple[VariantId, Decimal]],
    where: Circumstances = ANYONE,
    coupons: Sequence[int] = (),
    people: Sequence[str] = (),
    gone: Sequence[int] = (),
) -> Quote:
    """What the lines cost with all promotions, why, and what did not apply; gifts come after the lines asked.

    `people` are words by which this buyer's uses are counted ("phone:+7..."), `gone` gifts that cannot be had.
    Raises NoPrice naming the variants.
    """
    return reckoning.quote(reckoning.Asked(lines=lines, where=where, coupons=coupons, people=people, gone=gone))


def redeem(use: Redeemed) -> None:
    """An order uses its promotions and coupons, each within its limits. Joins the unit, late in it; the same order
    again is once. Raises PromotionSpent, CouponSpent."""
    _use.redeem(use)


def release(*, order_id: int) -> int:
    """The order ended without a sale: what it used is free again where it may be. Joins the unit; twice is once."""
    return _use.release(order_id=order_id)


def unpriced(*, variant_ids: Sequence[int], where: Circumstances = ANYONE) -> list[VariantId]:
    """Those of the variants that are not for sale there and for them. One query."""
    return queries.unpriced(variant_ids=variant_ids, where=where)


def explain_price(variant_id: int) -> PriceExplanation:
    """Why a variant costs what it costs: prices that stand and their changes, newest first."""
    return queries.explain_price(variant_id)


def follow_promotions() -> int:
    """Promotions begin and end by the database's clock; their goods are told. Returns how many changed."""
    return _follow.follow_promotions()
