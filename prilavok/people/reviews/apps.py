"""The room's registration with Django."""

from prilavok.base.rooms import RoomConfig


class ReviewsConfig(RoomConfig):
    """What buyers think of goods."""

    name = "prilavok.people.reviews"
    label = "reviews"
    verbose_name = "Reviews"
