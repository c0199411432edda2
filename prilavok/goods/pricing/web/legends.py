"""Legends: the words that justify lower prices online."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from prilavok.base.access import needs
from prilavok.base.errors import NotFound, Refused
from prilavok.base.unit import unit
from prilavok.goods.pricing.legends import desk
from prilavok.goods.pricing.legends.values import LegendView
from prilavok.goods.pricing.promotions import api as promotions


class LegendForm(forms.Form):
    """The words of a legend."""

    title = forms.CharField(label=gettext_lazy("Name for us"), max_length=120)
    text = forms.CharField(
        label=gettext_lazy("Text beside the price"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 300}),
        help_text=gettext_lazy("One or two sentences for the buyer: why it is cheaper here than in the store."),
    )
    script = forms.CharField(
        label=gettext_lazy("What the operator says"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )


@require_http_methods(["GET", "POST"])
@needs("promotions.view")
def show_legends(request: HttpRequest) -> HttpResponse:
    """All legends; a form to add one."""
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@needs("promotions.view")
def show_legend(request: HttpRequest, legend_id: int) -> HttpResponse:
    """One legend: its words, what they justify, how they were before."""
    return _edit(request, desk.legend(legend_id))


def _edit(request: HttpRequest, legend: LegendView | None) -> HttpResponse:
    words = {"title": legend.title, "text": legend.text, "script": legend.script} if legend else {}
    form = LegendForm(request.POST or None, initial=words, label_suffix="")
    if request.method == "POST":
        request.actor.require("promotions.edit")  # type: ignore[attr-defined]
        if form.is_valid():
            legend_id = legend.legend_id if legend else None
            with unit():
                saved = desk.save_legend(legend_id=legend_id, actor=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
            messages.success(request, _("The legend is saved."))
            return HttpResponseRedirect(reverse("pricing:legend", args=[saved]))
    if legend is None:
        return render(request, "pricing/legends.html", {"rows": desk.legends(with_archived=True), "form": form})
    context = {
        "legend": legend,
        "form": form,
        "versions": desk.versions(legend.legend_id),
        "subjects": desk.subjects(legend.legend_id),
        "titles": {str(one.promotion_id): one.title for one in promotions.promotions()},
    }
    return render(request, "pricing/legend.html", context)


@require_POST
@needs("promotions.edit")
def archive_legend(request: HttpRequest, legend_id: int) -> HttpResponse:
    """Offer it no more, or again."""
    try:
        with unit():
            desk.archive(legend_id=legend_id, is_archived=request.POST.get("to") != "offered", actor=request.actor)  # type: ignore[attr-defined]
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("pricing:legend", args=[legend_id]))
