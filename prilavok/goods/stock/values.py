"""What crosses the door of stock. Quantities are Decimal with three places."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NewType

from prilavok.base.revisions import Outcome
from prilavok.goods.pim.values import UndoCounts, UndoTotals, UpsertCounts, VariantId

__all__ = [
    "ArrivalDraft", "ArrivalView", "Available", "BrokenBalance", "Explanation", "HoldLineView", "LocationCard",
    "LocationDraft", "LocationEdit", "LocationId", "MovementView", "Outcome", "Region", "Short", "SnapshotRow",
    "StockDifference", "StockUndo", "UndoCounts", "UndoTotals", "UpsertCounts", "VariantId", "Want",
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

    `region` is the code of its region, "" when it has none.
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
    """The quantity an outside system says lies at a place."""

    variant_id: int
    location_id: int
    quantity: Decimal


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
    """A want that cannot be met."""

    variant_id: VariantId
    wanted: Decimal
    available: Decimal


@dataclass(frozen=True, kw_only=True)
class Available:
    """A balance: `on_hand` is raw (the ERP may say less than nothing), `available` may be promised."""

    on_hand: Decimal
    reserved: Decimal
    available: Decimal


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
class BrokenBalance:
    """A balance that is not the sum of its ledger, or whose reserved part is not the sum of its open holds."""

    variant_id: VariantId
    location_id: LocationId
    on_hand: Decimal
    ledger_on_hand: Decimal
    reserved: Decimal
    held: Decimal


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Why it is seven: the balance, the ledger (newest first), the open holds."""

    variant_id: VariantId
    location_id: LocationId
    balance: Available
    movements: tuple[MovementView, ...]
    holds: tuple[HoldLineView, ...]


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
