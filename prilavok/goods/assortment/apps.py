"""The room's registration with Django."""

from prilavok.base.rooms import RoomConfig


class AssortmentConfig(RoomConfig):
    """What is sold where."""

    name = "prilavok.goods.assortment"
    label = "assortment"
    verbose_name = "Assortment"
