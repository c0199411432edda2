"""The rights of this room."""

from django.utils.translation import gettext_noop

from prilavok.base.access import declare_permissions
from prilavok.foundation.accounts.api import declare_deeds

declare_permissions(
    "crm", {"customers.view": "See customers", "customers.edit": "Correct customers' names and e-mails"}
)
declare_deeds(
    {
        "crm.customers_merged": gettext_noop("Two customers joined"),
        "crm.merge_undone": gettext_noop("Joining of customers taken back"),
        "crm.review_decided": gettext_noop("Doubt about a customer decided"),
    }
)
