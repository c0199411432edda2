"""What crosses the door of reckoning: an outside system's figures, where they differ from ours, what may explain it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from prilavok.goods.stock.values import LocationId, VariantId

# Lines of the ledger that set a figure: told by somebody, taken back, brought along with a warehouse.
FIGURES: Final = frozenset({"snapshot", "undo", "pointed"})


@dataclass(frozen=True, slots=True)
class FiguresOf:
    """All that an outside system says of a variant: array literals of location ids and of quantities at them."""

    variant_id: int
    places: str
    quantities: str


@dataclass(frozen=True, kw_only=True)
class ReckonedBalance:
    """A balance that is not what an outside system's figure makes it: `said` None: it names none; `on_hand` None: we
    have none; `expected` is the figure with what the system has not heard of our orders."""

    variant_id: VariantId
    location_id: LocationId
    said: Decimal | None
    on_hand: Decimal | None
    reserved: Decimal
    known_held: Decimal
    unknown_issued: Decimal
    unknown_moved: Decimal
    expected: Decimal


@dataclass(frozen=True, kw_only=True)
class HeldFor:
    """Goods of an order that the outside system does not count as we do: held, or issued without its knowing."""

    order_id: int
    number: str
    quantity: Decimal
    known: Decimal
    is_issued: bool


@dataclass(frozen=True, kw_only=True)
class Happened:
    """What lines of the ledger of one kind, source and order did to a balance together; `at` is the last of them."""

    kind: str
    source: str
    number: str
    on_hand: Decimal
    reserved: Decimal
    at: datetime

    @property
    def is_figure(self) -> bool:
        """True for a figure set by somebody; all else follows orders, tills and transfers."""
        return self.kind in FIGURES


@dataclass(frozen=True, kw_only=True)
class StockEvidence:
    """What may explain a difference: the system's last figure and what lay there by it; what has happened to it since,
    oldest first; the last line of the ledger; goods that the system may count otherwise."""

    last_said: Decimal | None
    last_said_at: datetime | None
    last_source: str
    last_on_hand: Decimal | None
    since: tuple[Happened, ...]
    ledger_id: int | None
    held: tuple[HeldFor, ...]


@dataclass(frozen=True, kw_only=True)
class AcceptedFigure:
    """A figure to be taken, and the last line of the ledger (orders apart) that it was compared with."""

    variant_id: int
    location_id: int
    quantity: Decimal
    ledger_id: int | None
