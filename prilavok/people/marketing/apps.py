"""The room's registration with Django."""

from prilavok.base.rooms import RoomConfig


class MarketingConfig(RoomConfig):
    """Promotions as people edit, try and publish them."""

    name = "prilavok.people.marketing"
    label = "marketing"
    verbose_name = "Marketing"
