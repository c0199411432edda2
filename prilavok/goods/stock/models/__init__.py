"""What stock remembers, by noun."""

from prilavok.goods.stock.models.arrivals import Arrival, ArrivalSnapshot
from prilavok.goods.stock.models.balances import Balance, Movement
from prilavok.goods.stock.models.holds import Hold, HoldLine
from prilavok.goods.stock.models.places import Location, LocationIdentity, Region, RegionCity

__all__ = [
    "Arrival",
    "ArrivalSnapshot",
    "Balance",
    "Hold",
    "HoldLine",
    "Location",
    "LocationIdentity",
    "Movement",
    "Region",
    "RegionCity",
]
