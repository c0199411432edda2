"""The door of passkeys. `begin_entering` and `finish_entering` open units of their own; the rest joins the caller's."""

from prilavok.foundation.accounts.passkeys.keys import (
    begin_adding,
    begin_entering,
    drop_passkey,
    finish_adding,
    finish_entering,
    passkeys_of,
    rename_passkey,
)

__all__ = [
    "begin_adding",
    "begin_entering",
    "drop_passkey",
    "finish_adding",
    "finish_entering",
    "passkeys_of",
    "rename_passkey",
]
