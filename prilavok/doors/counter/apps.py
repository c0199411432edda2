"""The room's registration with Django."""

from prilavok.base.rooms import RoomConfig


class CounterConfig(RoomConfig):
    """The store's door."""

    name = "prilavok.doors.counter"
    label = "counter"
    verbose_name = "Counter"
