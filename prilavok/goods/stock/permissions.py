"""The rights of this room, and how its deeds are called in the audit."""

from django.utils.translation import gettext_noop

from prilavok.base.access import declare_permissions
from prilavok.foundation.accounts.api import declare_deeds

declare_permissions(
    "stock",
    {
        "stock.view": "See stock",
        "stock.explain": "See why a balance is what it is",
        "stock.edit": "Describe stores and warehouses",
    },
)
declare_deeds(
    {
        "stock.location_described": gettext_noop("Described a store"),
        "stock.region_kept": gettext_noop("Added or renamed a region"),
        "stock.region_dropped": gettext_noop("Took a region away"),
        "stock.cities_arranged": gettext_noop("Moved cities between regions"),
        "stock.place_moved": gettext_noop("Put a store into a region"),
    }
)
