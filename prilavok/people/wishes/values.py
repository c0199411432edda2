"""What crosses the door of wishes."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from prilavok.base.money import Money

MOST_LINES: Final = 200
MOST_COMPARED: Final = 4


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Whose list it is: a person's, or that of a guest who holds its token."""

    person_id: int | None = None
    token: str = ""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A product put by; `seen_price` is what it cost then, None when it had no price."""

    product_id: int
    seen_price: Money | None
    added_at: datetime


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """A list, the latest first. `share_token` is "" while nobody else may see it."""

    lines: tuple[Wish, ...] = ()
    share_token: str = ""

    @property
    def product_ids(self) -> list[int]:
        """The products, the latest first."""
        return [line.product_id for line in self.lines]


@dataclass(frozen=True, kw_only=True)
class Traits:
    """A product as it is compared: the group it belongs to and what is known of it, in order."""

    product_id: int
    group: int
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """One trait of all compared products, in their order; "" where it is unknown."""

    title: str
    values: tuple[str, ...]
    is_same: bool


@dataclass(frozen=True, kw_only=True)
class Fall:
    """How much cheaper a product is than when it was put by."""

    was: Decimal
    now: Decimal

    @property
    def by(self) -> Decimal:
        """The difference, above zero."""
        return self.was - self.now
