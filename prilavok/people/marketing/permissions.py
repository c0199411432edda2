"""How the room's deeds are called in the audit; its rights are those of promotions, which pricing declares."""

from django.utils.translation import gettext_noop

from prilavok.foundation.accounts.api import declare_deeds

declare_deeds(
    {
        "promotion.eyes_set": gettext_noop("Set how many people publishing takes"),
        "promotion.cost_set": gettext_noop("Chose the list of costs for margins"),
        "segment.kept": gettext_noop("Described a segment"),
        "segment.listed": gettext_noop("Uploaded the list of a segment"),
        "segment.stopped": gettext_noop("Took a segment out of use"),
        "segment.resumed": gettext_noop("Took a segment into use again"),
        "promotion.tried": gettext_noop("Tried a promotion on past orders"),
    }
)
