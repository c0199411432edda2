"""How the room's deeds are called in the audit; its rights are those of goods."""

from django.utils.translation import gettext_noop

from prilavok.foundation.accounts.api import declare_deeds

declare_deeds(
    {
        "bundle.kept": gettext_noop("Changed a bundle"),
        "bundle.published": gettext_noop("Put a bundle on sale"),
        "bundle.ended": gettext_noop("Took a bundle off sale"),
    }
)
