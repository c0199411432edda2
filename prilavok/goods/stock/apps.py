"""The room's registration with Django."""

from prilavok.base.rooms import RoomConfig


class StockConfig(RoomConfig):
    """Locations, ledger, balances, reservations."""

    name = "prilavok.goods.stock"
    label = "stock"
    verbose_name = "Stock"
