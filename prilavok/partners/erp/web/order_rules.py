"""The rules of a node for its orders: first day, strangers, the ERP's own words, the question of the last second."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from prilavok.base.access import needs
from prilavok.base.errors import Refused
from prilavok.base.jobs import later
from prilavok.base.unit import unit
from prilavok.partners.erp.jobs import queue_orders_since
from prilavok.partners.erp.orders import profile as profiles
from prilavok.partners.erp.orders.profile import REQUISITES, ProfileView, save_profile

STRANGERS = [
    ("review", gettext_lazy("show them to a person")),
    ("ignore", gettext_lazy("ignore and count them")),
    ("create", gettext_lazy("make an order here")),
]
CHECKS = [
    ("off", gettext_lazy("do not ask")),
    ("accept", gettext_lazy("ask; without an answer accept on our stock")),
    ("ask", gettext_lazy("ask; without an answer accept and have an operator check")),
]


class RulesForm(forms.Form):
    """What people may type."""

    orders_since = forms.DateField(
        label=gettext_lazy("Orders are given from this day on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy(
            "Older orders are never given. Orders since this day that were not given yet are queued."
        ),
    )
    strangers = forms.ChoiceField(label=gettext_lazy("Orders made in the accounting system"), choices=STRANGERS)
    requisite_names = forms.CharField(
        label=gettext_lazy("Requisites by other names"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One a line: the name in this 1C = the name here. For 1C in another language."),
    )
    check_policy = forms.ChoiceField(label=gettext_lazy("Ask for stock before an order is placed"), choices=CHECKS)
    check_url = forms.CharField(
        label=gettext_lazy("Address of the stock service"),
        required=False,
        max_length=400,
        help_text=gettext_lazy(
            "An HTTP service of this base, for example https://1c.example.ru/retail/hs/prilavok/stock"
        ),
    )
    check_timeout_ms = forms.IntegerField(
        label=gettext_lazy("Wait for its answer, milliseconds"),
        min_value=100,
        max_value=profiles.LONGEST_CHECK_MS,
    )

    def clean_requisite_names(self) -> dict[str, str]:
        """Pairs of names."""
        found: dict[str, str] = {}
        for line in str(self.cleaned_data["requisite_names"]).splitlines():
            theirs, sign, ours = line.partition("=")
            if line.strip() and not (sign and theirs.strip() and ours.strip()):
                raise forms.ValidationError(_("Write one pair a line, with = between the names."))
            if line.strip():
                found[theirs.strip()] = ours.strip()
        return found


@require_http_methods(["GET", "POST"])
@needs("exchange.run")
def edit_rules(request: HttpRequest, node_id: int) -> HttpResponse:
    """Show and save the rules; what the first day lets in is queued at once."""
    before = profiles.profile(node_id)
    form = RulesForm(request.POST or None, initial=_initial(before))
    if request.method == "POST" and form.is_valid():
        try:
            with unit():
                save_profile(ProfileView(node_id=node_id, **form.cleaned_data), request.actor)  # type: ignore[attr-defined]
                if form.cleaned_data["orders_since"] != before.orders_since:
                    later(queue_orders_since, node_id=node_id)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The rules for orders were saved."))
            return HttpResponseRedirect(reverse("erp:order_rules", args=[node_id]))
    return render(request, "erp/order_rules.html", {"form": form, "node": before, "known": REQUISITES})


def _initial(view: ProfileView) -> dict[str, Any]:
    pairs = "\n".join(f"{theirs} = {ours}" for theirs, ours in view.requisite_names.items())
    return {**vars(view), "requisite_names": pairs}
