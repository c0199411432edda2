"""Prices that are yet to begin: looked at, and taken back before they do."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.base.access import needs
from prilavok.base.errors import NotFound, Refused
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.goods.pim import api as pim
from prilavok.goods.pricing.plans import planning, showing
from prilavok.goods.pricing.web.types import actor_of

PAGE = 100


@require_GET
@needs("prices.view")
def show_plans(request: HttpRequest) -> HttpResponse:
    """Everything planned, the nearest first."""
    return render(request, "pricing/plans.html", {"plans": showing.plans()})


@require_GET
@needs("prices.view")
def show_plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The prices of a plan, a page at a time."""
    plan = next(iter(showing.plans(plan_id=plan_id)), None)
    if plan is None:
        raise NotFound
    after = request.GET.get("after", "")
    prices = showing.plan_page(plan_id=plan_id, after=int(after) if after.isdecimal() else 0, limit=PAGE)
    cards = pim.variants(variant_ids=list({one.variant_id for one in prices}))
    context = {
        "plan": plan,
        "prices": [(one, cards.get(one.variant_id)) for one in prices],
        "next": prices[-1].planned_id if len(prices) == PAGE else None,
    }
    return render(request, "pricing/plan.html", context)


@require_POST
@needs("prices.change")
def cancel_plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Take a whole plan back."""
    if not showing.plans(plan_id=plan_id):
        raise NotFound
    actor = actor_of(request)
    try:
        with unit():
            count = planning.cancel_plan(plan_id=plan_id, who=actor.name)
            accounts.audit(actor, "prices.plan_cancelled", f"price_plan:{plan_id}", after={"count": str(count)})
        messages.success(request, _("The plan is taken back. Prices stay as they are."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("pricing:plans")


@require_POST
@needs("prices.change")
def cancel_price(request: HttpRequest, planned_id: int) -> HttpResponse:
    """Take one planned price back."""
    actor = actor_of(request)
    try:
        with unit():
            variant_id = planning.cancel_one(planned_id=planned_id, who=actor.name)
            accounts.audit(actor, "prices.plan_cancelled", f"variant:{variant_id}", after={"planned": str(planned_id)})
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("pricing:plans")
    messages.success(request, _("The planned price is taken back."))
    return redirect("pricing:history", variant_id)
