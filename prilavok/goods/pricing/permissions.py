"""The rights of this room, and how its deeds are called in the audit."""

from django.utils.translation import gettext_noop

from prilavok.base.access import declare_permissions
from prilavok.foundation.accounts.api import declare_deeds

declare_permissions(
    "pricing",
    {
        "prices.view": "See prices",
        "prices.edit": "Choose what price types are for, and where they sell",
        "prices.change": "Change prices",
        "prices.approve": "Agree on big changes of prices and set their limits",
    },
)
declare_permissions(
    "pricing",
    {
        "promotions.view": "See promotions, coupons and legends",
        "promotions.edit": "Edit promotions, coupons and legends",
        "promotions.publish": "Publish, pause and end promotions",
        "coupons.export": "Take out coupon codes",
    },
)
declare_deeds(
    {
        "prices.role_chosen": gettext_noop("Chose what a price type is for"),
        "prices.rate_told": gettext_noop("Told a currency rate"),
        "promotion.drafted": gettext_noop("Edited a promotion"),
        "promotion.published": gettext_noop("Published a promotion"),
        "promotion.paused": gettext_noop("Paused a promotion"),
        "promotion.ended": gettext_noop("Ended a promotion"),
        "promotion.archived": gettext_noop("Archived a promotion"),
        "promotion.floor_set": gettext_noop("Set the floor under promotions"),
        "prices.rule_saved": gettext_noop("Saved a price rule"),
        "prices.rule_dropped": gettext_noop("Took a price rule away"),
        "prices.type_kept": gettext_noop("Said whose the prices of a type are"),
        "prices.type_added": gettext_noop("Added a price type"),
        "prices.plan_cancelled": gettext_noop("Took planned prices back"),
        "repricing.drafted": gettext_noop("Drafted a change of prices"),
        "repricing.submitted": gettext_noop("Submitted a change of prices"),
        "repricing.approved": gettext_noop("Agreed on a change of prices"),
        "repricing.declined": gettext_noop("Declined a change of prices"),
        "repricing.discarded": gettext_noop("Gave a change of prices up"),
        "repricing.rolled_back": gettext_noop("Took a change of prices back"),
        "repricing.limits_set": gettext_noop("Set the limits of price changes"),
        "prices.rounding_set": gettext_noop("Set how prices are rounded"),
        "legends.worded": gettext_noop("Worded a legend"),
        "legends.archived": gettext_noop("Archived a legend"),
        "legends.restored": gettext_noop("Restored a legend"),
        "legends.attached": gettext_noop("Gave prices a legend"),
        "legends.detached": gettext_noop("Took a legend from prices"),
        "coupons.made": gettext_noop("Made a coupon series"),
        "coupons.changed": gettext_noop("Changed a coupon series"),
        "coupons.codes_made": gettext_noop("Made coupon codes"),
        "coupons.exported": gettext_noop("Took out coupon codes"),
        "coupons.stopped": gettext_noop("Stopped a coupon series"),
        "coupons.resumed": gettext_noop("Resumed a coupon series"),
        "coupons.withdrawn": gettext_noop("Withdrew a coupon"),
    }
)
