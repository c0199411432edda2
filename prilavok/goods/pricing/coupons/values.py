"""What crosses the door of coupons. Times are aware UTC."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NewType

from prilavok.base.money import Money

SeriesId = NewType("SeriesId", int)
CouponId = NewType("CouponId", int)


class Kind(StrEnum):
    """One word for everybody, or a code for each."""

    WORD = "word"
    UNIQUE = "unique"


class State(StrEnum):
    """Where a coupon is in its life; "used" when no use of it is left."""

    ISSUED = "issued"
    USED = "used"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class SeriesDraft:
    """A series as people describe it. A limit of None is no limit; `comes_back`: a cancelled order gives it back."""

    title: str
    kind: str = Kind.UNIQUE
    word: str = ""
    promotion_id: int | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    per_code: int | None = 1
    per_person: int | None = None
    in_total: int | None = None
    min_total: Decimal | None = None
    comes_back: bool = True


@dataclass(frozen=True, kw_only=True)
class SeriesView:
    """A series with what has become of it. `state`: running, planned, ended, stopped."""

    series_id: SeriesId
    draft: SeriesDraft
    state: str
    codes_count: int
    withdrawn_count: int
    used_count: int
    returned_count: int
    discount: Money
    created_by: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class BatchView:
    """Codes made in one go. They can be taken out once; `erased_at`: since then only their owners know them."""

    batch_id: int
    series_id: SeriesId
    count: int
    made_by: str
    made_at: datetime
    exported_by: str
    exported_at: datetime | None
    erased_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class CouponView:
    """One coupon as the office sees it: never the whole code."""

    coupon_id: CouponId
    series_id: SeriesId
    series_title: str
    shown: str
    state: str
    used: int
    uses: tuple["CouponUse", ...] = ()


@dataclass(frozen=True, kw_only=True)
class Guesser:
    """Whose tries are counted: a person who is logged in, else a session and the network it comes from."""

    session: str
    network: str
    person_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Entered:
    """A coupon that may be used now. `shown` names it to its owner; the code itself goes no further."""

    coupon_id: CouponId
    series_id: SeriesId
    promotion_id: int | None
    title: str
    shown: str
    min_total: Money | None = None


@dataclass(frozen=True, kw_only=True)
class Redemption:
    """The use of coupons by an order: for each coupon the sum that it took off."""

    order_id: int
    number: str
    phone: str
    person_id: int | None = None
    coupons: tuple[tuple[CouponId, Money], ...] = field(default_factory=tuple)


@dataclass(frozen=True, kw_only=True)
class CouponUse:
    """A use, for the order and the customer's card; `returned_at` when the order gave it back."""

    coupon_id: CouponId
    series_id: SeriesId
    title: str
    shown: str
    order_id: int
    number: str
    discount: Money
    at: datetime
    returned_at: datetime | None
