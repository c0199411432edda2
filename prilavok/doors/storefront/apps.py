"""The room's registration with Django."""

from prilavok.base.rooms import RoomConfig


class StorefrontConfig(RoomConfig):
    """The buyers' door."""

    name = "prilavok.doors.storefront"
    label = "storefront"
    verbose_name = "Storefront"
