"""What crosses the door of pricing."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NewType

from prilavok.base.money import RUB, Money
from prilavok.base.revisions import Outcome
from prilavok.goods.pim.values import UndoCounts, UndoTotals, UpsertCounts, VariantId
from prilavok.goods.pricing.quotes import (
    AppliedPromotion,
    BundlePiece,
    MissedPromotion,
    Quote,
    QuoteCoupon,
    QuoteLine,
    QuotePart,
    Redeemed,
    Step,
)

__all__ = [
    "ANYONE",
    "ONE",
    "AppliedPromotion",
    "BundlePiece",
    "Circumstances",
    "ForeignPriceView",
    "MissedPromotion",
    "Outcome",
    "PlannedView",
    "PriceChangeView",
    "PriceDifference",
    "PriceExplanation",
    "PriceRow",
    "PriceTag",
    "PriceTypeDraft",
    "PriceTypeId",
    "PriceTypeView",
    "PriceUndo",
    "Quote",
    "QuoteCoupon",
    "QuoteLine",
    "QuotePart",
    "RateChangeView",
    "RateDraft",
    "RateView",
    "Redeemed",
    "RoundingRule",
    "Step",
    "TypePrice",
    "UndoCounts",
    "UndoTotals",
    "UpsertCounts",
    "VariantId",
]  # fmt: skip

PriceTypeId = NewType("PriceTypeId", int)
ONE = Decimal(1)


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """Where and for whom a price is asked.

    `channel` is site, operator, store or till; `region` a code of stock's directory, empty for no region in particular;
    `at` a moment in the future to look ahead to, None for now.
    """

    channel: str = "site"
    region: str = ""
    store_id: int | None = None
    segments: frozenset[str] = frozenset()
    person_id: int | None = None
    at: datetime | None = None


ANYONE = Circumstances()


@dataclass(frozen=True, kw_only=True)
class PriceTypeDraft:
    """A price type as an outside system describes it."""

    external_id: str
    title: str
    currency: str = RUB
    vat_included: bool = True


@dataclass(frozen=True, kw_only=True)
class PriceTypeView:
    """A price type; `role` is selling, compare or none; `owner` erp, both or platform; `is_cost`: what goods
    cost us."""

    price_type_id: PriceTypeId
    title: str
    currency: str
    vat_included: bool
    role: str
    prices_count: int = 0
    owner: str = "erp"
    is_cost: bool = False
    is_ours: bool = False
    rounding: "RoundingRule | None" = None


@dataclass(frozen=True, kw_only=True)
class PriceRow:
    """A price to set; an amount of None or 0 means "not for sale" under this type. With a moment it holds from then on,
    by the database's clock; without one, or with one that is past, at once."""

    variant_id: int
    price_type_id: int
    amount: Decimal | None
    currency: str = RUB
    min_quantity: Decimal = ONE
    valid_from: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PriceDifference:
    """What setting a price would change; None is "not for sale"."""

    variant_id: VariantId
    price_type_id: PriceTypeId
    min_quantity: Decimal
    before: Money | None
    after: Money | None


@dataclass(frozen=True, kw_only=True)
class PriceUndo:
    """A price that a package changed: what it is, what it would be again; `later` names who changed it since, and then
    it is left as it is."""

    variant_id: VariantId
    title: str
    min_quantity: Decimal
    now: Money | None
    back: Money | None
    later: str


@dataclass(frozen=True, kw_only=True)
class PriceTag:
    """What one piece costs now; `before` is the struck price, present only when it is higher.

    `steps`: what makes it lower, each with its legend: the list of a rule that is cheaper online (it has `taken`
    nothing), the promotions of the catalogue. `pieces`: what one bundle is made of, at the prices of its parts by
    themselves.
    """

    variant_id: VariantId
    price: Money
    before: Money | None
    steps: tuple[Step, ...] = ()
    pieces: tuple[BundlePiece, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TypePrice:
    """A price of one type that stands now."""

    price_type_id: PriceTypeId
    title: str
    role: str
    amount: Money | None
    min_quantity: Decimal
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class PriceChangeView:
    """One change in the history of a price."""

    at: datetime
    title: str
    before: Money | None
    after: Money | None
    min_quantity: Decimal
    source: str
    who: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class PlannedView:
    """A price that will stand from a moment on; `now` is what it will take the place of."""

    planned_id: int
    plan_id: int
    variant_id: VariantId
    title: str
    min_quantity: Decimal
    amount: Money | None
    now: Money | None
    valid_from: datetime
    source: str
    who: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PriceExplanation:
    """Why a variant costs what it costs: the tag, the prices that stand, the changes (newest first), those to come."""

    variant_id: VariantId
    tag: PriceTag | None
    standing: tuple[TypePrice, ...]
    changes: tuple[PriceChangeView, ...]
    planned: tuple[PlannedView, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RoundingRule:
    """How prices in roubles are rounded: to a multiple of `step` plus `ending` (step 100 and ending 90: 90, 190, 290);
    `mode` is nearest, up or down."""

    step: Decimal = ONE
    mode: str = "nearest"
    ending: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class RateDraft:
    """Roubles for `per` units of a currency, from the beginning of a day on; without a revision above what is known."""

    currency: str
    valid_from: date
    rate: Decimal
    revision: int | None = None
    per: int = 1


@dataclass(frozen=True, kw_only=True)
class RateView:
    """A rate; `holds` when it is the one of today; `prices_count` are prices told in its currency."""

    currency: str
    valid_from: date
    rate: Decimal
    per: int
    source: str
    changed_at: datetime
    holds: bool
    prices_count: int


@dataclass(frozen=True, kw_only=True)
class RateChangeView:
    """A change of a rate: as "92.5/1", before empty for a new one."""

    currency: str
    valid_from: date
    before: str
    after: str
    source: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ForeignPriceView:
    """A price as told in a currency, and the rate by which it sells (None: none, not for sale)."""

    title: str
    amount: Money | None
    min_quantity: Decimal
    rate: RateView | None
