"""What stock announces."""

from dataclasses import dataclass

from prilavok.base.events import event


@event("stock.stock_changed", subject="stock")
@dataclass(frozen=True, kw_only=True)
class StockChanged:
    """Balances changed; 500 variants at most in one event; the locations are those touched, all together."""

    variant_ids: tuple[int, ...]
    location_ids: tuple[int, ...]


@event("stock.locations_changed", subject="stock")
@dataclass(frozen=True, kw_only=True)
class LocationsChanged:
    """Stores or warehouses were added, described, opened or closed."""

    location_ids: tuple[int, ...]


@event("stock.hold_expired", subject="order:{order_id}", priority=10)
@dataclass(frozen=True, kw_only=True)
class HoldExpired:
    """Nobody came in time: the order's goods are on sale again."""

    order_id: int


@event("stock.hold_ending", subject="order:{order_id}")
@dataclass(frozen=True, kw_only=True)
class HoldEnding:
    """The order's goods are held for a while only: whoever waits for them may be reminded. Told once a term."""

    order_id: int


@event("stock.advance_moved", subject="order:{order_id}", priority=10)
@dataclass(frozen=True, kw_only=True)
class AdvanceMoved:
    """Goods an order was promised of an arrival. `act`: assigned (it lacked them), came, shifted (to another day),
    doubted (may not come)."""

    order_id: int
    act: str
