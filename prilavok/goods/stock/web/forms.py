"""What people write of a store."""

from django import forms
from django.utils.translation import gettext_lazy as _

from prilavok.goods.stock.values import LocationCard, LocationEdit


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
