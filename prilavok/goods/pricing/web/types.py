"""Price types: what each is for, whose its prices are, how they are rounded."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from prilavok.base.access import Actor, needs
from prilavok.base.errors import NotFound, Refused
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.contour import api as contour
from prilavok.goods.pricing import api, price_lists
from prilavok.goods.pricing.rates.rounding import set_type_rounding
from prilavok.goods.pricing.values import PriceTypeView, RoundingRule
from prilavok.goods.pricing.web.forms import OWNERS, ROUNDINGS, RoundingForm, TypeForm

ROLES = {
    "selling": gettext_lazy("Sells: the price on the site"),
    "compare": gettext_lazy("Compared with: the struck price when it is higher"),
    "none": gettext_lazy("Kept, not shown"),
}


def actor_of(request: HttpRequest) -> Actor:
    """The one who acts."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@require_GET
@needs("prices.view")
def show_types(request: HttpRequest) -> HttpResponse:
    """All price lists, what each is for."""
    context = {"types": api.price_types(), "roles": ROLES.items(), "owners": OWNERS}
    return render(request, "pricing/types.html", context)


@require_GET
@needs("prices.view")
def show_type(request: HttpRequest, price_type_id: int) -> HttpResponse:
    """One price list: whose its prices are, how they are rounded."""
    context = {"type": _known(price_type_id), "owners": OWNERS.items(), "modes": ROUNDINGS.items(), "roles": ROLES}
    return render(request, "pricing/type.html", context | {"chain": api.rounding()})


@require_POST
@needs("prices.edit")
def keep_type(request: HttpRequest, price_type_id: int) -> HttpResponse:
    """Change whose the prices are."""
    known, form = _known(price_type_id), TypeForm(request.POST)
    if not form.is_valid():
        raise NotFound
    owner, is_cost = form.cleaned_data["owner"], form.cleaned_data["is_cost"]
    with unit():
        if owner != known.owner and not known.is_ours:
            contour.choose_owner(field="price.base", scope=str(price_type_id), owner=owner, actor=actor_of(request))
        if price_lists.keep_type(price_type_id=price_type_id, owner=owner, is_cost=is_cost):
            before, after = (
                {"owner": a, "is_cost": str(b)} for a, b in ((known.owner, known.is_cost), (owner, is_cost))
            )
            accounts.audit(actor_of(request), "prices.type_kept", f"price_type:{price_type_id}", before, after)
    messages.success(request, _("Saved."))
    return redirect("pricing:type", price_type_id)


@require_POST
@needs("prices.edit")
def round_type(request: HttpRequest, price_type_id: int) -> HttpResponse:
    """A rule of rounding of its own, or the chain's again."""
    known, form = _known(price_type_id), RoundingForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(words) for group in form.errors.values() for words in group))
        return redirect("pricing:type", price_type_id)
    rule, actor = form.rule(), actor_of(request)
    with unit():
        if set_type_rounding(price_type_id=price_type_id, rule=rule, source=f"office:{actor.name}"):
            before, after = (said(one) for one in (known.rounding, rule))
            accounts.audit(actor, "prices.rounding_set", f"price_type:{price_type_id}", before, after)
    messages.success(request, _("Saved. Prices in currencies were re-priced."))
    return redirect("pricing:type", price_type_id)


@require_POST
@needs("prices.edit")
def add_type(request: HttpRequest) -> HttpResponse:
    """A price list of the platform's own."""
    title = request.POST.get("title", "")
    try:
        with unit():
            price_type_id = price_lists.add_type(title=title)
            accounts.audit(
                actor_of(request), "prices.type_added", f"price_type:{price_type_id}", after={"title": title}
            )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("pricing:types")
    messages.success(request, _("The price type is added. Fill it by a change of prices."))
    return redirect("pricing:type", price_type_id)


def said(rule: RoundingRule | None) -> dict[str, str]:
    """A rule as the audit keeps it."""
    return {"step": str(rule.step), "mode": rule.mode, "ending": str(rule.ending)} if rule else {}


def _known(price_type_id: int) -> PriceTypeView:
    found = next((one for one in api.price_types() if one.price_type_id == price_type_id), None)
    if found is None:
        raise NotFound
    return found
