"""The room's registration with Django."""

from prilavok.base.rooms import RoomConfig


class AnalyticsConfig(RoomConfig):
    """Facts and dashboards."""

    name = "prilavok.insight.analytics"
    label = "analytics"
    verbose_name = "Analytics"
