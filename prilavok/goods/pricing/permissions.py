"""The rights of this room, and how its deeds are called in the audit."""

from django.utils.translation import gettext_noop

from prilavok.base.access import declare_permissions
from prilavok.foundation.accounts.api import declare_deeds

declare_permissions("pricing", {"prices.view": "See prices", "prices.edit": "Choose what price types are for"})
declare_deeds(
    {
        "prices.role_chosen": gettext_noop("Chose what a price type is for"),
        "prices.rate_told": gettext_noop("Told a currency rate"),
        "prices.rounding_set": gettext_noop("Set how prices are rounded"),
    }
)
