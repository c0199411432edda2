"""What crosses the door of stock. Quantities are Decimal with three places."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NewType

from prilavok.base.revisions import Outcome
from prilavok.goods.pim.values import UndoCounts, UndoTotals, UpsertCounts, VariantId

__all__ = [
    "ArrivalDraft", "ArrivalView", "Available", "BrokenBalance", "Explanation", "HoldLineView", "LocationCard",
    "LocationDraft", "LocationEdit", "LocationId", "MovementView", "Outcome", "Region", "SafetyDraft",
    "SafetyEffect", "SafetyExample", "SafetyView", "Short", "SnapshotRow", "StockDifference", "StockUndo",
    "TermView", "TillReceipt", "TillSaleView", "UndoCounts", "UndoTotals", "UpsertCounts", "VariantId", "Want",
]  # fmt: skip

LocationId = NewType("LocationId", int)


@dataclass(frozen=True, kw_only=True)
class LocationDraft:
    """A warehouse or store as an outside system describes it."""

    external_id: str
    title: str
    address: str | None = None
    is_removed: bool = False


@dataclass(frozen=True, kw_only=True)
class LocationCard:
    """A place where goods lie; `kind` is store or warehouse; city, address, hours and geography are kept by people.

    `region` is the code of its region, "" when it has none; `doubt` says why its stock is not known, "" when it is.
    """

    location_id: LocationId
    code: str
    title: str
    kind: str
    city: str
    address: str
    hours: str
    phone: str
    latitude: Decimal | None
    longitude: Decimal | None
    is_pickup: bool
    is_active: bool
    ready_in_minutes: int
    region: str = ""
    doubt: str = ""


@dataclass(frozen=True, kw_only=True)
class Region:
    """A part of the country that the chain treats alike: its cities, and single places put into it by hand."""

    code: str
    title: str
    cities: tuple[str, ...]
    places: tuple[LocationId, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LocationEdit:
    """What people know of a place better than the ERP. A field that is None stays as it is."""

    location_id: LocationId
    title: str | None = None
    code: str | None = None
    kind: str | None = None
    city: str | None = None
    address: str | None = None
    hours: str | None = None
    phone: str | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    is_pickup: bool | None = None
    is_active: bool | None = None
    ready_in_minutes: int | None = None


@dataclass(frozen=True, kw_only=True)
class SnapshotRow:
    """The quantity an outside system says lies at a place; None: it says that it does not know."""

    variant_id: int
    location_id: int
    quantity: Decimal | None


@dataclass(frozen=True, kw_only=True)
class TillReceipt:
    """What a receipt of a store's till took off the shelf: nothing when it is cancelled or gives goods back.

    `posted_at` is when the accounting system has written it off, `is_posted` False when it has not yet; when neither is
    told, a figure counts it that was formed after it and after the term of the place.
    """

    receipt_id: int
    number: str
    location_id: int
    sold_at: datetime
    lines: tuple["Want", ...] = ()
    posted_at: datetime | None = None
    is_posted: bool | None = None


@dataclass(frozen=True, kw_only=True)
class StockDifference:
    """What a snapshot would change: what lies there, what would, and how much of it is reserved."""

    variant_id: VariantId
    location_id: LocationId
    before: Decimal
    after: Decimal
    reserved: Decimal


@dataclass(frozen=True, kw_only=True)
class StockUndo:
    """A balance that a package changed: what lies there, what would again; `later` names who changed it since."""

    variant_id: VariantId
    location_id: LocationId
    now: Decimal
    back: Decimal
    reserved: Decimal
    later: str


@dataclass(frozen=True, kw_only=True)
class Want:
    """A quantity of a variant that somebody wants."""

    variant_id: VariantId
    quantity: Decimal


@dataclass(frozen=True, kw_only=True)
class Short:
    """A want that cannot be met; `is_known` is False when nobody knows how many there are."""

    variant_id: VariantId
    wanted: Decimal
    available: Decimal
    is_known: bool = True


@dataclass(frozen=True, kw_only=True)
class Available:
    """A balance: available = on hand - reserved - safety - unsynced, never below nothing; raw `on_hand` may be.

    `safety` is kept back by a rule, `unsynced` was sold at a till and is not in the ERP's figure yet. With a `doubt`
    (untold, invalid, counting, silent) the number is not known: `on_hand` is the last one, and nothing is promised.
    """

    on_hand: Decimal
    reserved: Decimal
    available: Decimal
    safety: Decimal = Decimal(0)
    unsynced: Decimal = Decimal(0)
    doubt: str = ""

    @property
    def is_known(self) -> bool:
        """False: say that the number is being found out, never that there is none."""
        return not self.doubt

    @property
    def on_shelf(self) -> Decimal:
        """What staff find there: what the till has sold is gone, whether the ERP knows or not."""
        return self.on_hand - self.unsynced


@dataclass(frozen=True, kw_only=True)
class MovementView:
    """One line of the ledger, with the balance after it; `said` is the ERP's own figure of a snapshot."""

    movement_id: int
    at: datetime
    kind: str
    on_hand_delta: Decimal
    reserved_delta: Decimal
    on_hand_after: Decimal
    reserved_after: Decimal
    said: Decimal | None
    known_held: Decimal
    unknown_issued: Decimal
    unknown_moved: Decimal
    unsynced_delta: Decimal
    source: str
    order_id: int | None
    order_number: str


@dataclass(frozen=True, kw_only=True)
class HoldLineView:
    """Goods taken off sale for an order, or (`order_id` None) for the transfer that `order_number` names.

    `is_known` when the ERP has confirmed the reservation.
    """

    order_id: int | None
    order_number: str
    quantity: Decimal
    state: str
    expires_at: datetime | None
    is_known: bool


@dataclass(frozen=True, kw_only=True)
class BasketHold:
    """What is held for a buyer at the checkout, in which store and until when by the database's clock."""

    location_id: LocationId
    expires_at: datetime
    quantities: Mapping[VariantId, Decimal]


@dataclass(frozen=True, kw_only=True)
class TillSaleView:
    """Sold at a till and in no figure yet; `counts_from` None: the accounting system has not written it off."""

    receipt_id: int
    number: str
    quantity: Decimal
    sold_at: datetime
    counts_from: datetime | None


@dataclass(frozen=True, kw_only=True)
class BrokenBalance:
    """A balance that is not the sum of its ledger, whose reserved part is not the sum of its open holds, or whose part
    sold at tills not the sum of the sales that no figure counts yet."""

    variant_id: VariantId
    location_id: LocationId
    on_hand: Decimal
    ledger_on_hand: Decimal
    reserved: Decimal
    held: Decimal
    unsynced: Decimal = Decimal(0)
    sold: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Why it is seven: the balance, the ledger (newest first), the open holds, the till sales that no figure counts.

    `told_at` is when somebody last told of the place, None: never; `more` how many older movements are not shown.
    """

    variant_id: VariantId
    location_id: LocationId
    balance: Available
    movements: tuple[MovementView, ...]
    holds: tuple[HoldLineView, ...]
    till_sales: tuple[TillSaleView, ...] = ()
    told_at: datetime | None = None
    more: int = 0


@dataclass(frozen=True, kw_only=True)
class ArrivalDraft:
    """An expected arrival as an outside system tells it; `state` is expected, arrived or cancelled."""

    document: str
    variant_id: int
    location_id: int | None
    expected_on: date
    quantity: Decimal | None
    revision: int
    state: str = "expected"


@dataclass(frozen=True, kw_only=True)
class ArrivalView:
    """An expected arrival; `location` and `quantity` are None when the system did not tell them."""

    variant_id: VariantId
    location: LocationCard | None
    expected_on: date
    quantity: Decimal | None
    document: str
    system: str
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class TermView:
    """A term in minutes, None: none at all. `place` is chain, region or store; the key its code or location id."""

    name: str
    place: str
    place_key: str
    minutes: int | None


@dataclass(frozen=True, kw_only=True)
class SafetyDraft:
    """So many pieces are kept back. `place` is chain, region (key: its code) or store (key: its id); `goods` is all,
    category or product, with its id."""

    quantity: Decimal
    place: str = "chain"
    place_key: str = ""
    goods: str = "all"
    goods_id: int = 0
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class SafetyView:
    """A rule as it stands, with who wrote it and when."""

    rule_id: int
    draft: SafetyDraft
    made_by: str
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class SafetyExample:
    """What may be promised of one balance now, and what could be then."""

    variant_id: int
    location_id: int
    now: Decimal
    then: Decimal


@dataclass(frozen=True, kw_only=True)
class SafetyEffect:
    """What a rule would do: how many balances and variants it touches, how many pieces it takes off sale (less than
    none: gives back), how many balances would have nothing any more, how many something again."""

    balances: int
    variants: int
    pieces: Decimal
    ended: int
    begun: int
    examples: tuple[SafetyExample, ...]


@dataclass(frozen=True, kw_only=True)
class Uncovered:
    """A line of an order of which only `covered` pieces lie where it waits."""

    order_id: int
    location_id: LocationId
    variant_id: VariantId
    quantity: Decimal
    covered: Decimal
    since: datetime
