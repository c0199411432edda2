"""What crosses the door of fulfilment."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from prilavok.goods.pim.values import VariantId


class TaskState(StrEnum):
    """Where a pick task stands."""

    AWAITING = "awaiting"
    NEW = "new"
    PICKING = "picking"
    READY = "ready"
    ISSUED = "issued"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class PickLine:
    """A good to take from the shelf; `picked` is None until something of it was found and written down."""

    variant_id: VariantId
    title: str
    article: str
    barcode: str
    quantity: Decimal
    picked: Decimal | None = None
    barcodes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PickTask:
    """One order on the pick list of its store. `cell` is the number of the shelf cell it waits in, when ready.

    `awaited_at`: when what is brought from other stores is expected, while the task awaits it.
    """

    order_id: int
    number: str
    location_id: int
    state: str
    lines: tuple[PickLine, ...]
    created_at: datetime
    started_at: datetime | None
    ready_at: datetime | None
    cell: int | None
    picker: str
    is_locked: bool = False
    awaited_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class CodeCheck:
    """The answer to a pick-up code; `attempts_left` counts down to the lock."""

    is_right: bool
    attempts_left: int
