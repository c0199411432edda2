"""The rights of this room."""

from prilavok.base.access import declare_permissions

declare_permissions(
    "accounts",
    {
        "office.enter": "Enter the office",
        "people.manage": "Manage people and roles",
        "audit.view": "See the audit",
    },
)
