"""What stock remembers, by noun."""

from prilavok.goods.stock.models.arrivals import Arrival, ArrivalSnapshot
from prilavok.goods.stock.models.balances import Balance, Movement
from prilavok.goods.stock.models.holds import Hold, HoldLine
from prilavok.goods.stock.models.places import Location, LocationIdentity, Region, RegionCity
from prilavok.goods.stock.models.transfers import (
    Discrepancy,
    Route,
    Share,
    Transfer,
    TransferLine,
    TransferMove,
    TransferStep,
)

__all__ = [
    "Arrival",
    "ArrivalSnapshot",
    "Balance",
    "Discrepancy",
    "Hold",
    "HoldLine",
    "Location",
    "LocationIdentity",
    "Movement",
    "Region",
    "RegionCity",
    "Route",
    "Share",
    "Transfer",
    "TransferLine",
    "TransferMove",
    "TransferStep",
]
