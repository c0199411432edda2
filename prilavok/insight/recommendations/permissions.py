"""The rights of this room, and how its deeds are called in the audit."""

from django.utils.translation import gettext_noop

from prilavok.base.access import declare_permissions
from prilavok.foundation.accounts.api import declare_deeds

declare_permissions(
    "recommendations",
    {
        "recommendations.view": "See what is recommended beside goods and why",
        "recommendations.edit": "Decide what is recommended",
    },
)
declare_deeds(
    {
        "recommendations.manner_kept": gettext_noop("Changed how goods are recommended"),
        "recommendations.pinned": gettext_noop("Pinned goods beside a product"),
        "recommendations.banned": gettext_noop("Took goods out of recommendations"),
        "recommendations.taken_back": gettext_noop("Took back a decision on recommendations"),
    }
)
