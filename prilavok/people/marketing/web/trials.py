"""What past orders would have cost with a draft: asked for, watched while it is reckoned, read to the orders behind."""

from datetime import datetime, time, timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.base import live
from prilavok.base.access import needs
from prilavok.base.errors import NotFound, Refused
from prilavok.base.jobs import later
from prilavok.base.unit import unit
from prilavok.people.marketing import desk, jobs
from prilavok.people.marketing.trials import running
from prilavok.people.marketing.web.looks import number_of
from prilavok.people.marketing.web.promotions import actor_of

SIZE = 50


class PeriodForm(forms.Form):
    """Days, both included."""

    since = forms.DateField()
    until = forms.DateField()


@require_POST
@needs("promotions.edit")
def start(request: HttpRequest, promotion_id: int) -> HttpResponse:
    """Try the draft on the orders of some days."""
    form = PeriodForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose the first and the last day."))
        return HttpResponseRedirect(reverse("marketing:promotion", args=[promotion_id]))
    first, last = form.cleaned_data["since"], form.cleaned_data["until"]
    try:
        with unit():
            trial_id = running.start(
                promotion_id=promotion_id,
                since=make_aware(datetime.combine(first, time.min)),
                until=make_aware(datetime.combine(last + timedelta(days=1), time.min)),
                actor=actor_of(request),
            )
            later(jobs.run_trial, trial_id=trial_id)
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
        return HttpResponseRedirect(reverse("marketing:promotion", args=[promotion_id]))
    return HttpResponseRedirect(reverse("marketing:trial", args=[trial_id]))


@require_GET
@needs("promotions.view")
def show(request: HttpRequest, trial_id: int) -> HttpResponse:
    """How far it got, what would have been different, the orders behind it."""
    trial = running.trial(trial_id)
    page = number_of(request.GET.get("page", "")) or 1
    orders, count = running.orders_behind(trial_id, page=min(page, 100_000), size=SIZE)
    context = {
        "trial": trial,
        "progress": running.progress_of(trial),
        "last_day": trial.until - timedelta(seconds=1),
        "changes": [
            (_("Turnover"), trial.turnover_before, trial.turnover_after, trial.turnover_after - trial.turnover_before),
            (_("Discounts"), trial.discount_before, trial.discount_after, trial.discount_after - trial.discount_before),
            *([(_("Margin"), trial.margin_before, trial.margin_after, trial.margin_after - trial.margin_before)]
              if trial.margin_orders else []),
        ],
        "orders": orders,
        "page": page,
        "pages_count": -(-count // SIZE),
        "live_url": live.live_url(live.ticket(f"trial:{trial_id}")) if trial.state == "running" else "",
    }  # fmt: skip
    return render(request, "marketing/trial.html", context)


@require_POST
@needs("promotions.edit")
def stop(request: HttpRequest, trial_id: int) -> HttpResponse:
    """Enough is known."""
    with unit():
        running.stop(trial_id=trial_id)
    return HttpResponseRedirect(reverse("marketing:trial", args=[trial_id]))


@require_POST
@needs("promotions.publish")
def choose_costs(request: HttpRequest, promotion_id: int) -> HttpResponse:
    """By which price list margins are counted."""
    with unit():
        desk.set_cost_list(price_type_id=number_of(request.POST.get("list", "")), actor=actor_of(request))
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(reverse("marketing:goods", args=[promotion_id]))
