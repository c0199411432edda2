"""The room's registration with Django."""

from prilavok.base.rooms import RoomConfig


class CmsConfig(RoomConfig):
    """Editorial pages."""

    name = "prilavok.doors.cms"
    label = "cms"
    verbose_name = "Cms"
