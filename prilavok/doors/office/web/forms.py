"""What people type on the office's composed screens."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from prilavok.trade.oms.values import OrderFilter


class OrdersForm(forms.Form):
    """Filters of the order list, from the address; a wrong one is left out."""

    q = forms.CharField(required=False, max_length=100)
    status = forms.CharField(required=False, max_length=40)
    channel = forms.CharField(required=False, max_length=20)
    store = forms.IntegerField(required=False)
    first = forms.DateField(required=False)
    last = forms.DateField(required=False)
    page = forms.IntegerField(required=False, min_value=1)

    def wanted(self, stores: tuple[int, ...] | None) -> OrderFilter:
        """The filter, never wider than the scope."""
        self.is_valid()
        data = self.cleaned_data
        chosen = data.get("store")
        if chosen is not None:
            stores = (chosen,) if stores is None or chosen in stores else ()
        return OrderFilter(
            text=data.get("q") or "",
            statuses=(data["status"],) if data.get("status") else (),
            channels=(data["channel"],) if data.get("channel") else (),
            location_ids=stores,
            placed_from=_start(data.get("first")),
            placed_to=_start(data.get("last"), days=1),
            page=data.get("page") or 1,
        )


def _start(day: Any, *, days: int = 0) -> datetime | None:
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day + timedelta(days=days), time.min))


class ContactForm(forms.Form):
    """Who the operator places an order for, and where it will be picked up."""

    name = forms.CharField(max_length=150, label=_("Name"))
    phone = forms.CharField(max_length=40, label=_("Phone"))
    email = forms.EmailField(required=False, label=_("E-mail"))
    comment = forms.CharField(required=False, max_length=1000, label=_("Comment"))
    location = forms.IntegerField(label=_("Pick-up store"))
    key = forms.CharField(max_length=64)
    origin = forms.IntegerField(required=False, label=_("How did you learn about us?"))


class PersonForm(forms.Form):
    """A member of staff."""

    username = forms.SlugField(max_length=150, label=_("Login"), required=False)
    name = forms.CharField(max_length=200, label=_("Name"))
    phone = forms.CharField(max_length=40, required=False, label=_("Phone"))
    email = forms.EmailField(required=False, label=_("E-mail"))
    is_active = forms.BooleanField(required=False, label=_("May log in"))


class PasswordForm(forms.Form):
    """A new password for a member of staff."""

    password = forms.CharField(min_length=8, max_length=128, label=_("New password"), widget=forms.PasswordInput)
