"""The rights of this room."""

from prilavok.base.access import declare_permissions

declare_permissions(
    "crm", {"customers.view": "See customers", "customers.edit": "Correct customers' names and e-mails"}
)
