"""An order takes what its quote promised: promotions first, coupons after them, always in this order."""

from prilavok.base.unit import require_unit
from prilavok.goods.pricing.coupons import api as coupons
from prilavok.goods.pricing.coupons.values import CouponId, Redemption
from prilavok.goods.pricing.promotions.actions.use_promotions import give_back, use_promotions
from prilavok.goods.pricing.quotes import Redeemed


def redeem(use: Redeemed) -> None:
    """Within the limits of each, or not at all. Joins the unit. Raises PromotionSpent, CouponSpent, PersonWanted."""
    require_unit()
    people = [f"phone:{use.phone}"] if use.phone else []
    people += [f"person:{use.person_id}"] if use.person_id is not None else []
    use_promotions(order_ref=f"order:{use.order_id}", people=people, applied=use.quote.applied)
    taken = tuple((CouponId(one.coupon_id), one.taken) for one in use.quote.coupons if one.is_applied)
    if taken:
        coupons.redeem(
            Redemption(
                order_id=use.order_id, number=use.number, phone=use.phone, person_id=use.person_id, coupons=taken
            )
        )


def release(*, order_id: int) -> int:
    """How many uses are free again."""
    return give_back(order_ref=f"order:{order_id}") + coupons.release(order_id=order_id)
