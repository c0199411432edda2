"""Price types with their roles; the history of a variant's prices."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from prilavok.base.access import Actor, needs
from prilavok.base.errors import NotFound
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pim import api as pim
from prilavok.goods.pricing import api
from prilavok.goods.pricing.errors import RoleTaken
from prilavok.goods.pricing.values import RateDraft, RoundingRule, VariantId
from prilavok.goods.pricing.web.forms import ROUNDINGS, RateForm, RoundingForm

ROLES = {
    "selling": gettext_lazy("Sells: the price on the site"),
    "compare": gettext_lazy("Compared with: the struck price when it is higher"),
    "none": gettext_lazy("Kept, not shown"),
}


@require_GET
@needs("prices.view")
def show_types(request: HttpRequest) -> HttpResponse:
    """All price lists of the ERP, what each is for."""
    return render(request, "pricing/types.html", {"types": api.price_types(), "roles": ROLES.items()})


@require_POST
@needs("prices.edit")
def choose_role(request: HttpRequest, price_type_id: int) -> HttpResponse:
    """Change what a price list is for."""
    role = request.POST.get("role", "")
    if role not in ROLES:
        raise NotFound
    actor: Actor = request.actor  # type: ignore[attr-defined]
    before = {one.title: one.role for one in api.price_types()}
    try:
        with unit():
            if api.choose_role(price_type_id=price_type_id, role=role):
                after = {one.title: one.role for one in api.price_types()}
                accounts.audit(actor, "prices.role_chosen", f"price_type:{price_type_id}", before, after)
        messages.success(request, _("Saved."))
    except RoleTaken as refused:
        messages.error(request, refused.message)
    return redirect("pricing:types")


@require_GET
@needs("prices.view")
def show_history(request: HttpRequest, variant_id: int) -> HttpResponse:
    """Why a variant costs what it costs."""
    variant = pim.variants(variant_ids=[variant_id]).get(VariantId(variant_id))
    if variant is None:
        raise NotFound
    return render(
        request,
        "pricing/history.html",
        {
            "variant": variant,
            "why": api.explain_price(variant_id),
            "roles": ROLES,
            "foreign": api.foreign_prices(variant_id),
        },
    )


@require_GET
@needs("prices.view")
def show_rates(request: HttpRequest) -> HttpResponse:
    """Internal rates, how prices are rounded, what has no rate."""
    context = {
        "rates": api.rates(),
        "changes": api.rate_changes(),
        "missing": api.currencies_without_rate(),
        "rounding": api.rounding(),
        "modes": ROUNDINGS.items(),
        "today": localdate(),
    }
    return render(request, "pricing/rates.html", context)


@require_POST
@needs("prices.edit")
def add_rate(request: HttpRequest) -> HttpResponse:
    """A rate written by a person, for chains whose accounting system sends none."""
    form = RateForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The rate was not saved: give a currency code, a day and a number above zero."))
        return redirect("pricing:rates")
    said = form.cleaned_data
    actor: Actor = request.actor  # type: ignore[attr-defined]
    with unit():
        draft = RateDraft(**said)
        api.take_rates(source=f"office:{actor.name}", drafts=[draft])
        told = {name: str(value) for name, value in said.items()}
        accounts.audit(actor, "prices.rate_told", f"currency:{draft.currency}", after=told)
    messages.success(request, _("Saved. Prices in this currency were re-priced."))
    return redirect("pricing:rates")


@require_POST
@needs("prices.edit")
def set_rounding(request: HttpRequest) -> HttpResponse:
    """How prices in roubles are rounded."""
    form = RoundingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The rule was not saved: give a step above zero."))
        return redirect("pricing:rates")
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rule, before = RoundingRule(**form.cleaned_data), api.rounding()
    with unit():
        if api.set_rounding(rule):
            was, now_is = ({"step": str(one.step), "mode": one.mode} for one in (before, rule))
            accounts.audit(actor, "prices.rounding_set", "rounding", was, now_is)
    messages.success(request, _("Saved. Prices in currencies were re-priced."))
    return redirect("pricing:rates")
