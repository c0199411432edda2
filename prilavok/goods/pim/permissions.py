"""The rights of this room, and how its deeds are called in the audit."""

from django.utils.translation import gettext_noop

from prilavok.base.access import declare_permissions
from prilavok.foundation.accounts.api import declare_deeds

declare_permissions("pim", {"goods.view": "See goods", "goods.edit": "Edit goods"})
declare_deeds(
    {
        "goods.content_edited": gettext_noop("Edited the content of a product"),
        "goods.picture_added": gettext_noop("Added a picture to a product"),
        "goods.picture_removed": gettext_noop("Removed a picture of a product"),
    }
)
