"""Forms of coupon series."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext_lazy as _

from prilavok.goods.pricing.coupons import desk
from prilavok.goods.pricing.coupons.values import Kind, SeriesDraft

WHEN = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
WHEN_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
MOST = 1_000_000


def _count(label: Any, hint: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=hint, required=False, min_value=1, max_value=MOST)


class SeriesForm(forms.Form):
    """A series; the kind and the word are chosen once."""

    title = forms.CharField(label=_("Name for us"), max_length=200)
    promotion_id = forms.TypedChoiceField(label=_("Opens the promotion"), coerce=int, empty_value=None, required=False)
    kind = forms.ChoiceField(
        label=_("What the buyer enters"),
        choices=[(Kind.UNIQUE, _("a code of one's own")), (Kind.WORD, _("one word for everybody"))],
    )
    word = forms.CharField(label=_("The word"), max_length=40, required=False, help_text=_("Only for one word."))
    valid_from = forms.DateTimeField(label=_("From"), required=False, input_formats=WHEN_FORMATS, widget=WHEN)
    valid_to = forms.DateTimeField(label=_("Until"), required=False, input_formats=WHEN_FORMATS, widget=WHEN)
    per_code = _count(_("Uses of one code"), _("Empty: no limit."))
    per_person = _count(_("Uses by one person"), _("By phone and account. Empty: no limit."))
    in_total = _count(_("Uses in all"), _("Empty: no limit."))
    min_total = forms.DecimalField(
        label=_("From a basket of, ₽"), required=False, min_value=Decimal(0), max_digits=12, decimal_places=2
    )
    comes_back = forms.BooleanField(label=_("A cancelled order gives the coupon back"), required=False, initial=True)

    def __init__(self, *args: Any, promotions: list[tuple[int, str]], is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "label_suffix": ""})
        self.fields["promotion_id"].choices = [("", _("none yet")), *promotions]  # type: ignore[attr-defined]
        if not is_new:
            self.fields["kind"].disabled = self.fields["word"].disabled = True

    def draft(self) -> SeriesDraft:
        """What was described; times in the form are the chain's."""
        return SeriesDraft(**self.cleaned_data)


def initial_of(draft: SeriesDraft) -> dict[str, Any]:
    """A series as the form shows it."""
    return {name: getattr(draft, name) for name in SeriesForm.base_fields}


def local(value: datetime | None) -> str:
    """A moment for an input of date and time."""
    return "" if value is None else localtime(value).strftime(WHEN_FORMATS[0])


def aware(text: str) -> datetime | None:
    """A moment from an input of date and time, by the chain's clock; None when it is empty or not understood."""
    for form in WHEN_FORMATS:
        try:
            return make_aware(datetime.strptime(text, form))  # noqa: DTZ007 - made aware of the chain's zone at once
        except ValueError:
            continue
    return None


class CodesForm(forms.Form):
    """How many codes to make."""

    count = forms.IntegerField(label=_("How many codes"), min_value=1, max_value=desk.MOST_CODES)
