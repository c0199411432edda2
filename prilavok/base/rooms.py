"""How a room joins the house: its reactions, flows and permissions are read once Django is ready.

A room is a Django app whose `apps.py` names a `RoomConfig`. Nothing else registers anything at import time.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import AppConfig

JOINED = ("audited", "permissions", "flows", "menu", "owners", "personal", "prepare", "reactions")


class RoomConfig(AppConfig):
    """A room of the house; loads the modules by which it declares itself, where they exist."""

    default_auto_field = "django.db.models.BigAutoField"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        # An apps.py imports RoomConfig beside its own class; of two, Django takes neither unless one says so.
        super().__init_subclass__(**kwargs)
        cls.default = True

    def ready(self) -> None:
        for module in JOINED:
            if find_spec(f"{self.name}.{module}") is not None:
                import_module(f"{self.name}.{module}")
