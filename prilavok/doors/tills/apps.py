"""The room's registration with Django."""

from prilavok.base.rooms import RoomConfig


class TillsConfig(RoomConfig):
    """The tills' door."""

    name = "prilavok.doors.tills"
    label = "tills"
    verbose_name = "Tills"
