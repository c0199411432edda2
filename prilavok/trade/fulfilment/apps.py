"""The room's registration with Django."""

from prilavok.base.rooms import RoomConfig


class FulfilmentConfig(RoomConfig):
    """Picking and issue in stores."""

    name = "prilavok.trade.fulfilment"
    label = "fulfilment"
    verbose_name = "Fulfilment"
