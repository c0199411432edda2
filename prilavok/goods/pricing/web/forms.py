"""Forms of the office for rates and their rounding."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

ROUNDINGS = {"nearest": _("to the nearest"), "up": _("always up"), "down": _("always down")}


class RateForm(forms.Form):
    """A rate of a day."""

    currency = forms.RegexField(r"\A[A-Za-z]{3}\Z")
    valid_from = forms.DateField()
    rate = forms.DecimalField(min_value=Decimal("0.000001"), max_digits=16, decimal_places=6, localize=False)
    per = forms.IntegerField(min_value=1, max_value=1_000_000)

    def clean_currency(self) -> str:
        """In capitals; roubles have no rate."""
        code = str(self.cleaned_data["currency"]).upper()
        if code == "RUB":
            raise forms.ValidationError(_("Roubles have no rate."))
        return code


class RoundingForm(forms.Form):
    """The rule."""

    step = forms.DecimalField(min_value=Decimal("0.01"), max_value=Decimal(100_000), max_digits=10, decimal_places=2)
    mode = forms.ChoiceField(choices=[(code, code) for code in ROUNDINGS])
