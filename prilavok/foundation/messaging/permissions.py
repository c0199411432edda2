"""The rights of this room."""

from prilavok.base.access import declare_permissions

declare_permissions(
    "messaging",
    {
        "messages.view": "See outgoing messages",
        "messages.edit": "Edit message templates and send messages again",
    },
)
