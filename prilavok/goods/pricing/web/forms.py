"""Forms of the office for rates, rounding and price types."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prilavok.goods.pricing.values import RoundingRule

ROUNDINGS = {"nearest": _("to the nearest"), "up": _("always up"), "down": _("always down")}
OWNERS = {
    "erp": _("Only the accounting system tells them"),
    "both": _("Both may, the last one counts"),
    "platform": _("Only the platform tells them"),
}
HIGHEST = Decimal(100_000)


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
    """The rule; without a step there is none."""

    step = forms.DecimalField(min_value=Decimal("0.01"), max_value=HIGHEST, decimal_places=2, required=False)
    mode = forms.ChoiceField(choices=tuple(ROUNDINGS.items()))
    ending = forms.DecimalField(min_value=Decimal(0), max_value=HIGHEST, decimal_places=2, required=False)

    def clean(self) -> dict[str, Any]:
        """An ending is less than the step: step 100 with 90, step 1 with 0.99."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        step, ending = told.get("step"), told.get("ending") or Decimal(0)
        if step and ending >= step:
            raise forms.ValidationError(
                _("The ending has to be less than the step: step 100 with 90, step 1 with 0.99.")
            )
        return told

    def rule(self) -> RoundingRule | None:
        """The rule; None without a step."""
        told = self.cleaned_data
        if not told.get("step"):
            return None
        return RoundingRule(step=told["step"], mode=told["mode"], ending=told.get("ending") or Decimal(0))


class TypeForm(forms.Form):
    """Whose the prices are, and whether they are costs."""

    owner = forms.ChoiceField(choices=tuple(OWNERS.items()))
    is_cost = forms.BooleanField(required=False)
