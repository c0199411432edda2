"""Whose word the name and the phone of a customer are."""

from django.utils.translation import gettext_noop

from prilavok.base.owners import BOTH, ERP, PLATFORM, OwnedField, declare_owned

MEANS = (
    (BOTH, gettext_noop("Each side's changes are taken over; where both have changed it, a person decides.")),
    (ERP, gettext_noop("The exchange changes it; changes by hand are refused.")),
    (PLATFORM, gettext_noop("People and buyers change it; what the exchange tells is not taken over.")),
)

declare_owned(
    *(
        OwnedField(
            thing="customer",
            field=field,
            thing_title=gettext_noop("Customer"),
            title=title,
            owners=(BOTH, ERP, PLATFORM),
            usual=BOTH,
            screen="crm:customers",
            means=MEANS,
        )
        for field, title in (("name", gettext_noop("Name")), ("phone", gettext_noop("Phone")))
    )
)
