"""What stock remembers, by noun."""

from prilavok.goods.stock.models.arrivals import Advance, Arrival, ArrivalRule, ArrivalSnapshot
from prilavok.goods.stock.models.balances import Balance, Movement, TillSale, Told
from prilavok.goods.stock.models.bundles import BundlePart
from prilavok.goods.stock.models.holds import Hold, HoldLine
from prilavok.goods.stock.models.places import Location, LocationIdentity, Region, RegionCity, Telling
from prilavok.goods.stock.models.safety import GoodsClass, SafetyFigure, SafetyRule, SafetyWork
from prilavok.goods.stock.models.terms import Term
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
    "Advance",
    "Arrival",
    "ArrivalRule",
    "ArrivalSnapshot",
    "Balance",
    "BundlePart",
    "Discrepancy",
    "GoodsClass",
    "Hold",
    "HoldLine",
    "Location",
    "LocationIdentity",
    "Movement",
    "Region",
    "RegionCity",
    "Route",
    "SafetyFigure",
    "SafetyRule",
    "SafetyWork",
    "Share",
    "Telling",
    "Term",
    "TillSale",
    "Told",
    "Transfer",
    "TransferLine",
    "TransferMove",
    "TransferStep",
]
