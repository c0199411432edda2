"""Internal rates of currencies, what a new one would do, and how prices made of them are rounded."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.base.access import needs
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pim import api as pim
from prilavok.goods.pricing import api
from prilavok.goods.pricing.rates.repricing import preview
from prilavok.goods.pricing.rates.rounding import rounding_changes
from prilavok.goods.pricing.values import RateDraft
from prilavok.goods.pricing.web.forms import ROUNDINGS, RateForm, RoundingForm
from prilavok.goods.pricing.web.types import actor_of, said


@require_GET
@needs("prices.view")
def show_rates(request: HttpRequest) -> HttpResponse:
    """Internal rates, how prices are rounded, what has no rate."""
    context = {
        "rates": api.rates(),
        "changes": api.rate_changes(),
        "missing": api.currencies_without_rate(),
        "rounding": api.rounding(),
        "own_roundings": [one for one in api.price_types() if one.rounding],
        "rounding_changes": rounding_changes(),
        "modes": ROUNDINGS.items(),
        "today": localdate(),
    }
    return render(request, "pricing/rates.html", context)


@require_GET
@needs("prices.view")
def preview_rate(request: HttpRequest) -> HttpResponse:
    """What a rate would do to prices, before it is saved."""
    form = RateForm(request.GET)
    if not form.is_valid():
        messages.error(request, _("The rate was not saved: give a currency code, a day and a number above zero."))
        return redirect("pricing:rates")
    draft = RateDraft(**form.cleaned_data)
    done = preview(draft)
    cards = pim.variants(variant_ids=[one.variant_id for one in done.biggest])
    titles = {one.price_type_id: one.title for one in api.price_types()}
    lines = [(one, cards.get(one.variant_id), titles.get(one.price_type_id, "")) for one in done.biggest]
    context = {"draft": draft, "preview": done, "lines": lines, "is_today": draft.valid_from <= localdate()}
    return render(request, "pricing/rate_preview.html", context)


@require_POST
@needs("prices.edit")
def add_rate(request: HttpRequest) -> HttpResponse:
    """A rate written by a person, for chains whose accounting system sends none; looked at first, if asked so."""
    form = RateForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The rate was not saved: give a currency code, a day and a number above zero."))
        return redirect("pricing:rates")
    told = {name: str(value) for name, value in form.cleaned_data.items()}
    if request.POST.get("do") == "preview":
        return redirect(f"{reverse('pricing:rate_preview')}?{urlencode(told)}")
    actor = actor_of(request)
    with unit():
        draft = RateDraft(**form.cleaned_data)
        api.take_rates(source=f"office:{actor.name}", drafts=[draft])
        accounts.audit(actor, "prices.rate_told", f"currency:{draft.currency}", after=told)
    messages.success(request, _("Saved. Prices in this currency were re-priced."))
    return redirect("pricing:rates")


@require_POST
@needs("prices.edit")
def set_rounding(request: HttpRequest) -> HttpResponse:
    """How prices in roubles are rounded where their type has no rule of its own."""
    form = RoundingForm(request.POST)
    rule = form.rule() if form.is_valid() else None
    if rule is None:
        messages.error(request, _("The rule was not saved: give a step above zero and an ending less than it."))
        return redirect("pricing:rates")
    actor, before = actor_of(request), api.rounding()
    with unit():
        if api.set_rounding(rule, source=f"office:{actor.name}"):
            accounts.audit(actor, "prices.rounding_set", "rounding", said(before), said(rule))
    messages.success(request, _("Saved. Prices in currencies were re-priced."))
    return redirect("pricing:rates")
