"""The rights of the store's work."""

from prilavok.base.access import declare_permissions

declare_permissions(
    "fulfilment",
    {
        "store.pick": "Pick orders in the own store",
        "store.issue": "Hand orders over and take the money",
    },
)
