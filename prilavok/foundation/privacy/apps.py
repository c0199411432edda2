"""The room's registration with Django."""

from prilavok.base.rooms import RoomConfig


class PrivacyConfig(RoomConfig):
    """Consents, people's rights over their data, and how long data stays."""

    name = "prilavok.foundation.privacy"
    label = "privacy"
    verbose_name = "Privacy"
