"""The room's registration with Django."""

from prilavok.base.rooms import RoomConfig


class MessagingConfig(RoomConfig):
    """Templates, sends and delivery of e-mail and SMS."""

    name = "prilavok.foundation.messaging"
    label = "messaging"
    verbose_name = "Messaging"
