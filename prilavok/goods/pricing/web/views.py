"""Price types with their roles; the history of a variant's prices."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
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
from prilavok.goods.pricing.values import VariantId

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
        request, "pricing/history.html", {"variant": variant, "why": api.explain_price(variant_id), "roles": ROLES}
    )
