"""What oms announces; all carry the subject `order:{order_id}`."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from prilavok.base.events import event


@event("oms.order_placed", subject="order:{order_id}", priority=10)
@dataclass(frozen=True, kw_only=True)
class OrderPlaced:
    """An order exists and its goods are held."""

    order_id: int
    number: str
    token: str
    channel: str
    location_id: int
    phone: str
    email: str
    name: str
    total: Decimal
    currency: str
    placed_at: datetime
    origin_kind: str = "direct"
    origin_source: str = ""
    origin_campaign: str = ""


@event("oms.order_moved", subject="order:{order_id}", priority=10)
@dataclass(frozen=True, kw_only=True)
class OrderMoved:
    """An order went from one status to another; statuses are codes of the scheme."""

    order_id: int
    number: str
    from_status: str
    to_status: str
    actor_name: str
    revision: int


@event("oms.order_promised", subject="order:{order_id}", priority=10)
@dataclass(frozen=True, kw_only=True)
class OrderPromised:
    """Goods of an order will be brought from another store after all, by the moment given.

    `is_arrival`: they were ordered ahead, and their arrival is expected on another day. `is_lacking`: the store has
    them no more, and an expected arrival was assigned to the order.
    """

    order_id: int
    number: str
    promised_at: datetime
    is_arrival: bool = False
    is_lacking: bool = False


@event("oms.order_goods_came", subject="order:{order_id}", priority=10)
@dataclass(frozen=True, kw_only=True)
class OrderGoodsCame:
    """All that an order waited for, of arrivals and of other stores, has come: its store gathers it."""

    order_id: int
    number: str


@event("oms.order_relocated", subject="order:{order_id}", priority=10)
@dataclass(frozen=True, kw_only=True)
class OrderRelocated:
    """An order waits in another store from now on; its goods are held there."""

    order_id: int
    number: str
    from_location_id: int
    to_location_id: int
    actor_name: str
    revision: int


@event("oms.recipient_changed", subject="order:{order_id}")
@dataclass(frozen=True, kw_only=True)
class RecipientChanged:
    """Another person comes for an order than was said before; who, is asked of the order."""

    order_id: int
    number: str
    revision: int


@event("oms.order_corrected", subject="order:{order_id}", priority=10)
@dataclass(frozen=True, kw_only=True)
class OrderCorrected:
    """An order has a new version of its lines. `source` is "picking" or "erp:<node>"."""

    order_id: int
    number: str
    version: int
    source: str
    total: Decimal
