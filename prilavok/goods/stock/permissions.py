"""The rights of this room."""

from prilavok.base.access import declare_permissions

declare_permissions(
    "stock",
    {
        "stock.view": "See stock",
        "stock.explain": "See why a balance is what it is",
        "stock.edit": "Describe stores and warehouses",
    },
)
