"""What people write of a store."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prilavok.goods.stock.values import LocationCard, LocationEdit, SafetyDraft, TermView


class LocationForm(forms.Form):
    """City, address, hours, geography, pick-up: ours, never the ERP's."""

    title = forms.CharField(label=_("Title"), max_length=200)
    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("Short and lasting, e.g. store-04."))
    kind = forms.ChoiceField(
        label=_("Store or warehouse"), choices=[("store", _("Store")), ("warehouse", _("Warehouse"))]
    )
    city = forms.CharField(label=_("City"), max_length=100, required=False)
    address = forms.CharField(label=_("Address"), max_length=400, required=False)
    hours = forms.CharField(label=_("Opening hours"), max_length=200, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    latitude = forms.DecimalField(
        label=_("Latitude"), min_value=-90, max_value=90, max_digits=9, decimal_places=6, required=False
    )
    longitude = forms.DecimalField(
        label=_("Longitude"), min_value=-180, max_value=180, max_digits=9, decimal_places=6, required=False
    )
    ready_in_minutes = forms.IntegerField(label=_("An order is ready in, minutes"), min_value=0, max_value=100_000)
    is_pickup = forms.BooleanField(label=_("Buyers collect orders here"), required=False)
    is_active = forms.BooleanField(label=_("Open: its stock counts"), required=False)

    @staticmethod
    def of(card: LocationCard) -> "LocationForm":
        """The form as the location stands."""
        return LocationForm(initial={name: getattr(card, name) for name in LocationForm.base_fields})

    def edit(self, card: LocationCard) -> LocationEdit:
        """The change asked for; the form must be valid."""
        return LocationEdit(location_id=card.location_id, **self.cleaned_data)


class RegionForm(forms.Form):
    """A region: a code that lasts, a name that may change."""

    code = forms.SlugField(max_length=40)
    title = forms.CharField(max_length=100)


class SafetyForm(forms.Form):
    """So many pieces of these goods are kept back there."""

    quantity = forms.DecimalField(label=_("Keep back, pieces"), min_value=0, max_value=1_000_000, decimal_places=3)
    goods = forms.ChoiceField(label=_("Of which goods"))
    place = forms.ChoiceField(label=_("Where"))
    note = forms.CharField(label=_("Why"), max_length=200, required=False)

    def __init__(
        self, data: Any, *, goods: Sequence[tuple[str, str]], places: Sequence[tuple[str, str]], initial: dict[str, Any]
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["goods"].choices = list(goods)  # type: ignore[attr-defined]
        self.fields["place"].choices = list(places)  # type: ignore[attr-defined]

    def draft(self) -> SafetyDraft:
        """The rule asked for; the form must be valid."""
        goods, _colon, goods_id = self.cleaned_data["goods"].partition(":")
        place, _colon, key = self.cleaned_data["place"].partition(":")
        quantity = self.cleaned_data["quantity"].quantize(Decimal("0.001"))
        note = self.cleaned_data["note"].strip()
        return SafetyDraft(
            quantity=quantity, place=place, place_key=key, goods=goods, goods_id=int(goods_id), note=note
        )


class TermForm(forms.Form):
    """A term: a number of minutes, hours or days, or none at all."""

    UNITS = {"minutes": 1, "hours": 60, "days": 24 * 60}

    name = forms.ChoiceField()
    place = forms.ChoiceField()
    count = forms.IntegerField(min_value=0, max_value=100_000, required=False)
    unit = forms.ChoiceField(choices=[(one, one) for one in UNITS])

    def __init__(self, data: Any, *, names: Sequence[str], places: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["name"].choices = [(one, one) for one in names]  # type: ignore[attr-defined]
        self.fields["place"].choices = list(places)  # type: ignore[attr-defined]

    def term(self) -> TermView:
        """The term asked for; the form must be valid."""
        told = self.cleaned_data
        place, _colon, key = told["place"].partition(":")
        minutes = None if told["count"] is None else told["count"] * self.UNITS[told["unit"]]
        return TermView(name=told["name"], place=place, place_key=key, minutes=minutes)
