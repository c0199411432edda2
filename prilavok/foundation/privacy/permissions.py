"""The rights of this room."""

from prilavok.base.access import declare_permissions

declare_permissions(
    "privacy",
    {
        "privacy.view": "See requests about personal data and how long data stays",
        "privacy.answer": "Answer requests about personal data, close and open accounts of buyers",
        "privacy.export": "Download all data of a buyer",
        "privacy.edit": "Edit texts of consents and how long data stays",
    },
)
