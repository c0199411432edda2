"""The room's registration with Django."""

from prilavok.base.rooms import RoomConfig


class PimConfig(RoomConfig):
    """Products, variants, categories, attributes, media."""

    name = "prilavok.goods.pim"
    label = "pim"
    verbose_name = "Pim"
