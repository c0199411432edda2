"""The door of coupons. From what a person typed there is one way to a coupon, `enter`, and it counts guesses.

Everything else speaks of coupons by id. `quote` asks `opened`; placing an order calls `redeem` in its unit, ending one
calls `release`.
"""

from collections.abc import Sequence

from prilavok.base.access import Actor
from prilavok.goods.pricing.coupons import queries
from prilavok.goods.pricing.coupons.actions import edit_series as _series
from prilavok.goods.pricing.coupons.actions import enter_coupon as _enter
from prilavok.goods.pricing.coupons.actions import export_codes as _export
from prilavok.goods.pricing.coupons.actions import redeem_coupon as _redeem
from prilavok.goods.pricing.coupons.values import (
    CouponId,
    CouponUse,
    Entered,
    Guesser,
    Redemption,
    SeriesDraft,
    SeriesId,
    SeriesView,
)


def enter(*, text: str, guesser: Guesser) -> Entered:
    """The coupon a person typed, in whatever letters and layout, if it may be used now. OUTSIDE of a unit.
    Raises CouponNotAccepted (unknown, ended and used alike), TooManyGuesses after 20 wrong ones an hour."""
    return _enter.enter(text=text, guesser=guesser)


def opened(coupon_ids: Sequence[CouponId]) -> dict[CouponId, Entered]:
    """Those of the coupons that may be used now, with the promotions they open. One query; none for no coupons."""
    return _enter.opened(list(coupon_ids))


def redeem(use: Redemption) -> None:
    """An order uses its coupons, each at most as often as its series allows. Joins the unit. Raises CouponSpent."""
    _redeem.redeem(use)


def release(*, order_id: int) -> int:
    """The order ended without a sale: uses of series that come back are free again. Joins the unit; twice is once."""
    return _redeem.release(order_id=order_id)


def used_in(*, order_ids: Sequence[int]) -> dict[int, tuple[CouponUse, ...]]:
    """The coupons of each order; orders without one are absent. One query."""
    return queries.used_in(order_ids)


def used_by(*, phones: Sequence[str]) -> list[CouponUse]:
    """The coupons a customer has used, newest first. One query."""
    return queries.used_by(phones=phones)


def series_of(*, promotion_ids: Sequence[int]) -> dict[int, list[SeriesView]]:
    """The series that open each of the promotions; a promotion without one is absent."""
    return queries.series_of(promotion_ids=promotion_ids)


def erase_taken_out() -> int:
    """Forget the clear texts of codes that were taken out an hour ago; how many. Joins the unit."""
    return _export.erase_taken_out()


def save_series(*, series_id: int | None, draft: SeriesDraft, actor: Actor) -> SeriesId:
    """Write a new series, or change one. Joins the unit. Raises SeriesNotUnderstood, WordWrong, WordTaken."""
    return _series.save_series(series_id=series_id, draft=draft, actor=actor)


def make_codes(*, series_id: int, count: int, actor: Actor) -> int:
    """Make so many codes as a batch that can be taken out once; its id. Joins the unit. Raises TooManyCodes."""
    return _series.make_codes(series_id=series_id, count=count, actor=actor)
