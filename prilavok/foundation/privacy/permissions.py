"""The rights of this room."""

from django.utils.translation import gettext_noop

from prilavok.base.access import declare_permissions
from prilavok.foundation.accounts.api import declare_deeds

declare_permissions(
    "privacy",
    {
        "privacy.view": "See requests about personal data and how long data stays",
        "privacy.answer": "Answer requests about personal data, close and open accounts of buyers",
        "privacy.export": "Download all data of a buyer",
        "privacy.edit": "Edit texts of consents and how long data stays",
    },
)
declare_deeds(
    {
        "privacy.consent_withdrawn": gettext_noop("Consent withdrawn"),
        "privacy.data_given": gettext_noop("Data of a buyer given"),
        "privacy.person_erased": gettext_noop("Data of a buyer erased"),
        "privacy.request_answered": gettext_noop("Request about data answered"),
        "privacy.term_set": gettext_noop("Term of keeping data changed"),
        "privacy.text_published": gettext_noop("Text about data published"),
    }
)
