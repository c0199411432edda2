"""The rules of a node for its reconciliation."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CareForm(forms.Form):
    """When people are written to, how long a change may be on its way, whether it is compared at night."""

    limit = forms.IntegerField(
        label=_("Unexplained differences that are still no reason for a letter"), min_value=0, max_value=1_000_000
    )
    patience_min = forms.IntegerField(
        label=_("Minutes that a change in 1C may be on its way"), min_value=1, max_value=7 * 24 * 60
    )
    nightly = forms.BooleanField(label=_("Compare every night"), required=False)
