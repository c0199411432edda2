"""What roles may do with the map."""

from django.utils.translation import gettext_noop

from prilavok.base.access import declare_permissions
from prilavok.foundation.accounts.api import declare_deeds

declare_permissions(
    "contour",
    {
        "map.view": "See the map of systems",
        "map.replay": "Send failed messages between systems again",
        "owners.edit": "Say who owns a field",
    },
)
declare_deeds({"contour.owner_chosen": gettext_noop("Said who owns a field")})
