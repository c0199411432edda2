"""What crosses the door of advances. Quantities are Decimal with three places."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from prilavok.goods.stock.values import LocationId, VariantId


@dataclass(frozen=True, kw_only=True)
class Coming:
    """What may still be ordered ahead of one expected arrival: so many pieces, at that place, from that day on."""

    arrival_id: int
    variant_id: VariantId
    location_id: LocationId
    expected_on: date
    free: Decimal


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """So many pieces of what is to be held at a place have not come: they are taken of arrivals until the day given."""

    location_id: LocationId
    variant_id: VariantId
    quantity: Decimal
    until: date


@dataclass(frozen=True, kw_only=True)
class AdvanceView:
    """What an order waits for. `state`: waiting, came, ended; `doubt`: "", cancelled, over, or too_few are expected."""

    order_id: int
    variant_id: VariantId
    location_id: LocationId
    quantity: Decimal
    expected_on: date
    document: str
    state: str
    doubt: str

    @property
    def is_waiting(self) -> bool:
        """True while it has not come."""
        return self.state == "waiting"


@dataclass(frozen=True, kw_only=True)
class QueueRule:
    """Who gets what comes. `turn`: placed (who ordered first) or paid (who has paid, then who ordered first);
    `is_assigning`: orders that lack goods for `settle_minutes` are given expected arrivals by themselves."""

    turn: str = "placed"
    settle_minutes: int = 30
    is_assigning: bool = True


@dataclass(frozen=True, kw_only=True)
class ComingLine:
    """An expected arrival as the queue shows it: `promised` of its pieces are assigned to somebody."""

    document: str
    expected_on: date
    quantity: Decimal | None
    promised: Decimal


@dataclass(frozen=True, kw_only=True)
class Promised:
    """Pieces of an expected arrival that are assigned to a place in the queue."""

    document: str
    expected_on: date
    quantity: Decimal
    doubt: str


@dataclass(frozen=True, kw_only=True)
class QueueLine:
    """Somebody in the queue for a good at a place, in turn. `covered`: so much of it lies there for them.

    `number` is that of the order; "" for a basket at the checkout or a transfer for no order.
    """

    number: str
    order_id: int | None
    quantity: Decimal
    covered: Decimal
    since: datetime
    promised: tuple[Promised, ...] = ()
    is_transfer: bool = False

    @property
    def lacking(self) -> Decimal:
        """What neither lies there nor is expected for them."""
        return self.quantity - self.covered - sum((one.quantity for one in self.promised if not one.doubt), Decimal(0))


@dataclass(frozen=True, kw_only=True)
class Queue:
    """Who waits for a good at a place, and what comes there."""

    variant_id: VariantId
    location_id: LocationId
    lying: Decimal
    coming: tuple[ComingLine, ...]
    lines: tuple[QueueLine, ...]
