"""The room's registration with Django."""

from prilavok.base.rooms import RoomConfig


class OmsConfig(RoomConfig):
    """Baskets, orders, status schemes."""

    name = "prilavok.trade.oms"
    label = "oms"
    verbose_name = "Oms"
