"""What crosses the door of oms. Times are aware UTC, quantities Decimal with three places."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NewType

from prilavok.base.access import SYSTEM, Actor
from prilavok.base.money import Money
from prilavok.goods.pim.values import VariantId
from prilavok.goods.pricing.values import Quote
from prilavok.goods.stock.values import BasketHold, LocationCard
from prilavok.trade.oms.deals import (
    BundleShare,
    Deal,
    DealBundle,
    DealPart,
    LineGroup,
    LineStep,
    OrderLine,
    ReviewPart,
    bought,
    grouped,
)
from prilavok.trade.oms.statuses import (
    BuyerAct,
    Fact,
    MoveView,
    SchemeRevisionView,
    StatusView,
    StatusWords,
    Step,
    Terms,
)

__all__ = [
    "BundleShare",
    "BuyerAct",
    "Deal",
    "DealBundle",
    "DealPart",
    "Fact",
    "LineGroup",
    "LineStep",
    "MoveView",
    "OrderLine",
    "ReviewPart",
    "SchemeRevisionView",
    "StatusView",
    "StatusWords",
    "Step",
    "Terms",
    "bought",
]

OrderId = NewType("OrderId", int)


class Channel(StrEnum):
    """Where an order came from."""

    SITE = "site"
    OPERATOR = "operator"
    STORE = "store"


@dataclass(frozen=True, kw_only=True)
class BasketLine:
    """A good in a basket; `seen_price` is the price the buyer last saw, None when it had none."""

    variant_id: VariantId
    quantity: Decimal
    seen_price: Money | None = None


@dataclass(frozen=True, kw_only=True)
class Basket:
    """What a buyer has gathered under a token. `held_until`: goods were held for its checkout until then."""

    token: str
    lines: tuple[BasketLine, ...]
    person_id: int | None = None
    coupon_ids: tuple[int, ...] = ()
    basket_id: int | None = None
    held_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class LineProblem:
    """What is wrong with a line and what to do, in the active language; `why` is for staff.

    `code`: not_for_sale, not_sold, sold_out, not_sold_here, less_left, preorder, price_up, price_down. The first three
    stop the order; `preorder` is no trouble: it can be had later.
    """

    code: str
    text: str
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class ReviewLine:
    """A basket line looked at again: now's price on the shelf beside the seen one, the most any one store has free.

    `total` is after all promotions, `base_total` before them, `steps` the way between. A gift has no price seen.
    `parts`: what a bundle is made of.
    """

    variant_id: VariantId
    product_id: int
    title: str
    article: str
    image_url: str
    unit: str
    quantity: Decimal
    price: Money | None
    price_seen: Money | None
    total: Money | None
    available: Decimal
    problems: tuple[LineProblem, ...]
    base_total: Money | None = None
    steps: tuple[LineStep, ...] = ()
    is_gift: bool = False
    parts: tuple[ReviewPart, ...] = ()

    @property
    def can_be_ordered(self) -> bool:
        """False for a line that is sold out or no longer sold: it must leave the basket first."""
        return all(problem.code not in {"not_for_sale", "not_sold", "sold_out"} for problem in self.problems)


@dataclass(frozen=True, kw_only=True)
class MissingLine:
    """What a store lacks of a basket line; one that it does not sell at all it lacks whole."""

    variant_id: VariantId
    wanted: Decimal
    available: Decimal
    is_sold: bool = True


@dataclass(frozen=True, slots=True)
class LaterPart:
    """A good that a store lacks and gets: when it could be picked up there, and whether it has to arrive first."""

    variant_id: VariantId
    ready_at: datetime
    is_ahead: bool = False


@dataclass(frozen=True, kw_only=True)
class StoreOffer:
    """What a store can do for a basket: all of it, or all but `missing`; ready at the hour given if placed now.

    `brought_at`: when all of it would wait there if the missing goods are brought from other stores, or come with an
    expected arrival (`is_ahead`); None when routes, stock or arrivals do not allow that, or when nothing is missing.
    `later`: by which day each of the missing goods; the others lie there at `ready_at`.
    """

    location: LocationCard
    has_all: bool
    missing: tuple[MissingLine, ...]
    ready_at: datetime
    brought_at: datetime | None = None
    is_ahead: bool = False
    later: tuple[LaterPart, ...] = ()

    @property
    def can_serve(self) -> bool:
        """True when an order can be placed for this store, now or brought."""
        return self.has_all or self.brought_at is not None


@dataclass(frozen=True, kw_only=True)
class BasketReview:
    """A basket with today's prices and stores; `total` is what `place_order` will ask, lines without a price apart.

    `hold`: what is held for its buyer now; it counts as available to them.
    """

    token: str
    lines: tuple[ReviewLine, ...]
    total: Money
    stores: tuple[StoreOffer, ...]
    gifts: tuple[ReviewLine, ...] = ()
    quote: Quote | None = None
    coupon_ids: tuple[int, ...] = ()
    basket_id: int | None = None
    hold: BasketHold | None = None

    @property
    def lost_coupons(self) -> tuple[int, ...]:
        """Coupons that lie beside the basket and cannot be used any more."""
        known = {one.coupon_id for one in self.quote.coupons} if self.quote else set(self.coupon_ids)
        return tuple(one for one in self.coupon_ids if one not in known)

    @property
    def problems(self) -> tuple[LineProblem, ...]:
        """All problems of all lines."""
        return tuple(problem for line in self.lines for problem in line.problems)


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Who to call and write to; the phone in any Russian spelling when placed, +79161234567 in a view."""

    name: str
    phone: str
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What brought the customer. `kind`: direct, utm, referrer, qr, promo, phone, answer, store or erp.

    `source` is the word to count by ("yandex", a site's name, an answer of the list), `campaign` the action it was.
    """

    kind: str = "direct"
    source: str = ""
    campaign: str = ""


@dataclass(frozen=True, kw_only=True)
class PlaceOrder:
    """A wish to buy. Either `lines` or `basket_token`; `key` makes a repeated request harmless.

    `total_seen`: what the buyer agreed to pay; None skips the comparison (an operator who was told the price just now).
    `recipient`: who comes for it, when that is not the buyer.
    `bring`: what the store lacks may be brought from other stores, and what may be ordered ahead may be promised of an
    expected arrival, by the day the buyer saw (None: any).
    `segments`: what the buyer belongs to, as the caller has proven it: prices and promotions for them hold.
    """

    key: str
    channel: str
    location_id: int
    contact: Contact
    lines: tuple[BasketLine, ...] = ()
    coupon_ids: tuple[int, ...] = ()
    basket_token: str | None = None
    comment: str = ""
    total_seen: Money | None = None
    person_id: int | None = None
    actor: Actor = field(default=SYSTEM)
    origin: Origin = field(default_factory=Origin)
    recipient: Contact | None = None
    bring: bool = False
    promise_seen: date | None = None
    segments: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class PlacedOrder:
    """The answer to a placed order; the same key gets the same answer."""

    order_id: OrderId
    number: str
    token: str
    total: Money
    pickup_code: str = ""


@dataclass(frozen=True, kw_only=True)
class PriceDiff:
    """One line of PriceChanged: what the buyer saw and what it costs now."""

    variant_id: VariantId
    title: str
    was: Money | None
    now: Money


@dataclass(frozen=True, kw_only=True)
class Lacking:
    """One line of NotEnough."""

    variant_id: VariantId
    title: str
    wanted: Decimal
    available: Decimal


@dataclass(frozen=True, kw_only=True)
class OrderView:
    """An order as it stands. `revision` grows with every change, `version` with every change of lines.

    `recipient`: who comes for it, when that is not the buyer (`contact`).
    `promised_at`: when all of it is to wait in its store, for an order some goods of which are brought from others.
    """

    order_id: OrderId
    number: str
    token: str
    channel: str
    status: str
    status_title: str
    public_title: str
    facts: frozenset[str]
    location_id: int
    contact: Contact
    lines: tuple[OrderLine, ...]
    total: Money
    comment: str
    version: int
    revision: int
    placed_at: datetime
    changed_at: datetime
    hold_until: datetime | None
    erp_number: str
    erp_id: str = ""
    erp_date: datetime | None = None
    person_id: int | None = None
    cancel_reason: str = ""
    recipient: Contact | None = None
    origin: Origin = field(default_factory=Origin)
    promised_at: datetime | None = None
    deal: Deal = field(default_factory=Deal)

    @property
    def groups(self) -> tuple[LineGroup, ...]:
        """The lines as people read them: bundles with their parts, then what was bought by itself."""
        return grouped(self.lines, self.deal.bundles)


@dataclass(frozen=True, kw_only=True)
class Buyer:
    """Whose orders: those of the person, and those by a proven phone that were placed by nobody else signed in."""

    person_id: int
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OrderFilter:
    """Which orders to find; empty tuples and None mean any. `location_ids` None = every store, () = none."""

    text: str = ""
    statuses: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    location_ids: tuple[int, ...] | None = None
    placed_from: datetime | None = None
    placed_to: datetime | None = None
    phone: str = ""
    person_id: int | None = None
    order_ids: tuple[int, ...] | None = None
    buyer: Buyer | None = None
    is_over: bool | None = None
    page: int = 1
    page_size: int = 50


@dataclass(frozen=True, kw_only=True)
class OrderPage:
    """One page of found orders, newest first."""

    orders: tuple[OrderView, ...]
    total_count: int
    page: int = 1
    page_size: int = 50


@dataclass(frozen=True, kw_only=True)
class ErpLine:
    """A line of an order document as the ERP has it; the price is per unit."""

    variant_id: VariantId
    quantity: Decimal
    price: Decimal


@dataclass(frozen=True, kw_only=True)
class PaperLine:
    """A line of a document of another system, as it is called there."""

    title: str
    quantity: Decimal
    total: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A document of an order in another system. `kind`: order, invoice, payment, shipment, refund (money that went
    back), return (goods that came back). `is_void`: called off there; that alone makes no document known.
    """

    kind: str
    number: str
    external_id: str = ""
    issued_at: datetime | None = None
    amount: Decimal | None = None
    system: str = ""
    lines: tuple[PaperLine, ...] = ()
    is_void: bool = False


@dataclass(frozen=True, kw_only=True)
class ErpDocument:
    """What an ERP node says of an order. `erp_status` is a code of our scheme (mapped by erp), None when not said.

    `paid_amount`: what its till has taken, None when it only says that the order is paid.
    """

    number: str
    erp_id: str
    erp_number: str
    node: str
    erp_status: str | None = None
    lines: tuple[ErpLine, ...] | None = None
    is_cancelled: bool = False
    is_paid: bool = False
    is_shipped: bool = False
    erp_date: datetime | None = None
    paid_amount: Decimal | None = None
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AdoptOrder:
    """An order that was born in an ERP, at the ERP's prices; `key` makes a repeated one harmless.

    The contact's phone is E.164 or empty when there is an e-mail.
    """

    key: str
    node: str
    location_id: int
    contact: Contact
    lines: tuple[ErpLine, ...]
    comment: str = ""
    erp_id: str = ""
    erp_number: str = ""
    erp_date: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ErpOutcome:
    """What became of an ERP document: something applied, an unknown status, a refused contradiction, or nothing new.

    `lines_refused`: its composition differs from ours and was not taken over.
    """

    applied: bool
    needs_mapping: bool
    conflict: bool
    echo: bool
    notes: tuple[str, ...] = ()
    lines_refused: bool = False


@dataclass(frozen=True, kw_only=True)
class LineChange:
    """How one line differs between two versions; None on the side where it is not."""

    variant_id: VariantId
    title: str
    quantity_was: Decimal
    quantity_now: Decimal
    price_was: Decimal
    price_now: Decimal


@dataclass(frozen=True, kw_only=True)
class HistoryLine:
    """One thing that happened to an order. `kind`: placed, moved, relocated, corrected, conflict, note."""

    at: datetime
    kind: str
    actor_name: str
    title: str
    detail: str
    version: int
    revision: int
    from_status: str = ""
    to_status: str = ""
    changes: tuple[LineChange, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TraceLine:
    """One thing that a system did about an order: state is ok, waiting, failed or warning."""

    at: datetime
    system: str
    title: str
    state: str
    took_ms: int | None
    detail: str
