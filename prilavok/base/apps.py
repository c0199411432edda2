"""The room's registration with Django."""

from prilavok.base.rooms import RoomConfig


class BaseConfig(RoomConfig):
    """The ground all rooms stand on."""

    name = "prilavok.base"
    label = "base"
    verbose_name = "Base"
