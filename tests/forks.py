"""What a forked process does before it works on its own."""

from typing import Any

from django.db import connections

_of_the_parent: list[Any] = []


def take_own_connections() -> None:
    """The parent's sockets are neither to be used nor to be closed here: they are put aside, open."""
    connections.settings["default"]["CONN_MAX_AGE"] = 0
    for one in connections.all(initialized_only=True):
        _of_the_parent.append(one.connection)
        one.connection = None
