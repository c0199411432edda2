"""What crosses the door of pointing."""

from dataclasses import dataclass
from decimal import Decimal

from prilavok.goods.stock.values import LocationId


@dataclass(frozen=True, kw_only=True)
class Pointing:
    """What pointing a warehouse to another place would do: balances and pieces that move; why it cannot be, if so."""

    external_id: str
    source_id: LocationId
    target_id: LocationId
    balances: int
    pieces: Decimal
    already_there: Decimal
    refusal: str
