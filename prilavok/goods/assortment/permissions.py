"""The rights of this room, and how its deeds are called in the audit."""

from django.utils.translation import gettext_noop

from prilavok.base.access import declare_permissions
from prilavok.foundation.accounts.api import declare_deeds

declare_permissions("assortment", {"assortment.edit": "Say what is sold where"})
declare_deeds(
    {
        "assortment.edited": gettext_noop("Changed what is sold where"),
        "assortment.undone": gettext_noop("Took an edit of the assortment back"),
    }
)
