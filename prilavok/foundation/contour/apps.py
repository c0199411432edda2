"""The room's registration with Django."""

from prilavok.base.rooms import RoomConfig


class ContourConfig(RoomConfig):
    """The live map of systems and flows."""

    name = "prilavok.foundation.contour"
    label = "contour"
    verbose_name = "Contour"
