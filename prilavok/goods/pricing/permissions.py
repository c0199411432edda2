"""The rights of this room."""

from prilavok.base.access import declare_permissions

declare_permissions("pricing", {"prices.view": "See prices", "prices.edit": "Choose what price types are for"})
