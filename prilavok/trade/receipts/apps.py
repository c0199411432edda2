"""The room's registration with Django."""

from prilavok.base.rooms import RoomConfig


class ReceiptsConfig(RoomConfig):
    """What tills of stores sold and took back."""

    name = "prilavok.trade.receipts"
    label = "receipts"
    verbose_name = "Receipts"
