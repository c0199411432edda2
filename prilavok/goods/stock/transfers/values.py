"""What crosses the door of transfers. Quantities are Decimal with three places, times aware UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal
from typing import NewType

from prilavok.base.access import SYSTEM, Actor
from prilavok.goods.stock.values import LocationId, VariantId, Want

TransferId = NewType("TransferId", int)
OPEN = ("draft", "sent")


@dataclass(frozen=True, kw_only=True)
class TransferDraft:
    """A wish to bring goods from one place to another; `key` makes a repeated one harmless."""

    key: str
    source_id: int
    target_id: int
    wants: tuple[Want, ...] = ()
    comment: str = ""
    actor: Actor = field(default=SYSTEM)


@dataclass(frozen=True, kw_only=True)
class Bring:
    """A part of an order that lies in another place, and when it will be in the order's store."""

    source_id: LocationId
    wants: tuple[Want, ...]
    expected_at: datetime
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class ForOrder:
    """The order that goods are brought for: its store, its number, how long they then wait in the store.

    `basket_id`: the basket it was made of, whose goods held at the checkout are let go in the same statement.
    """

    order_id: int
    number: str
    location_id: int
    hold_for_s: int | None
    actor: Actor = field(default=SYSTEM)
    basket_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What the receiver counted of a good: fit for sale, and damaged."""

    good: Decimal
    damaged: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class TransferLineView:
    """A good of a transfer; `sent` and `received` are None until then, `promised` belongs to the order."""

    variant_id: VariantId
    title: str
    article: str
    wanted: Decimal
    sent: Decimal | None
    received: Decimal | None
    damaged: Decimal
    promised: Decimal


@dataclass(frozen=True, kw_only=True)
class TransferView:
    """A transfer. `state`: draft, sent, received, cancelled, returned; `open_count`: discrepancies not decided."""

    transfer_id: TransferId
    number: str
    source_id: LocationId
    target_id: LocationId
    state: str
    lines: tuple[TransferLineView, ...]
    order_id: int | None
    order_number: str
    comment: str
    expected_at: datetime | None
    revision: int
    author: str
    created_at: datetime
    sent_at: datetime | None
    closed_at: datetime | None
    open_count: int
    is_known: bool

    @property
    def total(self) -> Decimal:
        """How many pieces it is about."""
        said = [one.wanted if one.sent is None else one.sent for one in self.lines]
        return sum(said, Decimal(0))

    @property
    def is_promised(self) -> bool:
        """True while something of it belongs to an order."""
        return self.state in OPEN and any(one.promised for one in self.lines)


@dataclass(frozen=True, kw_only=True)
class MoveLine:
    """What an act did to a balance; `is_known` when the accounting system has heard of it."""

    variant_id: VariantId
    location_id: LocationId
    delta: Decimal
    lost: Decimal
    is_known: bool


@dataclass(frozen=True, kw_only=True)
class StepView:
    """An act of a transfer's history.

    `kind`: drafted, changed, sent, received, cancelled, returned, settled, let_go.
    """

    step_id: int
    number: int
    kind: str
    at: datetime
    actor_name: str
    reason: str
    moves: tuple[MoveLine, ...]


@dataclass(frozen=True, kw_only=True)
class DiscrepancyView:
    """Something a person must decide. `kind`: short, damaged, surplus, missing; `outcomes` may be chosen."""

    discrepancy_id: int
    transfer_id: TransferId
    number: str
    source_id: LocationId
    target_id: LocationId
    location_id: LocationId
    variant_id: VariantId
    title: str
    article: str
    kind: str
    quantity: Decimal
    left: Decimal
    opened_at: datetime
    order_number: str
    outcomes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """A decision about a discrepancy; `quantity` None means all that is left of it."""

    key: str
    discrepancy_id: int
    outcome: str
    reason: str
    actor: Actor
    quantity: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class InTransit:
    """Goods on their way to a place: how many, how many of them for nobody's order, when they are expected."""

    transfer_id: TransferId
    number: str
    variant_id: VariantId
    source_id: LocationId
    target_id: LocationId
    quantity: Decimal
    free: Decimal
    expected_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class TransferFilter:
    """Which transfers to find; `location_ids` None = all places, a transfer is seen by both its ends."""

    states: tuple[str, ...] = ()
    location_ids: tuple[int, ...] | None = None
    text: str = ""
    order_id: int | None = None
    only_open: bool = False
    page: int = 1
    page_size: int = 50


@dataclass(frozen=True, kw_only=True)
class TransferPage:
    """One page of found transfers, newest first."""

    transfers: tuple[TransferView, ...]
    total_count: int


@dataclass(frozen=True, kw_only=True)
class BrokenTransfer:
    """A transfer whose lines and ledger disagree: none, or there is a defect."""

    transfer_id: TransferId
    number: str
    in_lines: Decimal
    in_ledger: Decimal


@dataclass(frozen=True, kw_only=True)
class RouteView:
    """A lead time. A place beats a region, a region beats "anywhere" (neither given); weekdays 1 (Monday) to 7."""

    source_id: LocationId | None
    source_region: str
    target_id: LocationId | None
    target_region: str
    lead_hours: int
    cut_off: time
    weekdays: tuple[int, ...]
    is_active: bool = True
    route_id: int = 0


@dataclass(frozen=True, kw_only=True)
class ShareView:
    """Whether a place gives goods to orders of other stores, and takes goods from others for its own."""

    gives: bool = False
    takes: bool = False


@dataclass(frozen=True, kw_only=True)
class Source:
    """A place that could send goods to a store, and when they would be there if asked for now."""

    location_id: LocationId
    arrives_at: datetime


@dataclass(frozen=True, kw_only=True)
class Network:
    """The routes in force, looked at once: who could send to whom, and by when."""

    sources: Mapping[LocationId, tuple[Source, ...]]
    takers: frozenset[LocationId]
    routes: tuple[RouteView, ...] = ()
    regions: Mapping[LocationId, str] = field(default_factory=dict)
