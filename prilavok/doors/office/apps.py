"""The room's registration with Django."""

from prilavok.base.rooms import RoomConfig


class OfficeConfig(RoomConfig):
    """The staff's door."""

    name = "prilavok.doors.office"
    label = "office"
    verbose_name = "Office"
