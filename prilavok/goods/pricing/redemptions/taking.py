"""A till takes, confirms and gives back. Every step may be repeated: the key of the till's receipt tells them apart.

A quote takes nothing, and a receipt is made a moment later, perhaps on a bad line. So the uses are held first, for two
hours by the database's clock; the receipt's number confirms them, a cancelled receipt gives them back at once. A
receipt that comes after its time is counted when its uses are still there, and recorded in any case.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from prilavok.base.bulk import fetch
from prilavok.base.clock import database_now
from prilavok.base.money import RUB, Money
from prilavok.base.once import KeyReused
from prilavok.base.unit import part, require_unit
from prilavok.goods.pricing.coupons.errors import CouponSpent
from prilavok.goods.pricing.coupons.models import CouponUseRow
from prilavok.goods.pricing.promotions.actions.redeem_quote import redeem, release
from prilavok.goods.pricing.promotions.errors import PromotionSpent
from prilavok.goods.pricing.promotions.models import PromotionUse
from prilavok.goods.pricing.quotes import AppliedPromotion, Quote, QuoteCoupon, Redeemed
from prilavok.goods.pricing.redemptions.errors import (
    RedemptionClosed,
    RedemptionConfirmed,
    RedemptionGivenBack,
    RedemptionUnknown,
)
from prilavok.goods.pricing.redemptions.models import Redemption
from prilavok.goods.pricing.redemptions.values import Taken, Taking

State = Redemption.State
HELD_FOR: Final = timedelta(hours=2)
A_PIECE: Final = 200
# A rival with the same key waits here for the first one's commit.
CLAIM: Final = """
INSERT INTO pricing_redemption (till_id, key, fingerprint, store_id, phone, used, answer, state, receipt, is_counted,
    held_at, expires_at)
VALUES (%(till)s, %(key)s, %(fingerprint)s, %(store)s, %(phone)s, '{}', '{}', 'held', '', true, statement_timestamp(),
    statement_timestamp() + %(held_for)s)
ON CONFLICT (till_id, key) DO NOTHING RETURNING id
"""


def known(*, till_id: int, key: str, fingerprint: str) -> Taken | None:
    """What was taken under the key before; None for a new one. Raises KeyReused when it was another basket."""
    row = Redemption.objects.filter(till_id=till_id, key=key).first()
    if row is None:
        return None
    if row.fingerprint != fingerprint:
        raise KeyReused
    return _taken(row)


def take(taking: Taking) -> Taken:
    """Use the coupons and promotions of the quote; the same key again is once. Joins the unit, late in it. Raises
    CouponSpent, PromotionSpent, PersonWanted (then nothing was used), KeyReused."""
    require_unit()
    claimed = fetch(
        CLAIM,
        {
            "till": taking.till_id,
            "key": taking.key,
            "fingerprint": taking.fingerprint,
            "store": taking.store_id,
            "phone": taking.phone,
            "held_for": HELD_FOR,
        },
    )
    before = known(till_id=taking.till_id, key=taking.key, fingerprint=taking.fingerprint)
    if not claimed and before is not None:
        return before
    row = Redemption.objects.get(pk=claimed[0][0])
    row.used, row.answer = _as_json(taking.quote), taking.answer
    row.save(update_fields=["used", "answer"])
    redeem(_use_of(row))
    return _taken(row)


def confirm(*, till_id: int, key: str, receipt: str) -> Taken:
    """The receipt is made. Joins the unit; the same receipt again is once. Raises RedemptionUnknown, RedemptionClosed,
    RedemptionGivenBack."""
    row = _locked(till_id, key)
    if row.state == State.CONFIRMED and row.receipt != receipt:
        raise RedemptionClosed(receipt=row.receipt)
    if row.state == State.CANCELLED:
        raise RedemptionGivenBack
    if row.state == State.CONFIRMED:
        return _taken(row)
    if row.state == State.EXPIRED:
        row.is_counted = _took_again(row)
    row.receipt = receipt
    CouponUseRow.objects.filter(order_id=-row.pk).update(number=receipt[:20])
    return _close(row, State.CONFIRMED)


def cancel(*, till_id: int, key: str) -> Taken:
    """No receipt was made: what was used is free again. Joins the unit; twice is once. Raises RedemptionUnknown,
    RedemptionConfirmed."""
    row = _locked(till_id, key)
    if row.state == State.CONFIRMED:
        raise RedemptionConfirmed(receipt=row.receipt)
    if row.state == State.CANCELLED:
        return _taken(row)
    if row.state == State.HELD:
        release(order_id=-row.pk)
    return _close(row, State.CANCELLED)


def expire_due() -> int:
    """Give back what tills took and neither confirmed nor cancelled in time; how many. Joins the unit."""
    require_unit()
    due = Redemption.objects.filter(state=State.HELD, expires_at__lte=database_now()).order_by("pk")
    rows = list(due.select_for_update(skip_locked=True)[:A_PIECE])
    for row in rows:
        release(order_id=-row.pk)
        _close(row, State.EXPIRED)
    return len(rows)


def _took_again(row: Redemption) -> bool:
    try:
        with part():
            # What was given back would count as used before, and so not be counted again.
            CouponUseRow.objects.filter(order_id=-row.pk, returned_at__isnull=False).delete()
            PromotionUse.objects.filter(order_ref=f"order:{-row.pk}", is_given_back=True).delete()
            redeem(_use_of(row))
    except (CouponSpent, PromotionSpent):
        return False
    return True


def _close(row: Redemption, state: str) -> Taken:
    row.state, row.closed_at = state, database_now()
    row.save(update_fields=["state", "closed_at", "receipt", "is_counted"])
    return _taken(row)


def _locked(till_id: int, key: str) -> Redemption:
    require_unit()
    row = Redemption.objects.select_for_update().filter(till_id=till_id, key=key).first()
    if row is None:
        raise RedemptionUnknown
    return row


def _use_of(row: Redemption) -> Redeemed:
    applied = tuple(
        AppliedPromotion(
            promotion_id=one["id"], revision=one["revision"], title=one["title"], amount=_money(one["amount"])
        )
        for one in row.used["promotions"]
    )
    coupons = tuple(
        QuoteCoupon(coupon_id=one["id"], shown="", title="", is_applied=True, taken=_money(one["amount"]))
        for one in row.used["coupons"]
    )
    quote = Quote(lines=(), total=Money(Decimal(0), RUB), applied=applied, coupons=coupons)
    return Redeemed(order_id=-row.pk, number=row.receipt[:20], phone=row.phone, quote=quote)


def _as_json(quote: Quote) -> dict[str, Any]:
    return {
        "promotions": [
            {
                "id": one.promotion_id,
                "revision": one.revision,
                "title": one.title,
                "amount": str(one.amount.amount),
            }
            for one in quote.applied
        ],
        "coupons": [{"id": one.coupon_id, "amount": str(one.taken.amount)} for one in quote.coupons if one.is_applied],
    }


def _money(amount: str) -> Money:
    return Money(Decimal(amount), RUB)


def _taken(row: Redemption) -> Taken:
    return Taken(
        key=row.key,
        state=row.state,
        expires_at=row.expires_at,
        receipt=row.receipt,
        is_counted=row.is_counted,
        answer=row.answer,
    )
