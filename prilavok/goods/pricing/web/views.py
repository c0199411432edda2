"""Why a variant costs what it costs: what stands, what is planned, every change with its cause."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from prilavok.base.access import needs
from prilavok.base.errors import NotFound
from prilavok.goods.pim import api as pim
from prilavok.goods.pricing import api
from prilavok.goods.pricing.values import VariantId
from prilavok.goods.pricing.web.types import ROLES


@require_GET
@needs("prices.view")
def show_history(request: HttpRequest, variant_id: int) -> HttpResponse:
    """Why a variant costs what it costs."""
    variant = pim.variants(variant_ids=[variant_id]).get(VariantId(variant_id))
    if variant is None:
        raise NotFound
    context = {
        "variant": variant,
        "why": api.explain_price(variant_id),
        "roles": ROLES,
        "foreign": api.foreign_prices(variant_id),
    }
    return render(request, "pricing/history.html", context)
