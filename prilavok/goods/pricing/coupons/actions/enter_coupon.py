"""A buyer types a coupon. Each try is counted before it is looked at and given back when it was right.

An unknown code, one that has ended and one that was used get the same answer by the same statements in the same time:
the number of readings looked for is always the same, and the look-up goes by a digest, so that nothing of a code's
letters shows in how long it takes.
"""

from typing import Final

from prilavok.base.bulk import numbers
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.errors import TooManyTries
from prilavok.goods.pricing.coupons import codes, rows
from prilavok.goods.pricing.coupons.errors import CouponNotAccepted, TooManyGuesses
from prilavok.goods.pricing.coupons.values import CouponId, Entered, Guesser

TRIES: Final = 20
WINDOW_S: Final = 3600
KIND: Final = "coupon"


def enter(*, text: str, guesser: Guesser) -> Entered:
    """The coupon that was typed, if it may be used now. Opens units of its own. Raises CouponNotAccepted,
    TooManyGuesses."""
    subjects = _counted_by(guesser)
    try:
        accounts.spend_guess(kind=KIND, subjects=subjects, tries=TRIES, window_s=WINDOW_S)
    except TooManyTries as spent:
        raise TooManyGuesses from spent
    found = rows.usable(rows.BY_DIGEST, rows.digests(codes.readings(text)))
    if not found:
        raise CouponNotAccepted
    accounts.return_guess(kind=KIND, subjects=subjects)
    return found[0]


def _counted_by(guesser: Guesser) -> list[str]:
    """Who is logged in has proven a phone, and is not held to account for others of the same network."""
    if guesser.person_id is not None:
        return [f"person:{guesser.person_id}"]
    return sorted({f"session:{guesser.session}", f"network:{guesser.network}"})


def opened(coupon_ids: list[CouponId]) -> dict[CouponId, Entered]:
    """Those of the coupons that may be used now. One query; none for no coupons."""
    if not coupon_ids:
        return {}
    return {one.coupon_id: one for one in rows.usable(rows.BY_ID, numbers(coupon_ids))}
