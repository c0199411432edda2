"""Whose word the status of an order is."""

from django.utils.translation import gettext_noop

from prilavok.base.owners import BOTH, PLATFORM, OwnedField, declare_owned

declare_owned(
    OwnedField(
        thing="order",
        field="status",
        thing_title=gettext_noop("Order"),
        title=gettext_noop("Status"),
        owners=(BOTH, PLATFORM),
        usual=BOTH,
        screen="oms:scheme",
        means=(
            (BOTH, gettext_noop("The ERP moves orders forward too; what contradicts us is put before a person.")),
            (PLATFORM, gettext_noop("Only people and buyers move orders; statuses of the ERP are kept, not applied.")),
        ),
    )
)
