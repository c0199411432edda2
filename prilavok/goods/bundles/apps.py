"""The room's registration with Django."""

from prilavok.base.rooms import RoomConfig


class BundlesConfig(RoomConfig):
    """Goods sold as one and stocked as parts."""

    name = "prilavok.goods.bundles"
    label = "bundles"
    verbose_name = "Bundles"
