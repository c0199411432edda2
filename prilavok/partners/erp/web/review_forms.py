"""What people may type about packages that wait."""

from django import forms
from django.utils.translation import gettext_lazy as _

CONFIRM = [
    ("suspicious", _("only when something is suspicious")),
    ("always", _("always")),
    ("never", _("never: everything is applied at once")),
]


class PolicyForm(forms.Form):
    """When packages of a node wait for a person."""

    confirm = forms.ChoiceField(label=_("Wait for a person"), choices=CONFIRM)
    jump_percent = forms.IntegerField(
        label=_("A price jumps when it changes by more than, %"), min_value=1, max_value=1000
    )
    jumps_percent = forms.IntegerField(label=_("Wait when more of the prices jump than, %"), min_value=0, max_value=100)
    zeros_percent = forms.IntegerField(
        label=_("Wait when more of the prices vanish than, %"), min_value=0, max_value=100
    )
    pictures_gone = forms.IntegerField(label=_("Wait when more pictures go than"), min_value=0, max_value=1_000_000)
