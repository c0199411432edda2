"""What crosses the door of advances. Quantities are Decimal with three places."""

from dataclasses import dataclass
from datetime import date
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
