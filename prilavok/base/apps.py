"""The room's registration with Django."""

from importlib import import_module

from prilavok.base.rooms import RoomConfig


class BaseConfig(RoomConfig):
    """The ground all rooms stand on."""

    name = "prilavok.base"
    label = "base"
    verbose_name = "Base"

    def ready(self) -> None:
        super().ready()
        import_module("prilavok.base.housekeeping")
        import_module("prilavok.base.streams")
