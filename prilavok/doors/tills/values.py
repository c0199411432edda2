"""What a till says and hears: JSON, checked by these types. Money and quantities are strings of decimal numbers."""

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


class LineSaid(Said, frozen=True, kw_only=True):
    """A line; gifts come after the lines asked. `parts` are what the receipt prints."""

    variant: int
    code: str
    title: str
    quantity: str
    base_total: str
    total: str
    is_gift: bool
    steps: list[StepSaid]
    parts: list[PartSaid]


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


class Trouble(Said, frozen=True, kw_only=True):
    """A refusal: `code` for the machine, `message` for people, `details` names what was not understood."""

    code: str
    message: str
    details: list[str] = []
