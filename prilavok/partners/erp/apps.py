"""The room's registration with Django."""

from prilavok.base.rooms import RoomConfig


class ErpConfig(RoomConfig):
    """Exchange with 1C."""

    name = "prilavok.partners.erp"
    label = "erp"
    verbose_name = "Erp"
