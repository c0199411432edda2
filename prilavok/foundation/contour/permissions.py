"""What roles may do with the map."""

from prilavok.base.access import declare_permissions

declare_permissions(
    "contour",
    {"map.view": "See the map of systems", "map.replay": "Send failed messages between systems again"},
)
