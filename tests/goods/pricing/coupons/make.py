"""Series and coupons for tests."""

from decimal import Decimal
from itertools import count
from typing import Any

from prilavok.base.access import Actor
from prilavok.base.money import Money
from prilavok.goods.pricing.coupons import desk
from prilavok.goods.pricing.coupons.models import Coupon
from prilavok.goods.pricing.coupons.values import CouponId, Guesser, Redemption, SeriesDraft, SeriesId

MARKETING = Actor(person_id=7, name="Марина", kind="staff", permissions=frozenset({"promotions.edit"}))
PHONE = "+79161234567"
_numbers = count(1)


def make_series(**fields: Any) -> SeriesId:
    """A saved series; in a unit."""
    draft = SeriesDraft(**({"title": "Осень", "promotion_id": 1} | fields))
    return desk.save_series(series_id=None, draft=draft, actor=MARKETING)


def make_word(word: str = "ОСЕНЬ", **fields: Any) -> CouponId:
    """A series of one word, and its coupon."""
    series_id = make_series(**({"kind": "word", "word": word, "per_code": None} | fields))
    return CouponId(Coupon.objects.get(series_id=series_id).pk)


def make_code(**fields: Any) -> tuple[CouponId, str]:
    """A unique code of a new series, with its clear text."""
    series_id = make_series(**fields)
    desk.make_codes(series_id=series_id, count=1, actor=MARKETING)
    coupon = Coupon.objects.get(series_id=series_id)
    return CouponId(coupon.pk), coupon.clear


def guesser(session: str = "s", network: str = "10.0.0.1", person_id: int | None = None) -> Guesser:
    """Who types."""
    return Guesser(session=session, network=network, person_id=person_id)


def use_of(*coupon_ids: CouponId, phone: str = PHONE, **fields: Any) -> Redemption:
    """An order that uses the coupons."""
    order_id = fields.pop("order_id", None) or next(_numbers)
    off = Money(Decimal("100.00"))
    return Redemption(
        order_id=order_id, number=f"{order_id}", phone=phone, coupons=tuple((one, off) for one in coupon_ids), **fields
    )
