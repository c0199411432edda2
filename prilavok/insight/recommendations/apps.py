"""The room's registration with Django."""

from prilavok.base.rooms import RoomConfig


class RecommendationsConfig(RoomConfig):
    """What goes with what, and what sells."""

    name = "prilavok.insight.recommendations"
    label = "recommendations"
    verbose_name = "Recommendations"
