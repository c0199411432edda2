"""The room's registration with Django."""

from prilavok.base.rooms import RoomConfig


class DesignConfig(RoomConfig):
    """Tokens, components, icons: looks without business."""

    name = "prilavok.design"
    label = "design"
    verbose_name = "Design"
