"""What a promotion says: its conditions and its effect as typed values, kept as JSON, checked when read.

Money is in roubles with two decimals here, because people edit and read it; the index turns it into kopecks once.
"""

from datetime import datetime
from decimal import Decimal
from typing import Final, Literal

import msgspec

NOTHING: Final = Decimal(0)
CATALOGUE: Final = "catalogue"
BASKET: Final = "basket"
ONLINE: Final = frozenset({"site", "operator"})
IN_STORES: Final = frozenset({"store", "till"})
CHANNELS: Final = ("site", "operator", "store", "till")
DEFAULT_CLASS: Final = "goods"


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The base of all parts: frozen, and a field that nobody knows is refused."""


class Goods(Part, frozen=True, kw_only=True):
    """Which goods. Nothing named means all of them.

    A good fits when it stands in one of the categories (or below) AND is of one of the brands, whichever of the two are
    named; or when its product or variant is named itself.
    """

    categories: tuple[int, ...] = ()
    brands: tuple[str, ...] = ()
    products: tuple[int, ...] = ()
    variants: tuple[int, ...] = ()

    @property
    def is_everything(self) -> bool:
        """True when nothing is named."""
        return not (self.categories or self.brands or self.products or self.variants)


class Where(Part, frozen=True, kw_only=True):
    """Where and for whom it holds; what is empty does not narrow. Price types: those a good is sold by."""

    channels: tuple[Literal["site", "operator", "store", "till"], ...] = ()
    regions: tuple[str, ...] = ()
    stores: tuple[int, ...] = ()
    segments: tuple[str, ...] = ()
    price_types: tuple[int, ...] = ()
    not_price_types: tuple[int, ...] = ()


class Hours(Part, frozen=True, kw_only=True):
    """When within a week, by the chain's clock: ISO weekdays (1 is Monday) and minutes of the day, the last excluded.

    `since` later than `until` goes over midnight and belongs to the day on which it began.
    """

    weekdays: tuple[int, ...] = ()
    since: int = 0
    until: int = 24 * 60

    @property
    def are_always(self) -> bool:
        """Whether there is no hour of the week outside of them."""
        return not self.weekdays and self.since == 0 and self.until == 24 * 60


class Need(Part, frozen=True, kw_only=True):
    """What a basket promotion wants of the goods it is for: a sum, a number of pieces, a coupon.

    `counted`: the sum is of prices "after" catalogue promotions (those on the shelf) or "before" them. No promotion of
    the basket changes what another one counts.
    """

    sum_from: Decimal = NOTHING
    quantity_from: Decimal = NOTHING
    counted: Literal["after", "before"] = "after"
    coupon: bool = False


class Rung(Part, frozen=True, kw_only=True):
    """From so much on, another value: the highest rung reached holds."""

    since: Decimal
    value: Decimal


class Percent(Part, frozen=True, kw_only=True, tag="percent"):
    """A percentage off. Rungs are by pieces of the line (catalogue) or as `by` says (basket).

    `round_to`: a price of a piece is rounded down to its multiple; 0.01 leaves it alone.
    """

    percent: Decimal
    rungs: tuple[Rung, ...] = ()
    by: Literal["quantity", "sum"] = "quantity"
    round_to: Decimal = Decimal("0.01")


class AmountOff(Part, frozen=True, kw_only=True, tag="amount"):
    """Roubles off: each piece (catalogue) or the goods of the promotion together (basket)."""

    amount: Decimal
    rungs: tuple[Rung, ...] = ()
    by: Literal["quantity", "sum"] = "sum"


class FixedPrice(Part, frozen=True, kw_only=True, tag="price"):
    """A price of a piece; it never raises one."""

    price: Decimal
    rungs: tuple[Rung, ...] = ()


class NForM(Part, frozen=True, kw_only=True, tag="n_for_m"):
    """Of each `take` pieces, dearest first, only `pay` are paid."""

    take: int
    pay: int


class BuyGet(Part, frozen=True, kw_only=True, tag="buy_get"):
    """For each `buy` pieces of the promotion's goods, `receive` pieces of others at a percentage off."""

    get: Goods
    buy: int = 1
    receive: int = 1
    percent: Decimal = Decimal(100)


class BundlePart(Part, frozen=True, kw_only=True):
    """So many pieces of these goods."""

    goods: Goods
    pieces: int = 1


class Bundle(Part, frozen=True, kw_only=True, tag="bundle"):
    """Parts that cost so much together."""

    parts: tuple[BundlePart, ...]
    price: Decimal


class Gift(Part, frozen=True, kw_only=True, tag="gift"):
    """One of the variants, the first that can be had, for nothing."""

    variants: tuple[int, ...]
    pieces: int = 1


class FreeDelivery(Part, frozen=True, kw_only=True, tag="free_delivery"):
    """Delivery costs nothing."""


class CheapestFree(Part, frozen=True, kw_only=True, tag="cheapest"):
    """The cheapest pieces of the promotion's goods at a percentage off; at least one piece is always paid."""

    pieces: int = 1
    percent: Decimal = Decimal(100)


Effect = Percent | AmountOff | FixedPrice | NForM | BuyGet | Bundle | Gift | FreeDelivery | CheapestFree


class Limits(Part, frozen=True, kw_only=True):
    """How often within one order (sets, gifts), roubles off one order, orders of one person, orders at all."""

    times_per_order: int | None = None
    most_off: Decimal | None = None
    per_person: int | None = None
    total: int | None = None


class Floor(Part, frozen=True, kw_only=True):
    """Below what this promotion takes no price: a percentage of the base price, or the price of a list (the cost)."""

    percent: Decimal = NOTHING
    price_type: int | None = None


class Terms(Part, frozen=True, kw_only=True):
    """A whole promotion as it is published; an order keeps the number of these terms and explains itself by them.

    `stacking`: the class; of one class only one promotion applies to a line, the one of the highest priority, among
    equals the best for the buyer. `is_final`: a line it applied to takes nothing of later classes.
    `only_undiscounted`: it does not apply to a line that is reduced already, by another promotion or a struck price.
    """

    title: str
    kind: Literal["catalogue", "basket"]
    effect: Effect
    goods: Goods = Goods()
    besides: Goods = Goods()
    where: Where = Where()
    hours: Hours = Hours()
    need: Need = Need()
    limits: Limits = Limits()
    floor: Floor = Floor()
    stacking: str = DEFAULT_CLASS
    priority: int = 0
    is_final: bool = False
    only_undiscounted: bool = False
    legend: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    @property
    def is_cheaper_online(self) -> bool:
        """True when it makes prices lower on the site or on the phone and not in the stores."""
        channels = frozenset(self.where.channels)
        return bool(channels & ONLINE) and not channels >= IN_STORES


def read_terms(content: object) -> Terms:
    """Terms out of their JSON (decoded). Raises msgspec.ValidationError, which names the field."""
    return msgspec.convert(content, Terms)


def write_terms(terms: Terms) -> dict[str, object]:
    """Terms as JSON, without what is as usual not left out: an old revision must read the same for ever."""
    written: dict[str, object] = msgspec.to_builtins(terms)
    return written
