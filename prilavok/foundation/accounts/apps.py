"""The room's registration with Django."""

from prilavok.base.rooms import RoomConfig


class AccountsConfig(RoomConfig):
    """People who log in, roles, scopes, audit."""

    name = "prilavok.foundation.accounts"
    label = "accounts"
    verbose_name = "Accounts"
