"""The rights over orders, and what people do with them."""

from django.utils.translation import gettext_noop

from prilavok.base.access import declare_permissions
from prilavok.foundation.accounts.api import declare_deeds

declare_permissions(
    "oms",
    {
        "orders.view": "See orders",
        "orders.place": "Place orders for customers",
        "orders.change": "Move orders and issue them without a code",
        "orders.cancel": "Cancel orders",
        "scheme.edit": "Edit the status scheme",
    },
)
declare_deeds(
    {
        "legal_entity.saved": gettext_noop("Legal entity saved"),
        "numbers.mask_saved": gettext_noop("Mask of order numbers saved"),
        "numbers.mask_dropped": gettext_noop("Mask of order numbers dropped"),
        "scheme.terms_edited": gettext_noop("Terms of the status scheme changed"),
        "sources.added": gettext_noop("Source of orders added"),
        "sources.dropped": gettext_noop("Source of orders dropped"),
        "basket.terms_edited": gettext_noop("Settings of baskets changed"),
        "order.store_changed": gettext_noop("Order moved to another store"),
        "order.recipient_changed": gettext_noop("Recipient of an order changed"),
    }
)
