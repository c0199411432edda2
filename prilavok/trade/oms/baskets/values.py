"""What crosses the door of baskets' lives. Quantities are Decimal with three places, times aware UTC."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from prilavok.goods.pim.values import VariantId


@dataclass(frozen=True, kw_only=True)
class BasketTerms:
    """How baskets are treated. None: no holds at the checkout, no reminders."""

    hold_minutes: int | None = None
    remind_after_h: int | None = None
    link_days: int = 14


@dataclass(frozen=True, kw_only=True)
class Signs:
    """What the header says of a basket: how many goods, and of how many something has changed since they were put."""

    count: int = 0
    troubles: int = 0


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A good and how many of it."""

    variant_id: VariantId
    quantity: Decimal


@dataclass(frozen=True, kw_only=True)
class LinkView:
    """What a restoring link brings, and until when it works."""

    token: str
    wanted: tuple[Wanted, ...]
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class NotPut:
    """A good that could not be put into the basket as it was wanted: less of it (`put`), or none."""

    variant_id: VariantId
    title: str
    wanted: Decimal
    put: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class LeftBasket:
    """A basket of a known customer with goods in it that nobody has ordered."""

    basket_id: int
    person_id: int
    wanted: tuple[Wanted, ...]
    changed_at: datetime
    reminded_at: datetime | None
