"""The room's registration with Django."""

from prilavok.base.rooms import RoomConfig


class WishesConfig(RoomConfig):
    """What buyers put by, compare and look at again."""

    name = "prilavok.people.wishes"
    label = "wishes"
    verbose_name = "Wishes"
