"""The rights of this room."""

from prilavok.base.access import declare_permissions

declare_permissions("pim", {"goods.view": "See goods", "goods.edit": "Edit goods"})
