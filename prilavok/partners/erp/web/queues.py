"""Statuses that wait for a meaning, documents that wait for a person, orders on their way to the nodes."""

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
from prilavok.partners.erp.web.forms import StatusForm
from prilavok.trade.oms import api as oms

STATES = ("", "waiting", "quarantined", "confirmed", "skipped")


@require_GET
@needs("exchange.view")
def show_statuses(request: HttpRequest) -> HttpResponse:
    """What the statuses of the nodes mean, the undecided first, and the documents that need a person."""
    context = {
        "rules": api.statuses(),
        "incoming": api.incoming(),
        "scheme": oms.scheme(),
        "nodes": api.nodes(),
        "live": live.live_url(live.ticket("exchange")),
    }
    return render(request, "erp/statuses.html", context)


@require_POST
@needs("exchange.run")
def set_status(request: HttpRequest) -> HttpResponse:
    """Decide what a status means; what waited for it is applied at once."""
    form = StatusForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        with unit():
            applied = api.map_status(node_id=said["node"], erp_status=said["erp_status"], target=said["target"])
            accounts.audit(request.actor, "erp.status_decided", f"node:{said['node']}", after=said)  # type: ignore[attr-defined]
        messages.success(request, _("The meaning was saved. Orders applied: {count}.").format(count=applied))
    else:
        messages.error(request, _("The meaning was not saved: choose a node and type the status."))
    return HttpResponseRedirect(reverse("erp:statuses"))


@require_GET
@needs("exchange.view")
def show_exports(request: HttpRequest) -> HttpResponse:
    """Orders in the queues of the nodes."""
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    context = {
        "exports": api.exports(state=state),
        "state": state,
        "states": STATES,
        "live": live.live_url(live.ticket("exchange")),
    }
    return render(request, "erp/exports.html", context)


@require_POST
@needs("exchange.run")
def retry_export(request: HttpRequest, export_id: int) -> HttpResponse:
    """Put an order that was set aside into the queue again."""
    with unit():
        api.retry_export(export_id)
        accounts.audit(request.actor, "erp.export_retried", f"export:{export_id}")  # type: ignore[attr-defined]
    messages.success(request, _("The order is in the queue again."))
    return HttpResponseRedirect(reverse("erp:exports"))
