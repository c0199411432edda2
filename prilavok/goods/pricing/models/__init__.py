"""What pricing remembers, by noun."""

from prilavok.goods.pricing.bundles.models import Bundle
from prilavok.goods.pricing.coupons.models import Coupon, CouponBatch, CouponHolder, CouponSeries, CouponUseRow
from prilavok.goods.pricing.legends.models import Legend, LegendUse, LegendVersion
from prilavok.goods.pricing.models.plans import PlannedPrice, PricePlan
from prilavok.goods.pricing.models.prices import ForeignPrice, Price, PriceChange
from prilavok.goods.pricing.models.rates import CurrencyRate, RateChange, Rounding
from prilavok.goods.pricing.models.repricings import Repricing, RepricingLimits, RepricingLine, RepricingStep
from prilavok.goods.pricing.models.resolution import PriceRule
from prilavok.goods.pricing.models.types import PriceType, RoundingChange
from prilavok.goods.pricing.promotions.models import (
    Promotion,
    PromotionBook,
    PromotionClass,
    PromotionCount,
    PromotionPerson,
    PromotionRevision,
    PromotionUse,
)
from prilavok.goods.pricing.redemptions.models import Redemption

__all__ = [
    "Bundle",
    "Coupon",
    "CouponBatch",
    "CouponHolder",
    "CouponSeries",
    "CouponUseRow",
    "CurrencyRate",
    "ForeignPrice",
    "Legend",
    "LegendUse",
    "LegendVersion",
    "PlannedPrice",
    "Price",
    "PriceChange",
    "PricePlan",
    "PriceRule",
    "PriceType",
    "Promotion",
    "PromotionBook",
    "PromotionClass",
    "PromotionCount",
    "PromotionPerson",
    "PromotionRevision",
    "PromotionUse",
    "RateChange",
    "Redemption",
    "Repricing",
    "RepricingLimits",
    "RepricingLine",
    "RepricingStep",
    "Rounding",
    "RoundingChange",
]
