"""The right of a till's login."""

from prilavok.base.access import declare_permissions

declare_permissions(
    "tills", {"tills.quote": "Reckon baskets for a till", "tills.redeem": "Use coupons and promotions at a till"}
)
