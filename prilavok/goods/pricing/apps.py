"""The room's registration with Django."""

from prilavok.base.rooms import RoomConfig


class PricingConfig(RoomConfig):
    """Price types, prices, quotes."""

    name = "prilavok.goods.pricing"
    label = "pricing"
    verbose_name = "Pricing"
