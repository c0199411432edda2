"""The rights of this room, and how its deeds are called in the audit."""

from django.utils.translation import gettext_noop

from prilavok.base.access import declare_permissions
from prilavok.foundation.accounts.api import declare_deeds

declare_permissions(
    "storefront",
    {
        "search.view": "See what buyers look for",
        "search.edit": "Keep synonyms and pages of chosen goods",
    },
)
declare_deeds(
    {
        "storefront.synonyms_kept": gettext_noop("Changed synonyms of the search"),
        "storefront.miss_put_aside": gettext_noop("Put a search without result aside"),
        "storefront.asked_hidden": gettext_noop("Changed which searches are offered"),
        "storefront.landing_kept": gettext_noop("Changed a page of chosen goods"),
        "storefront.landing_dropped": gettext_noop("Removed a page of chosen goods"),
    }
)
