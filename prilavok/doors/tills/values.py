"""What a till says and hears: JSON, checked by these types. Money and quantities are strings of decimal numbers."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final

import msgspec

MOST_LINES: Final = 200
MOST_COUPONS: Final = 5
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Said(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The base of all parts: a field that nobody knows is refused."""


class AskedLine(Said, frozen=True, kw_only=True):
    """Goods by our id, or by barcode or article."""

    quantity: Decimal
    variant: Annotated[int, msgspec.Meta(ge=1, le=2**53)] | None = None
    code: Code | None = None


class Ask(Said, frozen=True, kw_only=True):
    """A basket at a till; `store` is the code of the place, `phone` the buyer's, if they gave it."""

    store: Code
    lines: Annotated[list[AskedLine], msgspec.Meta(min_length=1, max_length=MOST_LINES)]
    coupons: Annotated[list[Code], msgspec.Meta(max_length=MOST_COUPONS)] = []
    phone: Annotated[str, msgspec.Meta(max_length=40)] = ""


class RedeemAsk(Ask, frozen=True, kw_only=True):
    """A basket whose receipt is about to be made; `key` is the till's own for this receipt."""

    key: Annotated[str, msgspec.Meta(min_length=8, max_length=100)]


class ConfirmAsk(Said, frozen=True, kw_only=True):
    """The receipt is made."""

    key: Annotated[str, msgspec.Meta(min_length=8, max_length=100)]
    receipt: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


class CancelAsk(Said, frozen=True, kw_only=True):
    """No receipt was made."""

    key: Annotated[str, msgspec.Meta(min_length=8, max_length=100)]


class StepSaid(Said, frozen=True, kw_only=True):
    """One step of a line: the rule, the price of a piece after it, what it took off the line."""

    title: str
    price: str
    taken: str | None
    source: str
    legend: str


class PartSaid(Said, frozen=True, kw_only=True):
    """A position of the receipt: price times quantity is the sum, exactly."""

    quantity: str
    price: str
    total: str


class PieceSaid(Said, frozen=True, kw_only=True):
    """Goods inside a set: how many in all, what they cost by themselves and in the set, how a receipt prints them."""

    variant: int
    code: str
    title: str
    quantity: str
    base_total: str
    total: str
    steps: list[StepSaid]
    parts: list[PartSaid]


class LineSaid(Said, frozen=True, kw_only=True):
    """A line; gifts come after the lines asked. `parts` are what the receipt prints; of a set, those of its `pieces`
    are: their totals sum to the line's."""

    variant: int
    code: str
    title: str
    quantity: str
    base_total: str
    total: str
    is_gift: bool
    steps: list[StepSaid]
    parts: list[PartSaid]
    pieces: list[PieceSaid] = []


class PromotionSaid(Said, frozen=True, kw_only=True):
    """A promotion that applied and what it took off."""

    source: str
    title: str
    amount: str


class MissSaid(Said, frozen=True, kw_only=True):
    """A promotion that did not apply, and why, to be said to the buyer."""

    title: str
    reason: str
    text: str
    short: str | None


class CouponSaid(Said, frozen=True, kw_only=True):
    """A presented coupon: whether it did something, and if not, why."""

    text: str
    is_applied: bool
    message: str
    taken: str


class Answer(Said, frozen=True, kw_only=True):
    """The basket reckoned."""

    store: str
    currency: str
    total: str
    base_total: str
    lines: list[LineSaid]
    promotions: list[PromotionSaid]
    missed: list[MissSaid]
    coupons: list[CouponSaid]
    free_delivery: list[str]


class RedeemAnswer(Said, frozen=True, kw_only=True):
    """What stands under the key: held until `expires_at`, confirmed, cancelled or expired; the basket as it was
    reckoned. `is_counted` is false for a receipt that came too late, when its uses had gone to others."""

    key: str
    state: str
    expires_at: datetime
    receipt: str
    is_counted: bool
    basket: Answer


class Trouble(Said, frozen=True, kw_only=True):
    """A refusal: `code` for the machine, `message` for people, `details` names what was not understood."""

    code: str
    message: str
    details: list[str] = []
