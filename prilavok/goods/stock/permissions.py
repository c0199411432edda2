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
        "stock.transfer": "Send and receive transfers between stores",
        "stock.settle": "Decide about discrepancies of transfers",
    },
)
declare_deeds(
    {
        "stock.location_described": gettext_noop("Described a store"),
        "stock.region_kept": gettext_noop("Added or renamed a region"),
        "stock.region_dropped": gettext_noop("Took a region away"),
        "stock.cities_arranged": gettext_noop("Moved cities between regions"),
        "stock.place_doubted": gettext_noop("Said that a store is being counted"),
        "stock.safety_kept": gettext_noop("Wrote a rule of safety stock"),
        "stock.safety_dropped": gettext_noop("Took a rule of safety stock away"),
        "stock.term_kept": gettext_noop("Changed a term of stock"),
        "stock.queue_ruled": gettext_noop("Changed who gets what comes"),
        "stock.place_moved": gettext_noop("Put a store into a region"),
        "stock.route_kept": gettext_noop("Set a route between stores"),
        "stock.route_dropped": gettext_noop("Took a route between stores away"),
        "stock.share_set": gettext_noop("Set who takes part in transfers for orders"),
        "transfer.drafted": gettext_noop("Drafted a transfer"),
        "transfer.changed": gettext_noop("Changed a transfer"),
        "transfer.sent": gettext_noop("Sent a transfer"),
        "transfer.received": gettext_noop("Received a transfer"),
        "transfer.cancelled": gettext_noop("Cancelled a transfer"),
        "transfer.returned": gettext_noop("Returned a transfer to its sender"),
        "transfer.settled": gettext_noop("Decided about a discrepancy"),
        "transfer.told_known": gettext_noop("Said that the accounting system has conducted a transfer"),
        "transfer.let_go": gettext_noop("Freed a transfer of its order"),
    }
)
