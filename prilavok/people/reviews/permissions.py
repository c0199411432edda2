"""The rights of this room, and how its deeds are called."""

from django.utils.translation import gettext_noop

from prilavok.base.access import declare_permissions
from prilavok.foundation.accounts.api import declare_deeds

declare_permissions(
    "reviews", {"reviews.view": "See reviews", "reviews.moderate": "Publish, refuse and answer reviews"}
)
declare_deeds(
    {
        "reviews.approve": gettext_noop("Review published"),
        "reviews.refuse": gettext_noop("Review refused"),
        "reviews.answer": gettext_noop("Review answered"),
        "reviews.undo": gettext_noop("Decision upon a review undone"),
        "reviews.terms": gettext_noop("Invitations to review set"),
    }
)
