"""The list of sources: what callers answer, the numbers and codes of campaigns."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from prilavok.base.access import needs
from prilavok.base.errors import Refused
from prilavok.base.unit import unit
from prilavok.trade.oms.sources import desk
from prilavok.trade.oms.sources.desk import SourceView

KINDS = [
    ("answer", gettext_lazy("an answer of a caller")),
    ("phone", gettext_lazy("a phone number of a campaign")),
    ("qr", gettext_lazy("a QR code or a short address")),
    ("promo", gettext_lazy("a promo code")),
]


class SourceForm(forms.Form):
    """A word of the list."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=KINDS)
    title = forms.CharField(label=gettext_lazy("Source"), max_length=120)
    campaign = forms.CharField(label=gettext_lazy("Campaign"), max_length=120, required=False)
    code = forms.CharField(label=gettext_lazy("Number or code"), max_length=60, required=False)


@require_http_methods(["GET", "POST"])
@needs("scheme.edit")
def show_sources(request: HttpRequest) -> HttpResponse:
    """The list, and a form to add to it."""
    form = SourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with unit():
                desk.add_source(SourceView(source_id=0, **form.cleaned_data), request.actor)  # type: ignore[attr-defined]
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The source is on the list."))
            return HttpResponseRedirect(reverse("oms:sources"))
    context = {"rows": desk.sources(), "kinds": dict(KINDS), "form": form}
    return render(request, "oms/sources.html", context)


@require_POST
@needs("scheme.edit")
def drop_source(request: HttpRequest, source_id: int) -> HttpResponse:
    """Take a word off the list."""
    with unit():
        desk.drop_source(source_id, request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("The source is off the list. Orders that have it keep it."))
    return HttpResponseRedirect(reverse("oms:sources"))
