"""The exchange page: how every node stands, what runs, what waits; pauses and incidents."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from prilavok.base import live
from prilavok.base.access import needs
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.partners.erp import api
from prilavok.partners.erp.watch import alarm, pauses
from prilavok.partners.erp.watch.board import boards
from prilavok.partners.erp.watch.causes import CauseFilter, causes
from prilavok.partners.erp.watch.tasks import own_tasks
from prilavok.partners.erp.web.forms import PauseForm

LATEST = 12
CAUSES = 6


@require_GET
@needs("exchange.view")
def show_exchange(request: HttpRequest) -> HttpResponse:
    """Every node in a card, the main causes of warnings, the latest packages."""
    context = {
        "boards": boards(),
        "causes": causes(CauseFilter(), CAUSES),
        "packages": api.latest_packages(LATEST),
        "live": live.live_url(live.ticket("exchange")),
        "pause_form": PauseForm(),
        "simulators": settings.SIMULATORS_URL,
    }
    return render(request, "erp/exchange.html", context)


@require_GET
@needs("exchange.view")
def show_schedule(request: HttpRequest) -> HttpResponse:
    """When every flow is expected, and what the site does by itself."""
    context = {"boards": boards(), "tasks": own_tasks(), "live": live.live_url(live.ticket("exchange"))}
    return render(request, "erp/schedule.html", context)


@require_GET
@needs("exchange.view")
def show_incidents(request: HttpRequest) -> HttpResponse:
    """Troubles that are open, and those of the past."""
    return render(request, "erp/incidents.html", {"incidents": alarm.incidents()})


@require_POST
@needs("exchange.run")
def acknowledge(request: HttpRequest, incident_id: int) -> HttpResponse:
    """A person has seen the trouble."""
    actor = request.actor  # type: ignore[attr-defined]
    with unit():
        seen = alarm.acknowledge(incident_id=incident_id, by=actor.name)
        accounts.audit(actor, "erp.incident_seen", f"node:{seen.node_id}", after={"incident": seen.text})
    messages.success(request, _("Noted: you have seen it. The incident closes by itself when it is over."))
    return HttpResponseRedirect(reverse("erp:exchange"))


@require_POST
@needs("exchange.run")
def pause(request: HttpRequest, node_id: int) -> HttpResponse:
    """Shut a node or one door of it."""
    actor = request.actor  # type: ignore[attr-defined]
    form = PauseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The exchange was not paused: choose what and for how long."))
        return HttpResponseRedirect(reverse("erp:exchange"))
    said = form.cleaned_data
    with unit():
        made = pauses.pause(
            node_id=node_id, door=said["door"], hours=said["hours"], by=actor.name, reason=said["reason"]
        )
        after = {"door": made.door, "hours": said["hours"], "reason": made.reason}
        accounts.audit(actor, "erp.exchange_paused", f"node:{node_id}", after=after)
    messages.success(request, _("Paused. A conversation under way ends by itself, the next one is refused."))
    return HttpResponseRedirect(f"{reverse('erp:exchange')}#node-{node_id}")


@require_POST
@needs("exchange.run")
def resume(request: HttpRequest, node_id: int) -> HttpResponse:
    """Open it again."""
    door = request.POST.get("door", "")[:20]
    with unit():
        opened = pauses.resume(node_id=node_id, door=door)
        if opened:
            accounts.audit(request.actor, "erp.exchange_resumed", f"node:{node_id}", after={"door": door})  # type: ignore[attr-defined]
    messages.success(request, _("The exchange goes on. 1C will be answered at its next call."))
    return HttpResponseRedirect(f"{reverse('erp:exchange')}#node-{node_id}")
