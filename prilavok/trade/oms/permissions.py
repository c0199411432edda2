"""The rights over orders."""

from prilavok.base.access import declare_permissions

declare_permissions(
    "oms",
    {
        "orders.view": "See orders",
        "orders.place": "Place orders for customers",
        "orders.change": "Move orders and issue them without a code",
        "orders.cancel": "Cancel orders",
        "scheme.edit": "Edit the status scheme",
    },
)
