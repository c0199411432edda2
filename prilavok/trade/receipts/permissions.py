"""The rights of this room."""

from prilavok.base.access import declare_permissions

declare_permissions("receipts", {"receipts.view": "See receipts of stores"})
